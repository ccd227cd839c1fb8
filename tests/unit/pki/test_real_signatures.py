"""Real files of others: their certificates and time-stamps are worth what they are worth."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import rfc3161_client

from provenance.engine import open_engine
from provenance.evidence import store
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.pki.path import judge_chain
from provenance.pki.timestamp import judge_token
from provenance.pki.trust import TrustList

pytestmark = pytest.mark.corpus

AT = datetime(2026, 11, 23, tzinfo=UTC)
ADOBE_2022 = "public-testfiles/adobe-20220124-"


@pytest.fixture(scope="module")
def engine():
    with open_engine(isolation="none") as opened:
        yield opened


@pytest.fixture(scope="module")
def listed(official):
    """Return a function that reads an official list as one kind."""

    def read(name: str, kind: str) -> TrustList:
        pem = (official / "trust" / f"{name}.pem").read_bytes()
        return TrustList.from_pem(pem, kind=kind, name=name)

    return read


@pytest.fixture(scope="module")
def signatures(corpus, engine):
    """Return a function that reads the evidence of every signature of a file."""

    def read(name: str):
        reading = engine.read(Asset.of(corpus / name))
        return tuple(store.read(reading.jumbf, Limits()).values())

    return read


PIXEL = ["vendor/PXL_20250818_155024632~4.jpg", "vendor/PXL_20260208_202351558.jpg"]


@pytest.mark.parametrize("name", PIXEL)
def test_pixel_photos_are_trusted_under_the_official_lists(signatures, listed, name):
    time, signer = listed("C2PA-TSA-TRUST-LIST", "time"), listed("C2PA-TRUST-LIST", "signer")
    found = signatures(name)
    assert found
    for signature in found:
        (token,) = signature.tokens
        stamped = judge_token(token.raw, token.message, [time])
        assert stamped.status == "timeStamp.trusted"
        judged = judge_chain(signature.chain, [signer], at=stamped.at, purpose="signer")
        assert judged.trusted
        assert judged.leaf.assurance_level in {1, 2}
        assert not judged.leaf.development


def test_a_pixel_certificate_that_expired_needs_its_time_stamp(signatures, listed):
    signer = listed("C2PA-TRUST-LIST", "signer")
    for signature in signatures(PIXEL[0]):
        judged = judge_chain(signature.chain, [signer], at=AT, purpose="signer")
        assert (judged.vouched, judged.inside_validity) == (True, False)


@pytest.mark.parametrize("name", ["C.jpg", "CAICA.jpg", "CII.jpg", "CAIAIIICAICIICAIICICA.jpg"])
def test_test_files_are_trusted_under_the_public_test_root_alone(signatures, listed, name):
    root, other = listed("sdk-test-root", "signer"), listed("C2PA-TRUST-LIST", "signer")
    time = listed("interim-anchors", "time")
    for signature in signatures(f"{ADOBE_2022}{name}"):
        (token,) = signature.tokens
        stamped = judge_token(token.raw, token.message, [time])
        assert stamped.trusted
        assert (stamped.at.year, stamped.authority) == (2023, "DigiCert Timestamp 2022 - 2")
        assert judge_chain(signature.chain, [root], at=stamped.at, purpose="signer").trusted
        assert not judge_chain(signature.chain, [other], at=stamped.at, purpose="signer").vouched
        assert judge_chain(signature.chain, [], at=AT, purpose="signer").leaf.development


def test_a_chain_whose_authority_names_another_purpose_is_trusted_by_the_older_list(
    signatures, listed
):
    """Its issuer's extended key usage does not cover signing; the specification ignores that."""
    older = (listed("interim-anchors", "signer"), listed("interim-anchors", "time"))
    for signature in signatures("public-testfiles/adobe-20240110-single_manifest_store.pdf"):
        (token,) = signature.tokens
        stamped = judge_token(token.raw, token.message, older)
        assert stamped.trusted
        assert judge_chain(signature.chain, older, at=stamped.at, purpose="signer").trusted
        assert not judge_chain(signature.chain, older, at=AT, purpose="signer").inside_validity


def test_a_changed_signature_does_not_match_its_time_stamp(signatures, listed):
    (signature,) = signatures(f"{ADOBE_2022}E-sig-CA.jpg")
    (token,) = signature.tokens
    judged = judge_token(token.raw, token.message, [listed("interim-anchors", "time")])
    assert (judged.parsed, judged.matches) == (True, False)
    assert judged.status == "timeStamp.mismatch"


def test_an_expired_certificate_without_a_time_stamp(signatures):
    (signature,) = signatures("public-testfiles/nikon-20221019-building.jpeg")
    judged = judge_chain(signature.chain, [], at=AT, purpose="signer")
    assert (judged.fit, judged.inside_validity) == (True, False)
    assert "expired on 2023-10-05" in judged.faults[0]
    # An honest maker's "Software Development Department" is no sign of a test certificate.
    assert not judged.leaf.development


def test_an_authority_with_an_underscore_in_its_name_is_read(signatures, listed):
    (signature,) = signatures("cawg-ica/adobe_connected_identities.jpg")
    (token,) = signature.tokens
    judged = judge_token(token.raw, token.message, [listed("interim-anchors", "time")])
    assert judged.trusted
    assert judged.authority == "ECC256_SHA256_Timestamp_Responder_Adobe_NOV_2024"


def test_an_independent_library_reads_the_same_time_where_it_can(signatures, listed):
    lists = [listed("interim-anchors", "time")]
    read = 0
    for signature in signatures("public-testfiles/truepic-20230212-library.jpg"):
        for token in signature.tokens:
            other = rfc3161_client.decode_timestamp_response(token.raw)
            judged = judge_token(token.raw, token.message, lists)
            assert other.tst_info.gen_time == judged.at
            assert judged.trusted
            read += 1
    assert read
