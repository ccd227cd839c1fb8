"""A public key as JSON (RFC 7517), alone or in an identifier that holds it itself (did:jwk)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD = "did:jwk:"
MOST_CHARACTERS = 4_096
"""Longest identifier that is read; real ones have about 200."""
_CURVES: Mapping[str, type[ec.EllipticCurve]] = {
    "P-256": ec.SECP256R1,
    "P-384": ec.SECP384R1,
    "P-521": ec.SECP521R1,
}

PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey


def of_did(did: str) -> PublicKey | None:
    """Return the key in a did:jwk (RFC 7517, RFC 8037); None when it holds no key that can be used.

    Anyone can make such an identifier: that its key signed something names nobody.
    """
    encoded = did.removeprefix(METHOD).partition("#")[0]
    if not did.startswith(METHOD) or len(encoded) > MOST_CHARACTERS:
        return None
    try:
        return of_map(json.loads(_bytes(encoded)))
    except (ValueError, binascii.Error, RecursionError):
        return None


def of_map(value: object) -> PublicKey | None:
    """Return the key that a decoded JSON Web Key holds; None when it holds none that can be used."""
    try:
        return _key(value)
    except (ValueError, binascii.Error):
        return None


def _key(jwk: object) -> PublicKey | None:
    match jwk:
        case {"kty": "OKP", "crv": "Ed25519", "x": str(x)}:
            return ed25519.Ed25519PublicKey.from_public_bytes(_bytes(x))
        case {"kty": "EC", "crv": str(curve), "x": str(x), "y": str(y)} if curve in _CURVES:
            point = int.from_bytes(_bytes(x)), int.from_bytes(_bytes(y))
            return ec.EllipticCurvePublicNumbers(*point, _CURVES[curve]()).public_key()
    return None


def _bytes(text: str) -> bytes:
    """Decode base64url without padding (RFC 7515 section 2)."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
