"""Every description in every writable format: signed, read back, and judged by four judges.

Ours, our own conformance checks, the official rubrics in their own words over what the
engine alone says, and a verifier that shares no code with any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from support import documents, independent, media
from support.rubric import Rubric
from support.studio import open_studio, trusting

from provenance import Capture, Composite, Edit, Generation, Update, Verdict, Verifier
from provenance.conformance import evaluate
from provenance.engine.formats import ALL
from provenance.report import crjson
from provenance.verification.assembly import Examination

DESCRIPTIONS = ("capture", "edit", "edit of signed", "generation", "composite", "update")
PAIRS = tuple((name, told) for name in media.EVERY for told in DESCRIPTIONS)
CHECKS = 37
RUBRICS = ("asset-rubric-conformance0.2-spec2.4.yml", "asset-rubric-integrity.yml")
ARCHIVES = {kind.mime for kind in ALL if kind.container == "zip"}
UNREAD = {"ott", "ots", "otp", "otg"}  # by the independent verifier
SEEN = (documents.STORY.encode(), b"c83c28")  # what a reader sees of a document or a drawing


@dataclass(frozen=True, kw_only=True)
class Signed:
    format: str
    told: str
    path: Path
    media_type: str
    examination: Examination


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def verifier(studio):
    with Verifier(trust=trusting(studio)) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def rubrics(official):
    return [Rubric.load(official / "conformance-0.2" / name) for name in RUBRICS]


@pytest.fixture(scope="module")
def captured(studio, tmp_path_factory):
    """Return a captured file of a format, signed once."""
    folder, made = tmp_path_factory.mktemp("captured"), {}

    def of(name):
        if name not in made:
            source = media.one(name, folder)
            target = folder / f"signed-{source.name}"
            made[name] = studio.signer.sign(source, target, Capture(device="Test One"))
        return made[name]

    return of


@pytest.fixture(scope="module", params=PAIRS, ids=" as ".join)
def signed(request, studio, verifier, captured, tmp_path_factory):
    name, told = request.param
    folder = tmp_path_factory.mktemp("signed")
    plain, target = media.one(name, folder), folder / f"signed{Path(media.EVERY[name][0]).suffix}"
    others = (media.one("jpeg", tmp_path_factory.mktemp("other")), captured("png").path)
    source, description = {
        "capture": (plain, Capture(device="Test One", actions=("c2pa.edited",))),
        "edit": (plain, Edit(actions=("c2pa.edited",))),
        "edit of signed": (captured(name).path, Edit(actions=("c2pa.edited", "c2pa.published"))),
        "generation": (plain, Generation(model="Painter", prompt="a bridge", inputs=others)),
        "composite": (plain, Composite(components=others)),
        "update": (captured(name).path, Update(description="A new caption.")),
    }[told]
    made = studio.signer.sign(source, target, description)
    return Signed(
        format=name,
        told=told,
        path=target,
        media_type=made.media_type,
        examination=verifier.examine(target),
    )


def test_it_is_trusted_without_a_failure(signed):
    report = signed.examination.report

    assert report.verdict is Verdict.TRUSTED
    assert {node.verdict for node in report.nodes} == {Verdict.TRUSTED}
    assert [each.code for each in report.findings if each.severity == "failure"] == []
    ancestors = {"edit of signed": 1, "generation": 1, "composite": 1, "update": 1}
    assert len(report.nodes) == 1 + ancestors.get(signed.told, 0)


def test_every_official_check_passes(signed):
    results = evaluate(crjson.document(signed.examination))

    assert len(results) == CHECKS
    assert [(each.id, each.reason) for each in results if each.outcome != "pass"] == []


def test_the_official_rubrics_themselves_pass(signed, studio, rubrics):
    document = independent.engine_document(signed.path, signed.media_type, studio.root)
    outcomes = [said for each in rubrics for said in each.outcomes(document).items()]

    assert len(outcomes) == CHECKS
    assert [(check, said) for check, said in outcomes if said != "pass"] == []


def test_an_independent_verifier_agrees(signed, studio):
    assert independent.reads(signed.media_type) is (signed.format not in UNREAD)
    if signed.format in UNREAD:
        return
    report = independent.verify(signed.path, signed.media_type, studio.root)

    assert report["signature"] == "valid"
    assert report["trust"]["status"] == "valid_for_supplied_material"
    if signed.media_type in ARCHIVES:
        _it_wants_a_list_where_the_engine_writes_a_map(signed, report)
    elif (signed.format, signed.told) == ("svg", "update"):
        _it_leaves_out_the_store_of_before_the_update(signed, report)
    else:
        assert independent.failures(report) == []
        assert (report["integrity"], report["hard_binding"]) == ("valid", "match")


def _it_wants_a_list_where_the_engine_writes_a_map(signed, report):
    """Collection hash: C2PA 2.4 has `uris` as a list, the engine writes a map by name."""
    assert independent.failures(report) == ["assertion.collectionHash.malformed"]
    assert independent.archive_matches(signed.path, _bearer(signed))


def _it_leaves_out_the_store_of_before_the_update(signed, report):
    """Update manifests make the store longer; only in SVG does the verifier not allow for that."""
    assert independent.failures(report) == ["assertion.dataHash.mismatch"]
    assert independent.drawing_matches(signed.path, _bearer(signed))


def _bearer(signed):
    """Return the manifest that binds the content; of an update, that of the parent."""
    store = signed.examination.store
    active = store.active
    return store.find(active.ingredients[0].manifest) if active.is_update else active


@pytest.mark.parametrize("name", media.EVERY)
def test_one_changed_bit_of_the_content_is_seen(name, captured, studio, verifier):
    signed, source = captured(name), media.content(name)
    middle = source[len(source) * 3 // 5 :][:12]
    content = bytearray(signed.path.read_bytes())
    content[content.index(next((seen for seen in SEEN if seen in source), middle))] ^= 1

    assert verifier.inspect(bytes(content)).verdict is Verdict.INVALID
    if name not in UNREAD:
        theirs = independent.verify(bytes(content), signed.media_type, studio.root)
        assert theirs["integrity"] == "invalid"


def test_no_writable_format_is_left_out(captured):
    assert {captured(name).media_type for name in media.EVERY} == {
        kind.mime for kind in ALL if kind.writable
    }
