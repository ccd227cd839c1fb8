"""Read lists of revoked certificates: whether an issuer made one, and what it says of a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtensionOID

from provenance.pki import strength
from provenance.pki.revocation.statement import Statement, Unusable

if TYPE_CHECKING:
    from datetime import datetime

    from provenance.limits import Effort
    from provenance.pki.certificate import Certificate

_UNDERSTOOD = frozenset(
    {
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
    }
)


def read(
    listed: bytes, subject: Certificate, issuer: Certificate, effort: Effort | None = None
) -> Statement | None:
    """Return what a list (DER) says about `subject`; None when another issuer made it.

    Raises:
        Unusable: It cannot be read, the issuer did not sign it, or it is only a part.
    """
    try:
        return _read(x509.load_der_x509_crl(listed), subject, issuer, effort)
    except Unusable:
        raise
    except Exception as error:  # foreign bytes make it raise without a common base
        raise Unusable("it cannot be read") from error


def _read(
    listed: x509.CertificateRevocationList,
    subject: Certificate,
    issuer: Certificate,
    effort: Effort | None,
) -> Statement | None:
    if listed.issuer.public_bytes() != subject.issuer:
        return None
    if not _signed_by(listed, issuer, effort):
        raise Unusable("it is not signed by the issuer")
    _check_whole(listed, subject)
    entry = listed.get_revoked_certificate_by_serial_number(subject.source.serial_number)
    if entry is None:
        return Statement(status="good", since=listed.last_update_utc, until=listed.next_update_utc)
    return Statement(
        status="revoked",
        since=listed.last_update_utc,
        until=listed.next_update_utc,
        revoked_at=_revoked_at(entry),
        reason=_reason(entry),
    )


def _signed_by(
    listed: x509.CertificateRevocationList, issuer: Certificate, effort: Effort | None
) -> bool:
    usage = issuer.key_usage
    if issuer.key is None or strength.of_key(issuer.key) or (usage and not usage.crl_sign):
        return False
    digest = listed.signature_hash_algorithm
    if digest is not None and not isinstance(digest, SHA256 | SHA384 | SHA512):
        return False
    if not strength.affordable(issuer.key, effort):
        return False
    return listed.is_signature_valid(issuer.key)  # type: ignore[arg-type]  # raises for others


def _check_whole(listed: x509.CertificateRevocationList, subject: Certificate) -> None:
    """Refuse a list that speaks of some certificates or reasons alone (RFC 5280 section 5.2)."""
    for extension in listed.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise Unusable("it sets conditions that are not understood here")
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint) and _partial(value, subject):
            raise Unusable("it is a part of a list, which says nothing of this certificate")


def _partial(part: x509.IssuingDistributionPoint, subject: Certificate) -> bool:
    of_others = part.only_contains_user_certs if subject.authority else part.only_contains_ca_certs
    if of_others or part.only_contains_attribute_certs or part.indirect_crl:
        return True
    if part.only_some_reasons or part.relative_name:
        return True
    return bool(part.full_name) and not _points(subject) & set(part.full_name or ())


def _points(subject: Certificate) -> set[x509.GeneralName]:
    """Return where the certificate says that its list lies."""
    try:
        found = subject.source.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    except x509.ExtensionNotFound:
        return set()
    return {name for point in found.value for name in point.full_name or ()}


def _revoked_at(entry: x509.RevokedCertificate) -> datetime:
    """Return since when the certificate is not to be believed: the earlier date counts."""
    try:
        invalid = entry.extensions.get_extension_for_class(x509.InvalidityDate).value
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(entry.revocation_date_utc, invalid.invalidity_date_utc)


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None
