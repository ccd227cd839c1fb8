"""Which keys and signatures C2PA allows (C2PA 2.4, "Certificate Profiles"), and checking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import SignatureAlgorithmOID

from provenance.pki.der import CONTEXT_0, CONTEXT_1

if TYPE_CHECKING:
    from cryptography import x509

    from provenance.limits import Effort
    from provenance.pki.der import Element

CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
LEAST_RSA_BITS = 2048


def key_kind(key: object) -> str:
    """Name kind and size of a public or private key: "EC P-256", "RSA 2048", "Ed25519"."""
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return f"EC {CURVES.get(key.curve.name, key.curve.name)}"
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ed25519.Ed25519PublicKey | ed25519.Ed25519PrivateKey):
        return "Ed25519"
    if key is None:
        return "unknown"
    return type(key).__name__.removesuffix("PublicKey").removesuffix("PrivateKey")


def of_key(key: object) -> str:
    """Say why a public or private key may not be used, or return ""."""
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return "" if key.key_size >= LEAST_RSA_BITS else f"its RSA key has {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return "" if key.curve.name in CURVES else f"its key lies on the curve {key.curve.name}"
    if isinstance(key, ed25519.Ed25519PublicKey | ed25519.Ed25519PrivateKey):
        return ""
    return f"its key is of the kind {key_kind(key)}"


def of_signature(certificate: x509.Certificate, algorithm: Element) -> str:
    """Say why the issuer's signature on a certificate may not be used, or return "".

    `algorithm` is the certificate's signatureAlgorithm, whose parameters the library hides.
    """
    if certificate.signature_algorithm_oid == SignatureAlgorithmOID.ED25519:
        return ""
    if certificate.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS and not _one_digest(
        algorithm
    ):
        return "it is signed with RSA-PSS under two different digests"
    try:
        digest = certificate.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        digest = None
    if isinstance(digest, SHA256 | SHA384 | SHA512):
        return ""
    return f"it is signed with {digest.name.upper() if digest else 'an unknown algorithm'}"


def _one_digest(algorithm: Element) -> bool:
    """Tell whether RSA-PSS uses the same digest for the message and for the mask."""
    try:
        # RSASSA-PSS-params ::= [0] hashAlgorithm, [1] maskGenAlgorithm, ... (RFC 8017, A.2.3)
        digest, mask = algorithm.children()[1].children()[:2]
        (stated,), (generator,) = digest.children(), mask.expect(CONTEXT_1).children()
        own = stated.children()[0].identifier()
        return digest.tag == CONTEXT_0 and own == (
            generator.children()[1].children()[0].identifier()
        )
    except (ValueError, IndexError):
        return False


def affordable(key: object, effort: Effort | None) -> bool:
    """Tell whether a signature of this public key may still be checked, and count it."""
    return effort is None or effort.check(key)


def is_signed_by(
    certificate: x509.Certificate, signed: bytes, key: object, effort: Effort | None = None
) -> bool:
    """Tell whether the signature of a certificate over `signed` is that of the public key."""
    if not affordable(key, effort):
        return False
    try:
        digest = certificate.signature_hash_algorithm
        scheme = certificate.signature_algorithm_parameters
        if isinstance(key, rsa.RSAPublicKey) and isinstance(scheme, PKCS1v15 | PSS) and digest:
            key.verify(certificate.signature, signed, scheme, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(scheme, ec.ECDSA):
            key.verify(certificate.signature, signed, scheme)
        elif isinstance(key, ed25519.Ed25519PublicKey) and scheme is None:
            key.verify(certificate.signature, signed)
        else:
            return False
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
