"""Explanations of the codes about time: when a signature was made, and what proves it."""

from __future__ import annotations

from provenance.report.explanations.table import table

TIME = table("""
claimSignature.insideValidity
    As far as is known, the signature was made while the certificate of its signer was valid.
    It does not prove an exact time: only an accepted time-stamp does that.
    Nothing.

claimSignature.outsideValidity
    The certificate of the signer was not valid at the time that counts: mostly it has expired since, and no accepted time-stamp proves that the signature is older than that.
    It is not a sign that the file was changed. Certificates run out within months or years, and many honest old files look like this.
    Install the lists of time-stamp authorities (provenance trust update) and check again. Otherwise ask the signer to confirm the file, or to sign it anew.

signingCredential.expired
    The certificate of the signer has run out. What counts is whether it was valid when it signed, and this is judged by itself.
    It is no sign that the file was changed: every certificate runs out one day.
    See whether the report proves a time of signing. If it does not, ask the signer to confirm the file.

timeStamp.validated
    The time-stamp was made for this very signature, so the signature existed by then, if its maker can be believed.
    It does not mean that the maker of the time-stamp is one to believe: that is judged by itself.
    See whether the report calls the time proven.

timeStamp.trusted
    An authority on a list that you accept has stamped this signature. That proves that it existed at that time or earlier.
    It does not prove when the picture was taken: the content can be much older than its signature.
    Use the time in the report as the latest moment at which the file was signed.

timeStamp.untrusted
    The signature carries a time-stamp, but no list that you accept vouches for its maker. Anyone can make one with any time, so its time is neither shown nor used.
    It does not mean that the time is false or the file was changed: your list may lack an honest authority.
    Run: provenance trust update. If you know the authority, run: provenance trust add FILE --kind time

timeStamp.malformed
    The signature carries a time-stamp that cannot be read, so it proves nothing.
    It does not harm the signature, which holds or fails by itself; anyone can add or damage a time-stamp.
    Take the time of signing as not proven.

timeStamp.mismatch
    The signature carries a time-stamp that was made for something else, so its time says nothing about this file.
    It is no sign that the content was changed: a time-stamp can be added by anyone, also later and by mistake.
    Take the time of signing as not proven.

timeStamp.outsideValidity
    The time-stamp was made when the certificate of its own maker was not valid, so its time cannot be relied on.
    It says nothing against the file or its signer.
    Take the time of signing as not proven.

timeStamp.credentialInvalid
    The time-stamp was made with a certificate that is not meant for time-stamps, so its time cannot be relied on.
    It says nothing against the signature of the file itself, which was made with another certificate.
    Take the time of signing as not proven, and tell the signer which time-stamp service it should not use.

timeOfSigning.insideValidity
    The signer states when it signed, and its certificate was valid then.
    It does not prove that time: it is the signer's own word.
    See whether the report calls the time proven or claimed.

timeOfSigning.outsideValidity
    The signer states a time of signing at which its certificate was not valid, or that does not fit the time-stamp.
    It is no proof of ill intent, and no sign that the content was changed: clocks in cameras and computers are often wrong.
    Do not use the stated time. Rely on a proven one, if the report has it.

assertion.timestamp.malformed
    A time-stamp was added to the credentials later, and it cannot be read. So it proves nothing.
    It does not mean that content or signature were changed by adding it.
    Do not rely on the credentials that brought this time-stamp; ask for the file as it was before.
""")
