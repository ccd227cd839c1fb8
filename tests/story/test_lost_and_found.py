"""A photograph is signed, edited, posted and stripped; its story is found again, and a thief is not believed."""

from __future__ import annotations

import pytest
from support.lasting import marked, open_lasting, posted

from provenance import Capture, Device, Edit, Generation, Verdict, Verifier
from provenance.report import text

CAPTURED = 'Captured with "Nova One"'
FOUND = "in credentials that were found elsewhere, and that nothing binds to this file"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with open_lasting(tmp_path_factory.mktemp("desk"), "Daily Courier") as desk:
        yield desk


@pytest.fixture(scope="module")
def published(desk):
    raw, photo, web = desk.photo(1), desk.folder / "bridge.jpg", desk.folder / "web.jpg"
    desk.signer.sign(raw, photo, Capture(device=Device(make="Nova", model="One")))
    desk.signer.sign(photo, web, Edit(actions=("c2pa.published",), software="Darkroom"))
    return web


def test_the_whole_story_is_told_of_a_copy_from_the_web(desk, published, tmp_path):
    report = desk.verifier.inspect(posted(published, tmp_path / "found.jpg"))

    assert (report.verdict, report.embedded) == (Verdict.UNDETERMINED, ())
    assert [each.title for each in report.matches] == ["web.jpg", "bridge.jpg"]
    steps = [each.sentence for each in report.history]
    assert any(CAPTURED in each for each in steps)
    assert any("Published" in each for each in steps)
    assert any(FOUND in each for each in steps)
    assert len(report.nodes) == 2
    shown = " ".join(text.render(report).split())
    assert "nothing binds that to this file" in shown
    assert "Treat it as a file without credentials" in shown


def test_whoever_does_not_look_sees_no_credentials(desk, published, tmp_path):
    with Verifier() as verifier:
        report = verifier.inspect(posted(published, tmp_path / "found.jpg"))
    assert (report.verdict, report.matches) == (Verdict.ABSENT, ())


def test_the_name_of_the_desk_does_not_move_to_another_picture(desk, published, tmp_path):
    value = desk.verifier.inspect(published).matches
    assert value
    mark = desk.repository.entry(value[0].manifest).bindings[0].value
    report = desk.verifier.inspect(marked(desk.photo(2), tmp_path / "fake.jpg", mark))

    assert not any(each.accepted for each in report.matches)
    assert report.history == ()
    assert "Daily Courier" not in text.render(report)


def test_ai_that_is_washed_clean_is_found_out_by_its_mark(desk, tmp_path):
    made, washed = tmp_path / "made.jpg", tmp_path / "washed.jpg"
    desk.signer.sign(desk.photo(3), made, Generation(model="Painter", prompt="a bridge"))
    stripped = posted(made, tmp_path / "stripped.jpg")
    desk.studio.signer.sign(stripped, washed, Capture(device="Nova One"))

    findings = {each.code for each in desk.verifier.inspect(washed).findings}
    assert {"watermark.generated", "watermark.other-credentials"} <= findings
