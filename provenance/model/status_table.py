"""Every validation status code of C2PA 2.4 with one plain sentence of ours.

Codes and kinds follow the specification, section "Validation status codes". Codes
that only the engine or the CAWG identity specification 1.2 use stand at the end of
each list.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _table(rows: str) -> Mapping[str, str]:
    """Read rows of the form "code: sentence"."""
    pairs = (row.split(": ", 1) for row in rows.strip().splitlines() if row)
    return MappingProxyType(dict(pairs))


FAILURES = _table("""
algorithm.unsupported: A signature or a hash uses an algorithm that is missing or not allowed.
assertion.action.ingredientMismatch: An action needs an ingredient, and that ingredient is not there.
assertion.action.malformed: The list of actions breaks the rules, so the history that it tells is not reliable.
assertion.action.redacted: The list of actions was removed, which is never allowed.
assertion.action.redactionMismatch: An action speaks of a removal that cannot be found.
assertion.action.softBindingMissing: An action speaks of a watermark or fingerprint that the credentials do not describe.
assertion.alternativeContentRepresentation.hashMismatch: The preserved original is not the one that was signed.
assertion.alternativeContentRepresentation.malformed: The description of the preserved original cannot be read.
assertion.alternativeContentRepresentation.missing: The preserved original is not there.
assertion.bmffHash.malformed: The record that ties the credentials to this file cannot be read.
assertion.bmffHash.mismatch: The content or the metadata of the file changed after it was signed.
assertion.boxesHash.malformed: The record that ties the credentials to this file cannot be read.
assertion.boxesHash.mismatch: The content or the metadata of the file changed after it was signed.
assertion.boxesHash.unknownBox: The file contains a part that its signer did not list.
assertion.cbor.invalid: An assertion is damaged and cannot be read.
assertion.cloud-data.actions: An update keeps its list of actions somewhere else, which is not allowed.
assertion.cloud-data.hardBinding: The record that ties the credentials to the file is kept somewhere else, which is not allowed.
assertion.cloud-data.labelMismatch: An assertion fetched from elsewhere is not the one that was named.
assertion.cloud-data.malformed: A reference to an assertion kept elsewhere is incomplete.
assertion.collectionHash.incorrectFileCount: A file that was part of the signed collection is missing.
assertion.collectionHash.invalidURI: The signed collection names a file by a path that is not allowed.
assertion.collectionHash.malformed: The record of the signed collection is incomplete.
assertion.collectionHash.mismatch: A file of the signed collection changed after it was signed.
assertion.dataHash.malformed: The record that ties the credentials to this file cannot be read.
assertion.dataHash.mismatch: The content or the metadata of the file changed after it was signed.
assertion.dataHash.redacted: The record that ties the credentials to the file was removed.
assertion.external-reference.created: A reference to outside data is listed as the signer's own statement, which is not allowed.
assertion.external-reference.hashMismatch: Outside data is not the data that was signed.
assertion.external-reference.labelMismatch: Outside data is not of the kind that was named.
assertion.external-reference.malformed: A reference to outside data is incomplete.
assertion.hardBinding.redacted: The record that ties the credentials to the file was removed.
assertion.hashedURI.mismatch: A signed statement in the credentials was changed after signing.
assertion.inaccessible: An assertion that is kept elsewhere could not be reached.
assertion.ingredient.malformed: The record of an ingredient is incomplete.
assertion.json.invalid: An assertion is damaged and cannot be read.
assertion.missing: A signed statement was taken out of the credentials.
assertion.multiAssetHash.malformed: The record of the parts of this file cannot be read.
assertion.multiAssetHash.mismatch: A part of the file changed after it was signed.
assertion.multiAssetHash.missingPart: A part of the file that was signed is missing.
assertion.multipleHardBindings: The credentials are tied to the file in two ways, which is not allowed.
assertion.notRedacted: An assertion that was said to be removed is still there.
assertion.outsideManifest: The credentials count a statement of other credentials as their own.
assertion.selfRedacted: The credentials claim to have removed one of their own statements, which is not allowed.
assertion.timestamp.malformed: A time-stamp added later cannot be read.
assertion.undeclared: The credentials contain a statement that the signer did not list.
claim.cbor.invalid: The signed claim is damaged and cannot be read.
claim.hardBindings.missing: Nothing ties the credentials to this file.
claim.malformed: The signed claim is incomplete or breaks the rules.
claim.missing: The signed claim is missing.
claim.multiple: There is more than one signed claim where only one is allowed.
claimSignature.mismatch: The signature does not match: the credentials were changed after signing.
claimSignature.missing: The signature is missing.
claimSignature.outsideValidity: The signature was not made while the signing certificate was valid, as far as can be shown.
general.error: The credentials could not be checked because of an error in them.
hashedURI.mismatch: Something that the credentials refer to is not what was signed.
hashedURI.missing: Something that the credentials refer to is missing.
ingredient.claimSignature.mismatch: The signature of an ingredient is not the one that was recorded.
ingredient.claimSignature.missing: The signature of an ingredient is missing.
ingredient.manifest.mismatch: The credentials of an ingredient were changed after the file was signed.
ingredient.manifest.missing: The credentials of an ingredient are missing.
livevideo.assertion.invalid: The live video does not belong to this stream or is out of order.
livevideo.continuityMethod.invalid: The parts of the live video are tied together in an unknown way.
livevideo.init.invalid: The first part of the live video is not allowed to carry pictures, but does.
livevideo.manifest.invalid: The credentials of the live video do not hold.
livevideo.segment.invalid: A part of the live video does not hold.
livevideo.sessionkey.invalid: The key that signs the parts of the live video does not hold.
manifest.compressed.invalid: Compressed credentials cannot be unpacked.
manifest.html.multipleManifests: The page carries more than one set of credentials.
manifest.inaccessible: The credentials are kept elsewhere and could not be reached.
manifest.multipleParents: The credentials name more than one parent.
manifest.structuredText.emptyReference: The text points to credentials, but to none in particular.
manifest.structuredText.malformedReference: The text points to credentials by an address that cannot be read.
manifest.structuredText.multipleReferences: The text points to more than one set of credentials.
manifest.structuredText.noManifest: The text announces credentials that are not there.
manifest.structuredText.noResolutionPath: The text points to credentials in a way that cannot be followed.
manifest.text.corruptedWrapper: The credentials in the text are damaged.
manifest.text.multipleWrappers: The text carries more than one set of credentials.
manifest.timestamp.invalid: Credentials that may only add a time-stamp contain something else.
manifest.timestamp.wrongParents: Credentials that add a time-stamp do not name exactly one parent.
manifest.update.invalid: Credentials that may only add information contain something that is not allowed there.
manifest.update.wrongParents: Credentials that add information do not name exactly one parent.
signingCredential.invalid: The signing certificate is not fit for signing.
signingCredential.ocsp.revoked: The signing certificate was revoked by its issuer.
signingCredential.untrusted: No accepted list vouches for the signer.
assertion.metadata.disallowed: The metadata contains a field that is not allowed there.
assertion.required.missing: A statement that the credentials need is missing.
claim.required.missing: The signed claim lacks a field that it needs.
com.adobe.prerelease: The credentials are of a kind from before the first public version, which cannot be checked.
ingredient.hashedURI.mismatch: Something that the record of an ingredient refers to is not what was signed.
signingCredential.expired: The signing certificate has expired.
cawg.ica.did_unavailable: The identity provider behind an identity statement could not be looked up.
cawg.ica.invalid_alg: An identity statement uses an algorithm that is not allowed.
cawg.ica.invalid_content_type: An identity statement has the wrong type.
cawg.ica.invalid_did_document: The record of the identity provider cannot be read.
cawg.ica.invalid_issuer: The issuer of an identity statement cannot be read.
cawg.ica.invalid_verifiable_credential: An identity statement cannot be read.
cawg.ica.signature_mismatch: The signature of an identity statement does not match.
cawg.ica.signer_payload.mismatch: An identity statement speaks of another file.
cawg.ica.time_stamp.invalid: The time-stamp of an identity statement does not hold.
cawg.ica.valid_from.invalid: An identity statement was not valid yet.
cawg.ica.valid_from.missing: An identity statement does not say from when it is valid.
cawg.ica.valid_until.invalid: An identity statement was no longer valid.
cawg.identity.assertion.duplicate: An identity statement names the same assertion twice.
cawg.identity.assertion.mismatch: An identity statement names an assertion that is not there.
cawg.identity.cbor.invalid: An identity statement is damaged and cannot be read.
cawg.identity.expected_claim_generator.mismatch: An identity statement was made for a file that another signer signs.
cawg.identity.expected_countersigner.mismatch: Another identity statement is signed by somebody else than the one beside it expects.
cawg.identity.expected_countersigner.missing: Somebody whom an identity statement expects beside it is not there.
cawg.identity.expected_partial_claim.mismatch: An identity statement was made for credentials that state something else.
cawg.identity.hard_binding_missing: An identity statement is not tied to the content of the file.
cawg.identity.pad.invalid: An identity statement is filled up with something that is not allowed.
cawg.identity.sig_type.unknown: An identity statement is signed in an unknown way.
cawg.identity.unexpected_countersigner: An identity statement does not expect the other one beside it.
cawg.x509.algorithm.unsupported: An identity statement uses an algorithm that is not allowed.
cawg.x509.credential.invalid: The certificate behind an identity statement is not fit for that.
cawg.x509.credential.untrusted: No accepted list vouches for the certificate behind an identity statement.
cawg.x509.signature.mismatch: The signature of an identity statement does not match.
cawg.x509.signature.outsideValidity: An identity statement was not signed while its certificate was valid.
""")

INFORMATIONAL = _table("""
algorithm.deprecated: The credentials use an algorithm that is no longer recommended.
assertion.bmffHash.additionalExclusionsPresent: Parts of the file besides the credentials are not covered by the signature.
assertion.boxesHash.additionalExclusionsPresent: Parts of the file besides the credentials are not covered by the signature.
assertion.dataHash.additionalExclusionsPresent: Parts of the file besides the credentials are not covered by the signature.
ingredient.unknownProvenance: An ingredient came without credentials, so nothing is known of its origin.
signingCredential.ocsp.inaccessible: Whether the signing certificate was revoked could not be found out.
signingCredential.ocsp.skipped: Revocation was not checked.
signingCredential.ocsp.unknown: The issuer does not know whether the signing certificate was revoked.
timeOfSigning.insideValidity: The time that the signer states fits its certificate.
timeOfSigning.outsideValidity: The time that the signer states does not fit its certificate or the time-stamp.
timeStamp.credentialInvalid: The certificate of the time-stamp is not fit for time-stamping.
timeStamp.malformed: The time-stamp cannot be read, so it proves nothing.
timeStamp.mismatch: The time-stamp belongs to something else, so it proves nothing.
timeStamp.outsideValidity: The time-stamp was made while its own certificate was not valid, so it proves nothing.
timeStamp.untrusted: No accepted list vouches for the time-stamp, so its time is not used.
manifest.unknownProvenance: Nothing is known of the origin of this content.
manifest.unreferenced: The file carries credentials that nothing refers to.
cawg.ica.untrusted_issuer: No accepted list vouches for the issuer of an identity statement.
""")

SUCCESSES = _table("""
assertion.accessible: An assertion that is kept elsewhere was reached.
assertion.alternativeContentRepresentation.match: The preserved original is the one that was signed.
assertion.bmffHash.match: The content is as it was signed.
assertion.boxesHash.match: The content is as it was signed.
assertion.collectionHash.match: Every file of the collection is as it was signed.
assertion.dataHash.match: The content is as it was signed.
assertion.hashedURI.match: A statement is as it was signed.
assertion.multiAssetHash.match: A part of the file is as it was signed.
claimSignature.insideValidity: The signing certificate was valid when the signature was made.
claimSignature.validated: The signature matches the signed claim.
ingredient.claimSignature.validated: The signature of an ingredient is the one that was recorded.
ingredient.manifest.validated: The credentials of an ingredient are the ones that were recorded.
signingCredential.ocsp.notRevoked: The signing certificate was not revoked when it signed.
signingCredential.trusted: An accepted list vouches for the signer.
timeStamp.trusted: An accepted list vouches for the time-stamp.
timeStamp.validated: The time-stamp belongs to this signature.
cawg.ica.credential_valid: An identity statement holds.
cawg.identity.trusted: An accepted list vouches for an identity statement.
cawg.identity.well-formed: An identity statement can be read.
cawg.x509.credential.trusted: An accepted list vouches for the certificate behind an identity statement.
cawg.x509.signature.validated: The signature of an identity statement matches.
cawg.ica.time_stamp.validated: The time-stamp of an identity statement holds.
""")
