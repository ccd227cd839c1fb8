"""The small DER reader never reads past its input, and never raises anything but DerError."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.pki import certificate, der, readable
from provenance.pki.der import DerError


@given(st.integers(0, 30).filter(lambda tag: tag & 0x1F != 0x1F), st.binary(max_size=2_000))
@settings(deadline=None)  # shared machines pause
def test_what_is_written_is_read_back(tag, content):
    found = der.read(der.encode(tag, content))
    assert (found.tag, found.content) == (tag, content)


@given(st.binary(max_size=200))
@settings(deadline=None)  # shared machines pause
def test_any_bytes_are_a_value_or_an_error(data):
    try:
        found = der.read(data)
        children = found.children()
    except DerError:
        return
    assert found.whole == data
    assert b"".join(child.whole for child in children) == found.content


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x01",
        b"\x30\x80\x00\x00",
        b"\x30\x85\x01\x00\x00\x00\x00",
        b"\x1f\x01\x00",
    ],
)
def test_lengths_and_tags_that_are_not_read(data):
    with pytest.raises(DerError):
        der.read(data)


def test_bytes_after_the_value():
    with pytest.raises(DerError, match="follow"):
        der.read(b"\x05\x00\x00")


@pytest.mark.parametrize(
    ("dotted", "encoded"),
    [
        ("1.2.840.113549.1.7.2", "06092a864886f70d010702"),
        ("2.16.840.1.101.3.4.2.1", "0609608648016503040201"),
        ("2.999.3", "0603883703"),
        ("0.9", "060109"),
    ],
)
def test_object_identifiers(dotted, encoded):
    assert der.read(bytes.fromhex(encoded)).identifier() == dotted


def test_an_object_identifier_that_does_not_end():
    with pytest.raises(DerError):
        der.read(b"\x06\x02\x2a\x86").identifier()


def test_integers_have_a_sign():
    assert der.read(b"\x02\x01\xff").integer() == -1
    assert der.read(b"\x02\x02\x00\xff").integer() == 255


@given(st.binary(max_size=300))
@settings(deadline=None)  # shared machines pause
def test_a_readable_copy_of_anything(data):
    assert isinstance(readable.copy(data), bytes)
    assert certificate.read(data) is None


def test_a_certificate_that_is_in_order_is_not_changed(official):
    for block in (official / "trust" / "C2PA-TRUST-LIST.pem").read_text().split("-----BEGIN")[1:]:
        found = x509.load_pem_x509_certificate(f"-----BEGIN{block}".encode())
        encoded = found.public_bytes(Encoding.DER)
        assert readable.copy(encoded) == encoded
        assert certificate.read(encoded).subject == found.subject.public_bytes()


@pytest.mark.parametrize("length", [0, 127, 128, 255, 256, 65_535, 65_536])
def test_every_form_of_length(length):
    content = bytes(length)
    assert der.read(der.encode(der.OCTET_STRING, content)).content == content
