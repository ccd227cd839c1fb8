"""What a capture session signs, of every format and by each way, passes every official check."""

from __future__ import annotations

import pytest
from support import independent, media
from support.rubric import Rubric
from support.studio import open_studio

from provenance import CaptureSession, Device, Preference, Verdict
from provenance.conformance import evaluate
from provenance.engine.formats import detect
from provenance.report import crjson
from provenance.signing.describe import Capture
from provenance.signing.session import Shot

CHECKS = 37
RUBRICS = ("asset-rubric-conformance0.2-spec2.4.yml", "asset-rubric-integrity.yml")
WAYS = ("bytes", "bytes to a file", "file", "bytes, read in this process")
WHAT = Capture(
    device=Device(make="Example", model="Camera One", version="1.2"),
    software="Example App",
    preferences=Preference.of_all("notAllowed"),
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def sessions(studio):
    with (
        CaptureSession(studio.bare, device=WHAT) as session,
        CaptureSession(studio.bare, device=WHAT, isolation="none") as own,
    ):
        yield {way: own if "this process" in way else session for way in WAYS}


@pytest.fixture(scope="module")
def rubrics(official):
    return [Rubric.load(official / "conformance-0.2" / name) for name in RUBRICS]


@pytest.fixture(scope="module", params=media.EVERY)
def signed(request, studio, sessions, tmp_path_factory):
    """Sign one format by every way; return each signed file by its way."""
    folder = tmp_path_factory.mktemp("captures")
    source = media.one(request.param, folder)
    preview = media.photo(160, 120)
    made = {}
    for way in WAYS:
        inside = way.startswith("bytes")
        target = None if way != "bytes to a file" else folder / f"to-{source.name}"
        frame = source.read_bytes() if inside else source
        shot = Shot(frame=frame, to=target, preview=preview, title="IMG_0001")
        captured = sessions[way].submit(shot).result(60)
        assert captured.signed, (way, captured.error)
        made[way] = folder / f"{len(made)}{source.suffix}"
        made[way].write_bytes(captured.data or captured.path.read_bytes())
    return made


def test_it_is_trusted_and_passes_every_check_by_each_way(signed, studio):
    for way, path in signed.items():
        examination = studio.verifier.examine(path)

        assert examination.report.verdict is Verdict.TRUSTED, way
        results = evaluate(crjson.document(examination))
        assert len(results) == CHECKS
        assert [(way, each.id, each.reason) for each in results if each.outcome != "pass"] == []


def test_the_official_rubrics_themselves_pass(signed, studio, rubrics):
    for way, path in signed.items():
        with path.open("rb") as content:
            media_type = detect(content).mime
        document = independent.engine_document(path, media_type, studio.root)
        outcomes = [said for each in rubrics for said in each.outcomes(document).items()]

        assert len(outcomes) == CHECKS
        assert [(way, check, said) for check, said in outcomes if said != "pass"] == []


def test_an_independent_verifier_agrees_about_the_short_way(studio, sessions, tmp_path):
    path = tmp_path / "frame.jpg"
    path.write_bytes(sessions["bytes"].sign(media.content("jpeg")).data)
    report = independent.verify(path, "image/jpeg", studio.root)

    assert independent.failures(report) == []
    assert (report["integrity"], report["hard_binding"]) == ("valid", "match")
