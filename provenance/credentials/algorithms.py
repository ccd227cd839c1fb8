"""The signature algorithms of C2PA (2.4, "Digital Signatures") and the keys that fit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash

from provenance.errors import CredentialError

if TYPE_CHECKING:
    SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey
    Digest = SHA256 | SHA384 | SHA512

_BY_CURVE = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_RSA = ("ps256", "ps384", "ps512")
_LEAST_RSA_BITS = 2048
_ED25519_BYTES = 64  # RFC 8032 section 5.1.6
_WIDTHS = {"es256": 32, "es384": 48, "es512": 66}  # bytes of each half (RFC 9053, section 2.1)
_DIGESTS: dict[str, Digest] = {"256": SHA256(), "384": SHA384(), "512": SHA512()}


def usable(key: object) -> SigningKey:
    """Return a private key that C2PA allows.

    Raises:
        CredentialError: It is of another kind, or too weak.
    """
    private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    if isinstance(key, private) and fitting(key.public_key()):
        return key
    raise _refused("private key")


def usable_public(key: object) -> PublicKey:
    """Return the public key of a certificate, if C2PA allows it.

    Raises:
        CredentialError: It is of another kind, or too weak.
    """
    public = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey
    if isinstance(key, public) and fitting(key):
        return key
    raise _refused("key of the chain's first certificate")


def fitting(key: object) -> tuple[str, ...]:
    """Return the algorithms for a public key, the usual one first; none when C2PA allows none."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        found = _BY_CURVE.get(key.curve.name)
        return (found,) if found else ()
    if isinstance(key, rsa.RSAPublicKey):
        return _RSA if key.key_size >= _LEAST_RSA_BITS else ()
    return ("ed25519",) if isinstance(key, ed25519.Ed25519PublicKey) else ()


def choose(key: PublicKey, wanted: str | None) -> str:
    """Return the algorithm for a key: the one that is wanted, if it fits.

    Raises:
        CredentialError: The algorithm that is wanted does not fit the key.
    """
    fits = fitting(key)
    if wanted is None:
        return fits[0]
    if wanted.lower() not in fits:
        raise CredentialError(
            f"The algorithm {wanted} does not fit the private key.",
            hint=f"Use {' or '.join(fits)}, or name none.",
        )
    return wanted.lower()


def signature_bytes(key: object) -> int:
    """Return the length of a signature of a public key, as COSE asks for it."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return 2 * ((key.curve.key_size + 7) // 8)
    return key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else _ED25519_BYTES


def digest(algorithm: str, data: bytes) -> bytes:
    """Return the digest that an algorithm signs; not for ed25519, which signs the data itself."""
    hashed = Hash(_DIGESTS[algorithm[-3:]])
    hashed.update(data)
    return hashed.finalize()


def from_der(algorithm: str, signature: bytes) -> bytes:
    """Return a signature as COSE writes it; that of ECDSA is given in DER, others stay.

    Raises:
        ValueError: It is no DER, or a number in it is too large for the algorithm.
    """
    if not algorithm.startswith("es"):
        return signature
    width = _WIDTHS[algorithm]
    try:
        return b"".join(part.to_bytes(width, "big") for part in decode_dss_signature(signature))
    except OverflowError as error:
        raise ValueError(str(error)) from error


def sign(key: SigningKey, algorithm: str, data: bytes) -> bytes:
    """Sign `data` as COSE asks for it (RFC 9053 section 2, RFC 8230 section 2)."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    hashed = _DIGESTS[algorithm[-3:]]
    if isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(hashed), salt_length=hashed.digest_size)
        return key.sign(data, pss, hashed)
    return from_der(algorithm, key.sign(data, ec.ECDSA(hashed)))


def _refused(which: str) -> CredentialError:
    return CredentialError(
        f"The {which} is of a kind that C2PA does not allow.",
        hint="Use P-256, P-384, P-521, Ed25519, or RSA of 2048 bits or more.",
    )
