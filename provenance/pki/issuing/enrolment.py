"""Short-lived certificates for keys that stay where they are, in answer to requests (PKCS#10).

From a request comes the public key and nothing else: names, purposes and validity are ours.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from provenance.errors import CertificateRejected, CredentialError, InvalidArgument
from provenance.pki import certificate, issuing, pem, profile, strength
from provenance.pki.issuing import Authority, Extension, keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes


LARGEST_REQUEST = 16 << 10
"""Bytes; a request with an RSA key of 4096 bits and many names has some 2,000."""
_MOST_RSA_BITS = 4096  # checking longer ones costs whoever issues
_LABELS = frozenset({"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"})
_COUNTRY = "XX"  # ISO 3166-1 leaves it to users; no country has it
_ASK_AGAIN = "Make it with the key that will sign, for example by `provenance keys csr`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A certificate that was issued, and the chain to sign with.

    Attributes:
        chain_pem: The certificate, then that of each issuer; it ends with the root for
            development, so that whoever tries it out can install it.
    """

    certificate: x509.Certificate
    chain_pem: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Issues certificates of one subject, for any fitting key.

    Attributes:
        authority: Who issues.
        above: Certificates that follow the authority's own in every chain.
        subject: Who the certificates say signs.
        extensions: Makes what every certificate carries.
        days: How long a certificate lasts, counted from an hour ago.
    """

    authority: Authority
    above: tuple[x509.Certificate, ...]
    subject: x509.Name
    extensions: Callable[[], Iterator[Extension]]
    days: int = 1

    def enrol(self, request: bytes, *, at: datetime | None = None) -> Enrolled:
        """Issue a certificate for the key of a request, in PEM or in base64 of DER.

        Raises:
            InvalidArgument: The request is none, does not prove possession of its key, or its
                key cannot sign by C2PA.
            CredentialError: The authority cannot issue.
        """
        return self._issue(_proven_key(_parsed(request)), at or datetime.now(UTC))

    def _issue(self, key: CertificatePublicKeyTypes, at: datetime) -> Enrolled:
        own = self.authority.certificate
        if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
            raise CredentialError(
                "The certificate of the issuing authority is not valid now.", hint="Renew it."
            )
        start = at - issuing.CLOCK_SKEW
        leaf = self.authority.issue(
            self.subject, key, self.extensions(), start=start, days=self.days
        )
        chain = b"".join(c.public_bytes(Encoding.PEM) for c in (leaf, own, *self.above))
        faults = [f.sentence() for f in profile.check(chain, at=at) if f.severity == "error"]
        if faults:
            raise CertificateRejected(
                f"The authority's certificates cannot sign: {faults[0].removesuffix('.')}.",
                faults=tuple(faults),
                hint="Use an issuing authority that fits the C2PA profile.",
            )
        return Enrolled(certificate=leaf, chain_pem=chain)


def for_development(
    *, organization: str = "My organization", name: str = "My app", days: int = 1
) -> Enrolment:
    """Make a throw-away authority whose keys live as long as this process; it says what it is.

    Raises:
        InvalidArgument: An argument makes no sense.
    """
    start = datetime.now(UTC) - issuing.CLOCK_SKEW
    who = f"{organization} (development)"

    def named(common_name: str) -> x509.Name:
        issuing.check_name(who)
        issuing.check_name(common_name)
        return issuing.distinguished_name(_COUNTRY, who, common_name)

    root = issuing.root(named("Root authority (development)"), start=start)
    issuer = issuing.claim_authority(root, named("Issuing authority (development)"), start=start)
    return Enrolment(
        authority=issuer,
        above=(root.certificate,),
        subject=named(f"{name} (development)"),
        extensions=issuing.claim_signer,
        days=_checked(days),
    )


def by_authority(
    chain_pem: bytes,
    key_pem: bytes,
    *,
    subject: x509.Name,
    addresses: tuple[str, str] = ("", ""),
    days: int = 1,
    passphrase: bytes | None = None,
) -> Enrolment:
    """Issue with an authority of one's own, after a trial.

    Args:
        chain_pem: The issuing certificate, then those above it, without the root.
        key_pem: Its private key, on a NIST curve or RSA.
        subject: Who the certificates say signs; see `issuing.distinguished_name`.
        addresses: Where to ask about revocation (OCSP), and where the issuer's certificate
            is; certificates name them when neither is "".
        days: How long a certificate lasts: 1 to 366.
        passphrase: Opens the key.

    Raises:
        InvalidArgument: `days` makes no sense.
        CredentialError: Chain and key are no authority that can issue claim signers.
    """
    found = [b.der for b in pem.blocks(chain_pem) if b.is_certificate and b.der]
    read = [certificate.read(der) for der in found]
    if not read or any(each is None for each in read):
        raise CredentialError(
            "The chain of the issuing authority cannot be read.",
            hint="It must be PEM: the issuing certificate first, then those above it.",
        )
    sources = tuple(each.source for each in read if each)
    authority = issuing.Authority(
        certificate=sources[0], key=_authority_key(key_pem, passphrase, sources[0])
    )
    made = Enrolment(
        authority=authority,
        above=sources[1:],
        subject=subject,
        extensions=partial(_claim_signer, addresses),
        days=_checked(days),
    )
    made._issue(keys.generate("es256").public_key(), datetime.now(UTC))  # noqa: SLF001  # a trial
    return made


def _claim_signer(addresses: tuple[str, str]) -> Iterator[Extension]:
    yield from issuing.claim_request()
    if all(addresses):
        yield issuing.access(*addresses)


def _authority_key(
    key_pem: bytes, passphrase: bytes | None, own: x509.Certificate
) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    try:
        key = load_pem_private_key(key_pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None  # without the cause: its text may quote what was decoded
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or strength.of_key(key):
        raise CredentialError(
            "The private key of the issuing authority cannot be used.",
            hint="It must be PEM: P-256, P-384, P-521, or RSA of 2048 bits or more.",
        )
    read = certificate.read(own.public_bytes(Encoding.DER))
    if read is None or not read.authority or read.subject_key_id is None:
        raise CredentialError(
            "The issuing certificate is not that of an authority with a key identifier.",
            hint="Put the issuing authority's certificate first.",
        )
    if key.public_key() != own.public_key():
        raise CredentialError(
            "The private key does not belong to the issuing certificate.",
            hint="Put the issuing authority's certificate first.",
        )
    return key


def _checked(days: int) -> int:
    if not 1 <= days <= issuing.LEAF_DAYS:
        raise InvalidArgument(
            f"A signer's certificate cannot be valid for {days} days.",
            hint=f"The official profile allows 1 to {issuing.LEAF_DAYS} days.",
        )
    return days


def _parsed(text: bytes) -> x509.CertificateSigningRequest:
    if len(text) > LARGEST_REQUEST:
        raise InvalidArgument("The certificate request is too large.", hint=_ASK_AGAIN)
    try:
        if b"-----BEGIN" in text:
            der = next((b.der for b in pem.blocks(text) if b.label in _LABELS), None)
        else:
            der = base64.b64decode(b"".join(text.split()), validate=True)
        if der:
            return x509.load_der_x509_csr(der)
    except (ValueError, binascii.Error):
        pass
    raise InvalidArgument(
        "The certificate request is neither PEM nor base64 of PKCS#10.", hint=_ASK_AGAIN
    )


def _proven_key(request: x509.CertificateSigningRequest) -> CertificatePublicKeyTypes:
    """Return the key that signed the request, which shows that the asker holds it."""
    try:
        key = request.public_key()
        weakness = strength.of_key(key)
        if isinstance(key, rsa.RSAPublicKey) and key.key_size > _MOST_RSA_BITS:
            weakness = f"its RSA key has {key.key_size} bits"
        proven = not weakness and _digest_is_fit(request) and request.is_signature_valid
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        weakness, proven = "its key cannot be read", False
    if weakness:
        raise InvalidArgument(
            f"The certificate request cannot be granted: {weakness}.",
            hint="Use P-256, P-384, P-521, Ed25519, or RSA of 2048 to 4096 bits.",
        )
    if not proven:
        raise InvalidArgument(
            "The certificate request does not prove possession of its key.", hint=_ASK_AGAIN
        )
    return key


def _digest_is_fit(request: x509.CertificateSigningRequest) -> bool:
    digest = request.signature_hash_algorithm  # None for Ed25519, which has its own
    return digest is None or isinstance(digest, SHA256 | SHA384 | SHA512)
