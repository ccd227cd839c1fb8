"""Public keys of certificates, and whether one of them made a signature."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


def key_of(leaf: bytes) -> object | None:
    """Return the public key of a certificate (DER); None when it cannot be read."""
    try:
        certificate = x509.load_der_x509_certificate(leaf)
        # RFC 5280 section 4.1.2.2; `cryptography` only warns yet.
        return certificate.public_key() if certificate.serial_number > 0 else None
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        return None


def is_signature(
    key: object, name: str, signature: bytes, message: bytes, *, strict: bool = False
) -> bool:
    """Tell whether a public key made this signature over `message` by the algorithm `name`.

    Args:
        key: A public key of `cryptography`.
        name: As COSE names it, such as es256.
        signature: As COSE writes it.
        message: What was signed, not a digest of it.
        strict: Whether the salt of RSA-PSS has to be as long as the digest (RFC 8230, section 2).
    """
    try:
        _verify(key, name, signature, message, strict=strict)
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        return False
    return True


def _verify(key: object, name: str, signature: bytes, message: bytes, *, strict: bool) -> None:
    match key, name[:2]:
        case ec.EllipticCurvePublicKey(), "es":
            half = len(signature) // 2
            r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(_digest(name)))
        case rsa.RSAPublicKey(), "ps":
            mask = padding.MGF1(_digest(name))
            salt = padding.PSS.DIGEST_LENGTH if strict else padding.PSS.AUTO
            pss = padding.PSS(mgf=mask, salt_length=salt)
            key.verify(signature, message, pss, _digest(name))
        case ed25519.Ed25519PublicKey(), "ed":
            key.verify(signature, message)
        case _:
            raise InvalidSignature


def _digest(name: str) -> hashes.HashAlgorithm:
    return {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[name[2:]]
