"""Time in every writable format, taken in at once and brought later: judged by four judges."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from support import independent, media, stamping
from support.authorities import Development
from support.rubric import Rubric

from provenance import Capture, Edit, MetadataChoice, Signer, Verdict, Verifier
from provenance.conformance import evaluate
from provenance.engine.formats import ALL
from provenance.model.statements import TimeStanding
from provenance.report import crjson
from provenance.signing.queue import TimestampQueue
from provenance.verification.assembly import Examination

CHECKS = 37
RUBRICS = ("asset-rubric-conformance0.2-spec2.4.yml", "asset-rubric-integrity.yml")
ARCHIVES = {kind.mime for kind in ALL if kind.container == "zip"}
UNREAD = {"ott", "ots", "otp", "otg"}  # by the independent verifier
TOLD = ("capture", "edit", "deferred")
PAIRS = tuple((name, told) for name in media.EVERY for told in TOLD)


@dataclass(frozen=True, kw_only=True)
class Stamped:
    format: str
    told: str
    path: Path
    media_type: str
    examination: Examination


@pytest.fixture(scope="module")
def development():
    return Development()


@pytest.fixture(scope="module")
def authority(development):
    with stamping.stamping(development) as authority:
        yield authority


@pytest.fixture(scope="module")
def verifier(development):
    with Verifier(trust=development.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def rubrics(official):
    return [Rubric.load(official / "conformance-0.2" / name) for name in RUBRICS]


@pytest.fixture(scope="module", params=PAIRS, ids=" ".join)
def stamped(request, authority, verifier, tmp_path_factory):
    name, told = request.param
    folder = tmp_path_factory.mktemp("stamped")
    source, target = media.one(name, folder), folder / f"signed{Path(media.EVERY[name][0]).suffix}"
    queue = TimestampQueue(folder / "queue.sqlite3") if told == "deferred" else None
    credential = authority.development.signer()
    with Signer(
        credential,
        time=authority.time("defer" if queue else "require"),
        queue=queue,
        metadata=MetadataChoice(level="none"),
        thumbnails=False,
    ) as signer:
        description = Edit(actions=("c2pa.edited",)) if told == "edit" else Capture(device="One")
        signed = signer.sign(source, target, description)
    if queue:
        assert [each.state for each in queue.flush(credential)] == ["stamped"]
    return Stamped(
        format=name,
        told=told,
        path=target,
        media_type=signed.media_type,
        examination=verifier.examine(target),
    )


def test_it_is_trusted_with_a_proven_time(stamped):
    report = stamped.examination.report

    assert report.verdict is Verdict.TRUSTED
    assert {node.verdict for node in report.nodes} == {Verdict.TRUSTED}
    assert {node.time.standing for node in report.nodes} == {TimeStanding.PROVEN}
    assert [each.code for each in report.findings if each.severity == "failure"] == []
    assert len(report.nodes) == (2 if stamped.told == "deferred" else 1)


def test_every_official_check_passes(stamped):
    results = evaluate(crjson.document(stamped.examination))

    assert len(results) == CHECKS
    assert [(each.id, each.reason) for each in results if each.outcome != "pass"] == []


def test_the_official_rubrics_and_the_engine_agree(stamped, development, rubrics):
    root = development.root_pem
    document = independent.engine_document(stamped.path, stamped.media_type, root)
    outcomes = [said for each in rubrics for said in each.outcomes(document).items()]

    assert len(outcomes) == CHECKS
    assert [(check, said) for check, said in outcomes if said != "pass"] == []
    codes = {
        status["code"] for status in document["manifests"][0]["validationResults"]["informational"]
    } | {status["code"] for status in document["manifests"][0]["validationResults"]["success"]}
    assert "timeStamp.validated" in codes
    if stamped.told == "deferred":
        assert "c2pa.time-stamp" in document["manifests"][0]["assertions"]


def test_an_independent_verifier_agrees(stamped, development):
    if stamped.format in UNREAD:
        assert not independent.reads(stamped.media_type)
        return
    report = independent.verify(stamped.path, stamped.media_type, development.root_pem)

    assert report["signature"] == "valid"
    assert report["trust"]["status"] == "valid_for_supplied_material"
    if stamped.media_type in ARCHIVES:  # it wants a list where the engine writes a map
        assert independent.failures(report) == ["assertion.collectionHash.malformed"]
    elif (stamped.format, stamped.told) == ("svg", "deferred"):  # it hashes the longer store
        assert independent.failures(report) == ["assertion.dataHash.mismatch"]
    else:
        assert independent.failures(report) == []
        assert (report["integrity"], report["hard_binding"]) == ("valid", "match")
