"""RFC 3161 time-stamp tokens made by hand, good ones and every wrong one that a test needs."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

SHA256_ALGORITHM = bytes.fromhex("300d06096086480165030402010500")
SHA1_ALGORITHM = bytes.fromhex("300906052b0e03021a0500")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
RSA_SHA256 = bytes.fromhex("300d06092a864886f70d01010b0500")
ED25519 = bytes.fromhex("300506032b6570")


def tlv(tag: int, *parts: bytes) -> bytes:
    """Write one DER value."""
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    digits = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 128 | len(digits)]) + digits + body


def integer(value: int) -> bytes:
    """Write an INTEGER."""
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def token(  # noqa: PLR0913  # each is one oddity
    message: bytes,
    certificates: Sequence[x509.Certificate],
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey,
    *,
    at: datetime | None = None,
    imprint_algorithm: bytes = SHA256_ALGORITHM,
    bound_to: x509.Certificate | bytes | None = None,
    without_attributes: Sequence[bytes] = (),
    carried: Sequence[x509.Certificate | bytes] | None = None,
    signers: int = 1,
    imprint: bytes | None = None,
    nonce: int | None = None,
) -> bytes:
    """Make a bare TimeStampToken over `message`.

    Args:
        certificates: The signer's first.
        bound_to: The certificate that the signed attributes name, if not the signer's.
        without_attributes: Object identifiers of signed attributes to leave out.
        carried: The certificates that go into the token, if not all, in this very order.
        signers: How many times the one SignerInfo stands there.
        imprint: Digest of the message, where that is not known; `nonce` of the question.
    """
    content = tst_info(
        message, at or datetime.now(UTC), imprint_algorithm, imprint=imprint, nonce=nonce
    )
    own = certificates[0]
    binding = hashlib.sha256(_der(bound_to or own)).digest()
    attributes = sorted(
        tlv(0x30, kind, tlv(0x31, value))
        for kind, value in (
            (CONTENT_TYPE, TST_INFO),
            (MESSAGE_DIGEST, tlv(4, hashlib.sha256(content).digest())),
            (SIGNING_CERTIFICATE_V2, tlv(0x30, tlv(0x30, tlv(0x30, tlv(4, binding))))),
        )
        if kind not in without_attributes
    )
    algorithm, signature = _signature(key, tlv(0x31, *attributes))
    signer = tlv(
        0x30,
        integer(1),
        tlv(0x30, own.issuer.public_bytes(), integer(own.serial_number)),
        SHA256_ALGORITHM,
        tlv(0xA0, *attributes),
        algorithm,
        tlv(4, signature),
    )
    shown = [_der(c) for c in (certificates if carried is None else carried)]
    signed_data = tlv(
        0x30,
        integer(3),
        tlv(0x31, SHA256_ALGORITHM),
        tlv(0x30, TST_INFO, tlv(0xA0, tlv(4, content))),
        tlv(0xA0, *shown) if shown else b"",
        tlv(0x31, *[signer] * signers),
    )
    return tlv(0x30, SIGNED_DATA, tlv(0xA0, signed_data))


def _der(certificate: x509.Certificate | bytes) -> bytes:
    if isinstance(certificate, bytes):
        return certificate
    return certificate.public_bytes(Encoding.DER)


def tst_info(
    message: bytes,
    at: datetime,
    imprint_algorithm: bytes = SHA256_ALGORITHM,
    *,
    imprint: bytes | None = None,
    nonce: int | None = None,
) -> bytes:
    """Make the statement that a token signs."""
    digest = hashlib.sha1 if imprint_algorithm == SHA1_ALGORITHM else hashlib.sha256
    return tlv(
        0x30,
        integer(1),
        bytes.fromhex("06042a030401"),
        tlv(0x30, imprint_algorithm, tlv(4, imprint or digest(message).digest())),
        integer(7),
        tlv(0x18, f"{at.astimezone(UTC):%Y%m%d%H%M%S}Z".encode()),
        b"" if nonce is None else integer(nonce),
    )


def response(token_der: bytes, status: int = 0) -> bytes:
    """Wrap a token into a TimeStampResp."""
    return tlv(0x30, tlv(0x30, integer(status)), token_der)


def _signature(key, signed: bytes) -> tuple[bytes, bytes]:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return ECDSA_SHA256, key.sign(signed, ec.ECDSA(SHA256()))
    if isinstance(key, rsa.RSAPrivateKey):
        return RSA_SHA256, key.sign(signed, padding.PKCS1v15(), SHA256())
    return ED25519, key.sign(signed)
