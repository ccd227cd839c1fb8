"""A small certificate tree, made once: a root, a signer that fits the profile, and variants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from provenance.pki.trust import TrustList, TrustLists

CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
SIGNING_DAY = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@cache
def root(name: str = "A root") -> Issued:
    """Return the one root of this name."""
    return issue(name, authority=True)


@cache
def signer(name: str = "A signer", *, under: str = "A root", fit: bool = True) -> Issued:
    """Return the one signer of this name; one that is not fit may not sign digitally."""
    return issue(name, by=root(under), fit=fit)


def trusting(*names: str) -> TrustLists:
    """Return a signer list that holds the roots of these names."""
    pem = b"".join(root(name).pem for name in names)
    return TrustLists(lists=(TrustList.from_pem(pem, kind="signer", name="A list"),))


def issue(
    name: str,
    *,
    by: Issued | None = None,
    authority: bool = False,
    fit: bool = True,
    start: datetime = SIGNING_DAY - timedelta(days=30),
    end: datetime = SIGNING_DAY + timedelta(days=30),
) -> Issued:
    """Issue a certificate; self-signed unless `by` is given."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "An organization"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    issuer_key = by.key if by else key
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority and fit,
                key_cert_sign=authority,
                crl_sign=authority,
                **usage | {"content_commitment": not fit},
            ),
            critical=True,
        )
    )
    if not authority:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, CLAIM_SIGNING])
        builder = builder.add_extension(purposes, critical=False)
    return Issued(certificate=builder.sign(issuer_key, hashes.SHA256()), key=key)
