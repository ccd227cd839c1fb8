"""Explanations of the codes about the signed claim, its signature and the fitness of the certificate."""

from __future__ import annotations

from provenance.report.explanations.table import table

SIGNATURE = table("""
claimSignature.validated
    The signature fits what was signed, so nobody changed the signed statements since.
    It does not say who signed: anyone can make a signature that fits, under any name.
    Look at whether an accepted list vouches for the signer.

claimSignature.mismatch
    The signature does not fit what it should have signed. The credentials were changed after signing, or the signature belongs to something else.
    It does not prove that the picture or film was changed; but nothing that these credentials say is vouched for any more.
    Do not rely on these credentials. Ask for the file as it was signed.

claimSignature.missing
    The credentials carry no signature, so nobody stands behind them. Anyone can have written them.
    It says nothing against the content: it is just as unconfirmed as that of a file without credentials.
    Treat it as a file without credentials.

claim.missing
    The credentials lack their core: the list of statements that a signer vouches for. So nothing in them is vouched for.
    It does not mean that the content was changed; the file may have been damaged on its way.
    Ask for another copy of the file.

claim.multiple
    There are several lists of vouched statements where only one may be, so two programs could read two different stories.
    It does not show which of them, if any, is the true one.
    Do not rely on these credentials. Ask for the file as it was signed.

claim.malformed
    The core of the credentials, the list of what the signer vouches for, is incomplete or breaks the rules.
    It does not mean that anyone changed it: the signature would show that. The signing program is likely to be at fault.
    Do not rely on these credentials, and tell the makers of the program that signed the file.

claim.cbor.invalid
    The core of the credentials is damaged and cannot be read at all.
    It is no sign of bad intent: a broken download or a faulty program are the likelier causes.
    Ask for another copy of the file.

claim.required.missing
    The core of the credentials lacks a detail that the rules ask for, such as the program that made it.
    It does not mean that the detail was taken out: the signature covers the core as it is.
    Do not rely on these credentials, and tell the makers of the program that signed the file.

general.error
    Checking the credentials stopped at an error in them for which there is no name of its own.
    It does not mean that the content was changed; it means that the check could not be finished.
    Update this program and check again. If it stays so, ask for another copy of the file.

com.adobe.prerelease
    The credentials were made in a form from before the first public version of the standard, which current programs cannot check.
    It does not mean that they are false: they are only too old.
    Ask the maker for a copy with current credentials.

signingCredential.invalid
    The certificate of the signer is not made for signing content, or lacks what the rules ask for. The finding names the reason, where it is known.
    It does not mean that the file was changed: the signature may well fit. It means that this certificate cannot vouch for anything.
    Do not rely on who signed. If the file is yours, 'provenance keys check' names each fault and its cure.
""")
