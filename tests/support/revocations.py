"""Answers (OCSP) and lists (CRL) about revocation, good ones and every wrong one that a test needs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import (
    OCSPCertStatus,
    OCSPResponderEncoding,
    OCSPResponseBuilder,
    OCSPResponseStatus,
)
from cryptography.x509.oid import AuthorityInformationAccessOID
from support.authorities import NOW, Development, Signer

from provenance.pki import issuing

if TYPE_CHECKING:
    from datetime import datetime

    from provenance.pki.issuing import Authority

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
STATUS = {
    "good": OCSPCertStatus.GOOD,
    "revoked": OCSPCertStatus.REVOKED,
    "unknown": OCSPCertStatus.UNKNOWN,
}


def answer(  # noqa: PLR0913  # each is one field or one oddity
    leaf: x509.Certificate,
    issuer: Authority,
    status: str = "good",
    *,
    since: datetime = NOW - DAY,
    days: int | None = 7,
    revoked_at: datetime = NOW - WEEK,
    reason: x509.ReasonFlags | None = None,
    by: Signer | Authority | None = None,
    digest=None,
    nonce: bytes = b"",
) -> bytes:
    """Make an OCSP answer about `leaf`, signed by its issuer or `by` a responder (DER)."""
    responder = by or issuer
    carried = list(responder.certificates[:1]) if isinstance(responder, Signer) else []
    named = carried[0] if carried else responder.certificate
    revoked = status == "revoked"
    builder = (
        OCSPResponseBuilder()
        .add_response(
            cert=leaf,
            issuer=issuer.certificate,
            algorithm=SHA1(),  # noqa: S303  # as real responders name certificates
            cert_status=STATUS[status],
            this_update=since,
            next_update=since + timedelta(days=days) if days is not None else None,
            revocation_time=revoked_at if revoked else None,
            revocation_reason=reason if revoked else None,
        )
        .responder_id(OCSPResponderEncoding.HASH, named)
    )
    builder = builder.certificates(carried) if carried else builder
    builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False) if nonce else builder
    return builder.sign(responder.key, digest or SHA256()).public_bytes(Encoding.DER)


def access(address: str) -> tuple[x509.ExtensionType, bool]:
    """Make the extension by which a certificate names its responder."""
    place = x509.UniformResourceIdentifier(address)
    asked = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
    return x509.AuthorityInformationAccess([asked]), False


def point(address: str) -> tuple[x509.ExtensionType, bool]:
    """Make the extension by which a certificate names the list of its issuer."""
    place = x509.UniformResourceIdentifier(address)
    found = x509.DistributionPoint(
        full_name=[place], relative_name=None, reasons=None, crl_issuer=None
    )
    return x509.CRLDistributionPoints([found]), False


def refusal() -> bytes:
    """Make an answer that says only that it cannot answer."""
    refused = OCSPResponseBuilder.build_unsuccessful(OCSPResponseStatus.TRY_LATER)
    return refused.public_bytes(Encoding.DER)


def responder(
    pki: Development,
    *,
    usages: list[x509.ObjectIdentifier] | None = None,
    issuer: Authority | None = None,
    start: datetime | None = None,
    days: int = 366,
) -> Signer:
    """Issue a responder by the profile, but for other `usages` where they are given."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = issuer or pki.issuer
    extensions = [
        (x509.ExtendedKeyUsage(usages), critical)
        if usages and isinstance(value, x509.ExtendedKeyUsage)
        else (value, critical)
        for value, critical in issuing.ocsp_responder()
    ]
    leaf = authority.issue(
        pki.name("Responder"),
        key.public_key(),
        iter(extensions),
        start=start or pki.start,
        days=days,
    )
    return Signer(certificates=(leaf, authority.certificate), key=key)


def crl(
    issuer: Authority,
    *leaves: x509.Certificate,
    by: Authority | None = None,
    since: datetime = NOW - DAY,
    days: int = 7,
    revoked_at: datetime = NOW - WEEK,
    reason: x509.ReasonFlags | None = None,
    invalid_from: datetime | None = None,
    part: x509.IssuingDistributionPoint | None = None,
) -> bytes:
    """Make a list on which `leaves` are revoked (DER)."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(since)
        .next_update(since + timedelta(days=days))
    )
    for leaf in leaves:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(leaf.serial_number)
            .revocation_date(revoked_at)
        )
        if reason:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        if invalid_from:
            entry = entry.add_extension(x509.InvalidityDate(invalid_from), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    if part:
        builder = builder.add_extension(part, critical=True)
    return builder.sign((by or issuer).key, SHA256()).public_bytes(Encoding.DER)


def part(**changes) -> x509.IssuingDistributionPoint:
    """Make the extension by which a list says that it is only a part."""
    whole = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(whole | changes))
