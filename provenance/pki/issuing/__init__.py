"""Certificates by the official C2PA profiles (conformance programme 0.2, cert-profiles).

Made here for development only, and they say so. The profiles demand extensions that only
the conformance programme can fill with truth; a development certificate carries them with
values that claim the least: the lowest assurance level, the nil UUID as the record of the
list of conforming products, which no product has, and addresses under `.invalid`, which
never resolve (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from provenance.errors import InvalidArgument
from provenance.pki import der, oids
from provenance.pki.certificate import assurance_level_der

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

ROOT_DAYS = 20 * 365 + 5
ISSUING_DAYS = 1826  # claimSigningIssuingCA: at most 1827
LEAF_DAYS = 366  # claimSigningLeaf.al1: at most 366
TIME_ISSUING_DAYS = 5478  # tsaIssuingCA: at most 5479
TIME_DAYS = 4109  # tsaLeaf: at most 4110
LONGEST_NAME = 64  # RFC 5280, ub-common-name and ub-organization-name
CLOCK_SKEW = timedelta(hours=1)
"""How far in the past a certificate begins, for clocks that are behind."""

NO_PRODUCT = UUID(int=0)
_OCSP = "http://ocsp.development.invalid/"
_ISSUERS = "http://certificates.development.invalid/issuer.crt"

# One extension of a certificate, and whether it is critical.
Extension = tuple[x509.ExtensionType, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate that may issue others, and its private key, which is held in memory."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    def issue(
        self,
        subject: x509.Name,
        key: CertificatePublicKeyTypes,
        extensions: Iterator[Extension],
        *,
        start: datetime,
        days: int,
    ) -> x509.Certificate:
        """Issue a certificate that begins at `start` and never outlives its issuer."""
        ends = min(_end(start, days), self.certificate.not_valid_after_utc)
        issuer_id = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        builder = _builder(subject, key, start, ends).issuer_name(self.certificate.subject)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id.value),
            critical=False,
        )
        for value, critical in extensions:
            builder = builder.add_extension(value, critical=critical)
        return builder.sign(self.key, SHA384())


def check_name(text: str, longest: int = LONGEST_NAME) -> None:
    """Refuse a text that cannot be a name in a certificate.

    Raises:
        InvalidArgument: It is empty, or longer than `longest` characters.
    """
    if not 1 <= len(text.strip()) <= longest:
        raise InvalidArgument(
            f"{text!r} cannot be a name in a certificate.",
            hint=f"Use 1 to {longest} characters.",
        )


def distinguished_name(country: str, organization: str, common_name: str) -> x509.Name:
    """Return a name with the three attributes that every profile requires."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def root(subject: x509.Name, *, start: datetime) -> Authority:
    """Make an authority that signs itself (profile rootCA)."""
    key = ec.generate_private_key(ec.SECP384R1())
    builder = _builder(subject, key.public_key(), start, _end(start, ROOT_DAYS)).issuer_name(
        subject
    )
    for value, critical in _authority(path_length=2):
        builder = builder.add_extension(value, critical=critical)
    return Authority(certificate=builder.sign(key, SHA384()), key=key)


def claim_authority(parent: Authority, subject: x509.Name, *, start: datetime) -> Authority:
    """Make the authority that issues claim signers (profile claimSigningIssuingCA)."""
    usages = (oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION)
    return _issuing(parent, subject, usages, start=start, days=ISSUING_DAYS)


def time_authority(parent: Authority, subject: x509.Name, *, start: datetime) -> Authority:
    """Make the authority that issues time-stamping authorities (profile tsaIssuingCA)."""
    return _issuing(parent, subject, (oids.TIME_STAMPING,), start=start, days=TIME_ISSUING_DAYS)


def claim_signer() -> Iterator[Extension]:
    """Return what a claim signer carries (profile claimSigningLeaf.al1)."""
    yield from claim_request()
    yield access()
    yield from conforming_product(1, NO_PRODUCT)


def claim_request() -> Iterator[Extension]:
    """Return what a claim signer asks for in a certificate request."""
    yield x509.BasicConstraints(ca=False, path_length=None), True
    yield _key_usage(digital_signature=True, content_commitment=True), True
    yield x509.ExtendedKeyUsage([oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION]), False
    yield _policy()


def conforming_product(level: int, record: UUID) -> Iterator[Extension]:
    """Return the extensions that name an assurance level and a record of conforming products."""
    text = der.encode(der.UTF8_STRING, str(record).encode("ascii"))
    yield x509.UnrecognizedExtension(oids.ASSURANCE_LEVEL, assurance_level_der(level)), False
    yield x509.UnrecognizedExtension(oids.CPL_RECORD, text), False


def time_stamper() -> Iterator[Extension]:
    """Return what a time-stamping authority carries (profile tsaLeaf)."""
    yield x509.BasicConstraints(ca=False, path_length=None), True
    yield _key_usage(digital_signature=True, content_commitment=True), True
    yield x509.ExtendedKeyUsage([oids.TIME_STAMPING]), True
    yield _policy()
    yield access()


def ocsp_responder() -> Iterator[Extension]:
    """Return what answers questions about revocation carries (profile ocspResponderLeaf)."""
    yield x509.BasicConstraints(ca=False, path_length=None), True
    yield _key_usage(digital_signature=True), True
    yield x509.ExtendedKeyUsage([oids.OCSP_SIGNING]), False
    yield x509.OCSPNoCheck(), False


def _issuing(
    parent: Authority,
    subject: x509.Name,
    usages: tuple[x509.ObjectIdentifier, ...],
    *,
    start: datetime,
    days: int,
) -> Authority:
    key = ec.generate_private_key(ec.SECP384R1())

    def extensions() -> Iterator[Extension]:
        yield from _authority(path_length=0)
        yield x509.ExtendedKeyUsage(usages), False
        yield _policy()
        yield access()

    issued = parent.issue(subject, key.public_key(), extensions(), start=start, days=days)
    return Authority(certificate=issued, key=key)


def _end(start: datetime, days: int) -> datetime:
    # Both ends belong to the validity (RFC 5280 section 4.1.2.5).
    return start + timedelta(days=days, seconds=-1)


def _builder(
    subject: x509.Name, key: CertificatePublicKeyTypes, start: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _authority(path_length: int) -> Iterator[Extension]:
    yield x509.BasicConstraints(ca=True, path_length=path_length), True
    yield _key_usage(key_cert_sign=True, crl_sign=True), True


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _policy() -> Extension:
    policy = x509.PolicyInformation(oids.CERTIFICATE_POLICY, None)
    return x509.CertificatePolicies([policy]), False


def access(ocsp: str = _OCSP, issuers: str = _ISSUERS) -> Extension:
    """Return where to ask about revocation, and where the issuer's certificate is."""

    def at(method: x509.ObjectIdentifier, address: str) -> x509.AccessDescription:
        return x509.AccessDescription(method, x509.UniformResourceIdentifier(address))

    places = (
        at(AuthorityInformationAccessOID.OCSP, ocsp),
        at(AuthorityInformationAccessOID.CA_ISSUERS, issuers),
    )
    return x509.AuthorityInformationAccess(places), False
