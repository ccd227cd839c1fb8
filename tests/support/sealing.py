"""Keys and certificates made on the spot, for tests that sign; nothing here is a secret."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
COORDINATE = 32  # bytes of r and of s on P-256


def name(common_name: str) -> x509.Name:
    """Return a subject with an organization, which older verifiers demand."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Engine Room"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def usage(*, authority: bool) -> x509.KeyUsage:
    """Return the key usage of an authority or of a signer."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    authority: bool,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
) -> x509.Certificate:
    """Issue one certificate that is valid for a year around now."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=363))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


@dataclass(kw_only=True)
class Seal:
    """A signing key of P-256 with its chain; counts what it was asked."""

    key: ec.EllipticCurvePrivateKey
    chain_pem: bytes
    algorithm: str = "es256"
    asked: int = 0
    threads: set[str] = field(default_factory=set)
    before: Callable[[], None] = lambda: None

    def sign(self, data: bytes) -> bytes:
        """Sign as r||s (RFC 9053), after `before` had its say."""
        self.asked += 1
        self.threads.add(threading.current_thread().name)
        self.before()
        r, s = utils.decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(COORDINATE, "big") + s.to_bytes(COORDINATE, "big")


def new_seal(
    purposes: tuple[x509.ObjectIdentifier, ...] = (
        CLAIM_SIGNING,
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ),
) -> Seal:
    """Make a root, a leaf below it, and the seal of that leaf."""
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate(
        "Test Root", root_key, issuer="Test Root", issuer_key=root_key, authority=True
    )
    leaf = certificate(
        "Test Signer",
        leaf_key,
        issuer="Test Root",
        issuer_key=root_key,
        authority=False,
        purposes=purposes,
    )
    chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, root))
    return Seal(key=leaf_key, chain_pem=chain)
