"""A PKI for tests: authorities, signers with any one fault, and a time-stamping authority.

`Development()` makes one; the fixture of a test module usually keeps it for the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from support import tokens

from provenance.credentials.algorithms import sign
from provenance.pki import issuing, oids
from provenance.pki.issuing import keys
from provenance.pki.trust import TrustList, TrustLists

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.pki.issuing import Authority

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)

CLAIM_USAGES = (oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION)


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A chain and its key; it is a `SealingKey` for the engine."""

    certificates: tuple[x509.Certificate, ...]
    key: keys.PrivateKey
    algorithm: str = "es256"

    @property
    def leaf(self) -> x509.Certificate:
        return self.certificates[0]

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates as DER, leaf first."""
        return tuple(c.public_bytes(Encoding.DER) for c in self.certificates)

    @property
    def chain_pem(self) -> bytes:
        return pem(*self.certificates)

    @property
    def key_pem(self) -> bytes:
        return keys.to_pem(self.key)

    def sign(self, data: bytes) -> bytes:
        return sign(self.key, self.algorithm, data)


def pem(*certificates: x509.Certificate) -> bytes:
    """Write certificates as PEM."""
    return b"".join(c.public_bytes(Encoding.PEM) for c in certificates)


def key_usage(*names: str) -> x509.KeyUsage:
    """Make a key usage with these bits set."""
    bits = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**(bits | dict.fromkeys(names, True)))


class Development:
    """One root, its issuing authorities, and whatever they are asked to issue."""

    def __init__(
        self, *, organization: str = "Tests (development)", start: datetime = START
    ) -> None:
        self.organization = organization
        self.start = start
        self.root = issuing.root(self.name("Root"), start=start)
        self.issuer = issuing.claim_authority(self.root, self.name("Issuer"), start=start)
        self.time_issuer = issuing.time_authority(self.root, self.name("Time issuer"), start=start)

    def name(self, common_name: str) -> x509.Name:
        return issuing.distinguished_name("XX", self.organization, common_name)

    @property
    def root_pem(self) -> bytes:
        return pem(self.root.certificate)

    def list(self, kind: str = "signer", *certificates: x509.Certificate) -> TrustList:
        """Make a trust list of the root, or of other certificates."""
        text = pem(*(certificates or (self.root.certificate,)))
        return TrustList.from_pem(text, kind=kind, name=f"{kind} list")

    @property
    def lists(self) -> TrustLists:
        """The root as a list for signers and as one for time."""
        return TrustLists(lists=(self.list("signer"), self.list("time")))

    def signer(
        self,
        algorithm: str = "es256",
        *,
        subject: x509.Name | None = None,
        issuer: Authority | None = None,
        start: datetime | None = None,
        days: int = 366,
        without: Iterable[type[x509.ExtensionType]] = (),
        instead: Iterable[tuple[x509.ExtensionType, bool]] = (),
        key: keys.PrivateKey | None = None,
    ) -> Signer:
        """Issue a claim signer by the profile, but `without` or `instead` of some extensions."""
        made = key or keys.generate(algorithm)
        changed = {type(value) for value, _ in instead} | set(without)
        kept = [e for e in issuing.claim_signer() if type(e[0]) not in changed]
        extensions = [*kept, *instead]
        authority = issuer or self.issuer
        leaf = authority.issue(
            subject or self.name("Signer"),
            made.public_key(),
            iter(extensions),
            start=start or self.start,
            days=days,
        )
        return Signer(certificates=(leaf, authority.certificate), key=made, algorithm=algorithm)

    def expired(self) -> Signer:
        """Issue a signer that was valid for the first ten days only."""
        return self.signer(days=10)

    def without_digital_signature(self) -> Signer:
        return self.signer(instead=[(key_usage("content_commitment"), True)])

    def time_stamping_only(self) -> Signer:
        """Issue a signer whose only purpose is time-stamping."""
        return self.signer(instead=[(x509.ExtendedKeyUsage([oids.TIME_STAMPING]), False)])

    def time_stamper(
        self,
        *,
        start: datetime | None = None,
        days: int = 1000,
        key: keys.PrivateKey | None = None,
    ) -> Signer:
        """Issue a time-stamping authority by the profile."""
        made = key or ec.generate_private_key(ec.SECP256R1())
        leaf = self.time_issuer.issue(
            self.name("Time stamper"),
            made.public_key(),
            issuing.time_stamper(),
            start=start or self.start,
            days=days,
        )
        return Signer(certificates=(leaf, self.time_issuer.certificate), key=made)

    def time_stamper_with_underscore(self) -> tuple[bytes, Signer]:
        """Issue one whose name is a PrintableString with a character that it may not hold.

        The library can neither make nor read such a certificate, so it comes as DER beside
        a signer that carries a readable twin.
        """
        signer = self.time_stamper()
        name, odd = b"\x0c\x0cTime stamper", b"\x13\x0cTime_stamper"
        signed = signer.leaf.tbs_certificate_bytes.replace(name, odd)
        signature = self.time_issuer.key.sign(signed, ec.ECDSA(SHA384()))
        algorithm = bytes.fromhex("300a06082a8648ce3d040303")
        der = tokens.tlv(0x30, signed, algorithm, tokens.tlv(3, b"\x00", signature))
        return der, signer

    def token(self, message: bytes, *, at: datetime = NOW) -> bytes:
        """Make a TimeStampToken over `message` by a new time-stamping authority."""
        stamper = self.time_stamper()
        return tokens.token(message, stamper.certificates, stamper.key, at=at)


def impostor() -> Development:
    """Make a PKI of nobody in particular that calls itself a well-known maker."""
    return Development(organization="Sony Corporation")


def certificate(  # noqa: PLR0913  # each is a field
    key: keys.PrivateKey,
    *,
    subject: x509.Name,
    issuer: x509.Name | None = None,
    issuer_key: keys.PrivateKey | None = None,
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
    start: datetime = START,
    days: int = 365,
    digest=None,
    rsa_padding=None,
) -> x509.Certificate:
    """Make any certificate at all; it signs itself unless an issuer is given."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    signing_key = issuer_key or key
    if isinstance(signing_key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        return builder.sign(signing_key, digest or SHA256(), rsa_padding=rsa_padding)
    return builder.sign(signing_key, None)
