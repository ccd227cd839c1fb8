"""Trust lists are read as people keep them, and damaged ones are refused by block."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from support.authorities import Development, pem

from provenance.errors import TrustListError
from provenance.pki import trust
from provenance.pki.trust import TrustList, TrustLists


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development()


def read(text: bytes) -> TrustList:
    return TrustList.from_pem(text, kind="signer", name="mine")


def test_text_around_the_blocks_is_ignored(pki):
    text = b"## My list\n\nSubject\tCN=Root\n" + pki.root_pem.replace(b"\n", b"\r\n") + b"\n# end"
    assert read(text).anchors == (pki.root.certificate,)


def test_the_digest_is_over_the_certificates_in_their_order(pki):
    root, issuer = pki.root.certificate, pki.issuer.certificate
    der = b"".join(c.public_bytes(Encoding.DER) for c in (root, issuer))
    assert read(pem(root, issuer)).sha256 == hashlib.sha256(der).hexdigest()
    assert read(pem(issuer, root)).sha256 != read(pem(root, issuer)).sha256
    assert read(b"# other text\n" + pem(root, issuer)).sha256 == read(pem(root, issuer)).sha256


def test_duplicates_count_once(pki):
    assert read(pki.root_pem * 3).sha256 == read(pki.root_pem).sha256


@pytest.mark.parametrize("text", [b"", b"no certificates here", b"-----BEGIN-----"])
def test_an_empty_list_is_refused(text):
    with pytest.raises(TrustListError, match="mine holds no certificate"):
        read(text)


def test_a_damaged_block_is_named(pki):
    damaged = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    with pytest.raises(TrustListError, match=r"Block 2 of the trust list mine \(line \d+\)"):
        read(pki.root_pem + damaged + pki.root_pem)


def test_a_block_that_does_not_end_is_named(pki):
    with pytest.raises(TrustListError, match="Block 1"):
        read(pki.root_pem[:200])


def test_a_private_key_in_a_list_is_refused(pki):
    with pytest.raises(TrustListError, match="is a private key"):
        read(pki.root_pem + pki.signer().key_pem)


def test_something_else_in_a_list_is_refused(pki):
    other = b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
    with pytest.raises(TrustListError, match="is a x509 crl, not a certificate"):
        read(pki.root_pem + other)


def test_a_list_that_is_too_large_is_refused():
    with pytest.raises(TrustListError, match="larger than 8 MiB"):
        read(b"#" * (trust.MOST_BYTES + 1))


def test_kinds_are_kept_apart(pki):
    lists = TrustLists(lists=(pki.list("signer"), pki.list("time")))
    assert [found.kind for found in lists.of("time")] == ["time"]
    assert lists.of("identity") == ()


@given(st.binary(max_size=500))
@settings(deadline=None)  # shared machines pause
def test_any_bytes_are_a_list_or_a_clear_error(text):
    for candidate in (text, b"-----BEGIN CERTIFICATE-----" + text + b"-----END CERTIFICATE-----"):
        with pytest.raises(TrustListError):
            read(candidate)


def test_the_official_lists_are_read(official):
    expected = {
        "C2PA-TRUST-LIST": 30,
        "C2PA-TSA-TRUST-LIST": 22,
        "interim-anchors": 26,  # 27 blocks, one of them twice
        "interim-allowed": 117,
        "sdk-test-root": 8,
    }
    for name, count in expected.items():
        text = (official / "trust" / f"{name}.pem").read_bytes()
        assert len(read(text).anchors) == count, name
