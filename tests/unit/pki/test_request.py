"""Certificate requests ask for what the official profile requires."""

from __future__ import annotations

import stat
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from provenance.errors import InvalidArgument
from provenance.pki import oids
from provenance.pki.issuing import keys, request

WHO = {"organization": "Example Ltd", "name": "Example Camera", "country": "de"}


def read(made) -> x509.CertificateSigningRequest:
    return x509.load_pem_x509_csr(made.request.read_bytes())


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_a_request_is_signed_with_its_own_key(tmp_path, algorithm):
    made = request.create(tmp_path / "r", algorithm=algorithm, **WHO)
    found = read(made)
    assert found.is_signature_valid
    key = load_pem_private_key(made.key.read_bytes(), None)
    assert key.public_key() == found.public_key()
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600


def test_what_is_asked_for(tmp_path):
    found = read(request.create(tmp_path / "r", **WHO))
    assert [a.value for a in found.subject] == ["DE", "Example Ltd", "Example Camera"]
    asked = {e.oid: e for e in found.extensions}
    usages = asked[x509.ExtendedKeyUsage.oid]
    assert set(usages.value) == {oids.CLAIM_SIGNING, oids.EMAIL_PROTECTION}
    usage = asked[x509.KeyUsage.oid]
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not asked[x509.BasicConstraints.oid].value.ca
    assert x509.SubjectKeyIdentifier.oid in asked
    assert x509.CertificatePolicies.oid in asked
    assert oids.CPL_RECORD not in asked


def test_a_conforming_product_is_named_only_when_it_is_given(tmp_path):
    record = str(uuid4())
    found = read(request.create(tmp_path / "r", product_record=record, assurance_level=2, **WHO))
    asked = {e.oid: e.value.value for e in found.extensions if hasattr(e.value, "value")}
    assert asked[oids.CPL_RECORD] == b"\x0c\x24" + record.encode()
    assert asked[oids.ASSURANCE_LEVEL].hex() == "060a2b0601040183e85e0314"


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "Germany"},
        {"country": "D1"},
        {"country": "ÄÖ"},
        {"organization": " "},
        {"name": "x" * 65},
        {"algorithm": "rs256"},
        {"product_record": "no record"},
        {"product_record": "00000000-0000-0000-0000-000000000001", "assurance_level": 3},
    ],
)
def test_arguments_that_make_no_sense(tmp_path, wrong):
    with pytest.raises(InvalidArgument) as caught:
        request.create(tmp_path / "r", **(WHO | wrong))
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_exists_is_overwritten(tmp_path):
    made = request.create(tmp_path / "r", **WHO)
    before = made.key.read_bytes()
    with pytest.raises(InvalidArgument, match="never overwritten"):
        request.create(tmp_path / "r", **WHO)
    assert made.key.read_bytes() == before


def test_a_passphrase_encrypts_the_key(tmp_path):
    made = request.create(tmp_path / "r", passphrase=b"secret", **WHO)
    assert load_pem_private_key(made.key.read_bytes(), b"secret")
    with pytest.raises(TypeError):
        load_pem_private_key(made.key.read_bytes(), None)
