"""Explanations of the codes about identity statements (CAWG): who else stands behind a file.

An identity statement is signed by a person or an organisation of its own. Whatever is said
of it never changes what the file's own signature proves.
"""

from __future__ import annotations

from provenance.report.explanations.table import table

IDENTITY = table("""
cawg.identity.well-formed
    Somebody besides the signer put a name to parts of the credentials, and this identity statement can be read.
    It does not mean that the name is right: who vouches for it is judged by itself.
    See whether an accepted list vouches for it.

cawg.identity.trusted
    Somebody besides the signer put a name to parts of the credentials, and a list that you accept vouches for that name.
    It does not mean that the named person made everything that is shown: the statement lists the parts that it covers.
    Look at which parts the name stands for.

cawg.identity.assertion.duplicate
    An identity statement lists the same part of the credentials twice, which is not allowed. It is not accepted.
    It does not touch the file's own signature, and is likely to be the fault of a program.
    Leave the name in that statement out of account.

cawg.identity.assertion.mismatch
    An identity statement stands for a part of the credentials that is not there, or is not the same any more.
    It does not mean that the content was changed; but the name was given for something else.
    Do not connect that name with this file. Ask the named person.

cawg.identity.cbor.invalid
    An identity statement is damaged, so nobody can tell whose name it gives.
    It does not harm the file's own signature.
    Do without it, and ask for another copy if the name matters.

cawg.identity.hard_binding_missing
    An identity statement is not tied to the content, so it could have been copied from another file.
    It does not mean that it was copied, and it says nothing against the file's own signature.
    Do not connect the name with what is shown. Ask the named person.

cawg.identity.expected_partial_claim.mismatch
    Somebody put a name to these credentials on the condition that they state exactly this and nothing else. They state something else.
    It does not mean that the content was changed; but the name was given for other statements.
    Do not connect that name with this file. Ask the named person.

cawg.identity.expected_claim_generator.mismatch
    Somebody put a name to these credentials on the condition that one certain signer signs them. Another one signed them.
    It does not mean that the signer of this file did anything wrong, nor that the name is false.
    Do not connect that name with this file. Ask the named person who was to sign.

cawg.identity.unexpected_countersigner
    Somebody gave a name on the condition that only certain others give theirs. Here somebody else gave one, too.
    It does not say which of the names is wrong, and it says nothing against the file's own signature.
    Take the name that set the condition as not proven.

cawg.identity.expected_countersigner.mismatch
    Somebody gave a name on the condition that certain others give theirs, too. One of those statements is there, but signed by somebody else.
    It does not touch the file's own signature, nor say who of them is right.
    Take the name that set the condition as not proven. Ask the named person.

cawg.identity.expected_countersigner.missing
    Somebody gave a name on the condition that certain others give theirs, too. One of them is missing here.
    It does not mean that the missing person refused: the statement may have been left out later.
    Take the name that set the condition as not proven.

cawg.identity.pad.invalid
    The empty room behind an identity statement is filled with something, although it has to be empty. Nobody signed what stands there.
    It is not a sign that the content was changed.
    Leave that identity statement out of account.

cawg.identity.sig_type.unknown
    An identity statement is signed in a way that this version does not know, so it was not checked.
    It does not mean that the name in it is false.
    Update this program and check again, if the name matters.

cawg.x509.signature.validated
    The signature under an identity statement fits, so nobody changed the statement since.
    It does not say yet whose signature it is: that is for the lists of identities to vouch for.
    See whether an accepted list vouches for the name.

cawg.x509.signature.mismatch
    The signature under an identity statement does not fit it: the statement was changed, or taken from elsewhere.
    It does not mean that the file's own signature fails; that one is judged by itself.
    Do not connect that name with this file. Ask the named person.

cawg.x509.signature.outsideValidity
    An identity statement was signed while the certificate behind the name was not valid, or nothing proves that it was.
    It is no sign that content or name are false: certificates run out.
    Take the name as not proven, and ask the named person to confirm it.

cawg.x509.credential.trusted
    The certificate behind an identity statement leads to an authority on an identity list that you accept.
    It does not vouch for the file's signer, for whom other lists are asked.
    Look at which parts of the credentials the name stands for.

cawg.x509.credential.untrusted
    No identity list that you accept vouches for the certificate behind a name, so the name is its bearer's own word.
    It does not mean that the name is false, and it does not change who signed the file.
    If you know that person, get the certificate from there and run: provenance trust add FILE --kind identity

cawg.x509.credential.invalid
    The certificate behind an identity statement is not made for that purpose, so it cannot vouch for a name.
    It says nothing against the certificate of the file's signer.
    Take the name as not proven.

cawg.x509.algorithm.unsupported
    An identity statement is signed by a method of calculation that is not allowed or not known here, so it proves nothing.
    It does not mean that the name is false: the method may just be too old or too new.
    Update this program and check again, if the name matters.

cawg.ica.credential_valid
    A service that checks identities confirms a name behind this file, and its confirmation holds.
    It does not mean that you have to believe that service: see whether a list vouches for it.
    Look at what exactly the service confirms: a name, an account or a web site.

cawg.ica.untrusted_issuer
    A service confirms a name behind this file, but no list that you accept vouches for that service. Anyone can run one.
    It does not mean that the name is false: an honest service may be too small or too new for your list.
    Believe the name as far as you know the service by other means.

cawg.ica.did_unavailable
    A service confirms a name behind this file, and the public record of that service could not be looked up. Nothing is contacted unless you allow it.
    It does not mean that the service or the name are false.
    Take the name as not proven, or check again where the service can be reached.

cawg.ica.invalid_did_document
    The public record of the service that confirms a name cannot be read, so its confirmation cannot be checked.
    It says nothing about the file or about its signer.
    Take the name as not proven. Check again later, for the service may mend its record.

cawg.ica.invalid_alg
    A service signed its confirmation of a name by a method of calculation that is not allowed.
    It does not mean that the named person has done anything wrong.
    Take the name as not proven.

cawg.ica.invalid_content_type
    What should be the confirmation of a name says of itself that it is something else. It is not accepted.
    It is most likely the fault of a program, and no sign that the content was changed.
    Leave the name out of account.

cawg.ica.invalid_issuer
    The confirmation of a name does not tell in a readable way which service gave it.
    It does not mean that no service did.
    Take the name as not proven.

cawg.ica.invalid_verifiable_credential
    The confirmation of a name is incomplete or cannot be understood.
    It does not harm the file's own signature, and it says nothing against the named person.
    Take the name as not proven, and ask that person.

cawg.ica.signature_mismatch
    The confirmation of a name was changed after the service signed it, or another service made it than it says.
    It does not mean that the content of the file was changed.
    Do not connect that name with this file.

cawg.ica.signer_payload.mismatch
    The confirmation of a name was given for another file or for other statements, and was put here.
    It does not say who put it here, nor that the file's own signature fails.
    Do not connect that name with this file. Ask the named person.

cawg.ica.time_stamp.validated
    The confirmation of a name carries a time-stamp that was made for it.
    It does not prove when the content was made.
    Nothing.

cawg.ica.time_stamp.invalid
    The confirmation of a name carries a time-stamp that does not fit it or cannot be relied on.
    It does not mean that the name is false: only the time of the confirmation stays unknown.
    Take the time of the confirmation as not proven.

cawg.ica.valid_from.invalid
    The confirmation of a name was to hold only from a later time on.
    It is no sign that the content was changed; clocks that differ can be the cause.
    Take the name as not proven for this file.

cawg.ica.valid_from.missing
    The confirmation of a name does not say from when on it holds, although it has to.
    It is an omission of the service, and says nothing against the named person.
    Take the name as not proven, and tell the service that confirms it.

cawg.ica.valid_until.invalid
    The confirmation of a name had run out when it was used or looked at.
    It is no sign that the name was false while the confirmation held.
    Ask the named person, or the service, whether it still stands.
""")
