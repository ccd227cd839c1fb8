"""Keys are taken out of did:jwk, or refused, and nothing raises."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from provenance.pki import jwk

CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def did(**fields) -> str:
    return "did:jwk:" + encoded(json.dumps(fields).encode())


@pytest.mark.parametrize("name", CURVES)
def test_keys_of_curves_are_read(name):
    key = ec.generate_private_key(CURVES[name]).public_key()
    numbers = key.public_numbers()
    x, y = (encoded(each.to_bytes(66)) for each in (numbers.x, numbers.y))

    assert jwk.of_did(did(kty="EC", crv=name, x=x, y=y)) == key
    assert jwk.of_did(did(kty="EC", crv=name, x=x, y=x)) is None  # not on the curve


def test_an_edwards_key_is_read_with_its_fragment():
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    x = encoded(key.public_bytes_raw())

    assert jwk.of_did(did(kty="OKP", crv="Ed25519", x=x) + "#0") == key
    assert jwk.of_did(did(kty="OKP", crv="Ed25519", x=x[:8])) is None
    assert jwk.of_did("did:web:" + encoded(b"{}")) is None
    assert jwk.of_did(did(kty="OKP", crv="Ed25519", x=x, note="long" * 2000)) is None


@given(st.text() | st.binary().map(encoded))
def test_any_text_holds_no_key_and_does_not_raise(text):
    assert jwk.of_did("did:jwk:" + text) is None
