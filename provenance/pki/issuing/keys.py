"""Private keys for the signature algorithms of C2PA (2.4, "Digital Signatures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_CURVES: dict[str, ec.EllipticCurve] = {
    "es256": ec.SECP256R1(),
    "es384": ec.SECP384R1(),
    "es512": ec.SECP521R1(),
}
# NIST SP 800-57: moduli whose strength is near that of the digest, as far as speed allows.
_RSA_BITS = {"ps256": 2048, "ps384": 3072, "ps512": 4096}

ALGORITHMS = (*_CURVES, *_RSA_BITS, "ed25519")
"""Names of COSE algorithms for which keys are made."""


def generate(algorithm: str) -> PrivateKey:
    """Make a new private key.

    Raises:
        InvalidArgument: The algorithm is not one of `ALGORITHMS`.
    """
    if curve := _CURVES.get(algorithm):
        return ec.generate_private_key(curve)
    if bits := _RSA_BITS.get(algorithm):
        return rsa.generate_private_key(public_exponent=65537, key_size=bits)
    if algorithm == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    raise InvalidArgument(
        f"No key can be made for the algorithm {algorithm!r}.",
        hint=f"Choose one of {', '.join(ALGORITHMS)}.",
    )


def to_pem(key: PrivateKey, passphrase: bytes | None = None) -> bytes:
    """Write a private key as PKCS#8, encrypted when a passphrase is given."""
    protection = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
