"""A second credential behind a file of every writable format, judged by four judges.

Ours, our own conformance checks, the engine with its own eye on identities, and a verifier
that shares no code with any of them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import c2pa
import pytest
from support import independent, media
from support.authorities import Development
from support.engine_documents import OFFLINE
from support.rubric import Rubric

from provenance import Capture, Signer, TrustLists, Verdict, Verifier
from provenance.conformance import evaluate
from provenance.engine.formats import ALL
from provenance.report import crjson
from provenance.signing.identity import Identity

CHECKS = 37
RUBRICS = ("asset-rubric-conformance0.2-spec2.4.yml", "asset-rubric-integrity.yml")
HASHES = {"c2pa.hash.data", "c2pa.hash.bmff.v3", "c2pa.hash.collection.data"}
ARCHIVES = {kind.mime for kind in ALL if kind.container == "zip"}


START = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture(scope="module")
def pki():
    return Development(start=START)


@pytest.fixture(scope="module")
def people():
    """A PKI of its own, which vouches for identities alone."""
    return Development(organization="People (development)", start=START)


@pytest.fixture(scope="module")
def verifier(pki, people):
    lists = TrustLists(lists=(pki.list("signer"), people.list("identity")))
    with Verifier(trust=lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def signer(pki, people):
    person = Identity(credential=people.signer(), roles=("cawg.creator",))
    with Signer(pki.signer(), identity=person) as signer:
        yield signer


@pytest.fixture(scope="module", params=media.EVERY)
def signed(request, signer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    source = media.one(request.param, folder)
    target = folder / f"signed{Path(media.EVERY[request.param][0]).suffix}"
    return signer.sign(source, target, Capture(device="Test One", actions=("c2pa.edited",)))


def test_the_person_is_vouched_for_and_the_file_stays_trusted(signed, verifier):
    report = verifier.inspect(signed.path)
    (found,) = report.nodes[0].identities

    assert report.verdict is Verdict.TRUSTED
    assert (found.standing, found.name, found.roles) == ("vouched", "Signer", ("cawg.creator",))
    assert "c2pa.actions.v2" in found.assertions
    assert len(HASHES & set(found.assertions)) == 1
    assert [each for each in report.findings if each.severity != "note"] == []


def test_every_official_check_passes(signed, verifier, pki, official):
    results = evaluate(crjson.document(verifier.examine(signed.path)))
    assert len(results) == CHECKS
    assert [(each.id, each.reason) for each in results if each.outcome != "pass"] == []

    document = independent.engine_document(signed.path, signed.media_type, pki.root_pem)
    rubrics = (Rubric.load(official / "conformance-0.2" / name) for name in RUBRICS)
    outcomes = [said for rubric in rubrics for said in rubric.outcomes(document).items()]
    assert [(check, said) for check, said in outcomes if said != "pass"] == []


def test_the_engine_itself_finds_the_identity_well_formed_and_trusted(signed, pki, people):
    codes, state = engine_words(signed, pki.root_pem, people.root_pem)

    assert state == "Trusted"
    assert {"cawg.identity.well-formed", "cawg.x509.credential.trusted"} <= codes["success"]
    assert codes["failure"] == set()


def test_an_independent_verifier_agrees(signed, pki):
    if not independent.reads(signed.media_type):
        pytest.skip("the independent verifier does not read this format")
    report = independent.verify(signed.path, signed.media_type, pki.root_pem)
    success = {each["code"] for each in report["validation_results"]["success"]}

    # Of archives it wants a list of files where the engine writes a map (`test_every_format`).
    known = ["assertion.collectionHash.malformed"] if signed.media_type in ARCHIVES else []
    assert independent.failures(report) == known
    assert {"cawg.identity.well-formed", "cawg.x509.signature.validated"} <= success or known


def engine_words(signed, root, people):
    anchors = [
        {"trust_anchors": root.decode(), "trust_kind": "manifest", "trust_uri": "test:root"},
        {"trust_anchors": people.decode(), "trust_kind": "cawg", "trust_uri": "test:people"},
    ]
    settings = OFFLINE | {
        "core": {"allowed_network_hosts": [], "decode_identity_assertions": True},
        "trust": {"anchors": anchors},
    }
    with (
        c2pa.Context.from_dict(settings) as context,
        signed.path.open("rb") as content,
        c2pa.Reader(signed.media_type, content, context=context) as reader,
    ):
        told = json.loads(reader.json())

    found = told["validation_results"]["activeManifest"]
    codes = {kind: {each["code"] for each in listed} for kind, listed in found.items()}
    return codes, told["validation_state"]
