"""What a file reveals is told with its place and its cure, signed or not."""

from __future__ import annotations

import json
from shutil import which

import pytest
from support import located, media
from support.studio import open_studio

from provenance import Capture, Edit
from provenance.engine import open_engine
from provenance.model.look import Tells
from provenance.privacy import examine
from provenance.report import privacy as rendering

pytestmark = pytest.mark.skipif(which("exiftool") is None, reason="exiftool is not installed")


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def engine():
    with open_engine(looks=True) as engine:
        yield engine


def told(report, tells):
    return [each for each in report.exposures if each.tells is tells]


@pytest.mark.parametrize("name", [*located.PICTURES, *located.FILMS])
def test_a_location_is_found_in_every_format(name, engine, tmp_path):
    report = examine(located.one(name, tmp_path), engine)
    assert not report.signed
    values = " ".join(each.value for each in told(report, Tells.LOCATION))
    assert "43.467" in values or "43,28.02" in values
    assert any(each.value == "LENS-4712" for each in told(report, Tells.SERIAL))
    for each in told(report, Tells.LOCATION):
        assert "--privacy public" in each.remedy


@pytest.mark.parametrize("name", ["jpeg", "mp4", "png"])
def test_a_file_signed_for_the_public_reveals_no_place(name, studio, engine, tmp_path):
    source, target = located.one(name, tmp_path), tmp_path / "signed"
    studio.signer.sign(source, target, Capture(device="X"), privacy="public")
    report = examine(target, engine)
    assert report.signed
    assert told(report, Tells.LOCATION) + told(report, Tells.SERIAL) == []


def test_statements_of_every_manifest_are_told_with_their_cure(studio, engine, tmp_path):
    source, signed = located.one("jpeg", tmp_path), tmp_path / "first.jpg"
    studio.signer.sign(source, signed, Capture(device="X"), privacy="evidence")
    studio.signer.sign(signed, tmp_path / "second.jpg", Edit(), privacy="public")
    report = examine(tmp_path / "second.jpg", engine)

    places = told(report, Tells.LOCATION)
    assert {each.place for each in places} >= {"manifest of first.jpg, c2pa.metadata__1"}
    assert all("--assertion" in each.remedy for each in places)
    assert [each.value for each in told(report, Tells.INGREDIENT)] == ["dc:title first.jpg"]
    assert {each.value for each in told(report, Tells.FILE_NAME)} == {"first.jpg", "second.jpg"}
    assert any(studio.organization in each.value for each in told(report, Tells.IDENTITY))


def test_a_rounded_position_is_told_apart_from_an_exact_one(studio, engine, tmp_path):
    source, target = located.one("jpeg", tmp_path), tmp_path / "signed.jpg"
    studio.signer.sign(source, target, Capture(device="X"), privacy="newsroom")
    places = told(examine(target, engine), Tells.LOCATION)
    assert any(each.value.endswith("(to about 10 km)") for each in places if each.place == "EXIF")
    assert any("10 km only" in each.remark for each in places if each.manifest)


def test_a_thumbnail_of_another_shape_may_show_what_was_cropped(studio, engine, tmp_path):
    whole = tmp_path / "whole.jpg"
    whole.write_bytes(media.photo(1200, 800))
    studio.signer.sign(whole, tmp_path / "1.jpg", Capture(device="X"))
    crop = tmp_path / "crop.jpg"
    crop.write_bytes(media.photo(800, 800))
    edit = Edit(parent=tmp_path / "1.jpg", actions=("c2pa.cropped",))
    studio.signer.sign(crop, tmp_path / "2.jpg", edit)
    previews = told(examine(tmp_path / "2.jpg", engine), Tells.PREVIEW)
    assert [each.place for each in previews if "cropped" in each.remark] == ["manifest of 1.jpg"]


def test_maker_notes_and_thumbnails_of_a_camera_are_told(engine, corpus):
    report = examine(corpus / "photos" / "DSCN0010.jpg", engine)
    assert [each.value for each in told(report, Tells.MAKER_NOTES)] == ["3298 bytes"]
    assert [each.value for each in told(report, Tells.PREVIEW)] == ["6702 bytes"]
    assert [each.value for each in told(report, Tells.LOCATION)] == ["43.4674, 11.8851"]


def test_damage_ends_in_a_report(engine, tmp_path):
    content = bytearray(located.one("jpeg", tmp_path).read_bytes())
    for place in range(30, 400, 7):
        content[place] ^= 0xFF
    assert examine(bytes(content), engine).file


def test_both_renderings_tell_the_same_and_are_harmless(engine, tmp_path):
    path = located.one("jpeg", tmp_path, "-IFD0:Artist=Eve\x1b[31m", "-XMP-dc:Creator=\u202eevil")
    report = examine(path, engine)
    text, document = "\n".join(rendering.lines(report)), rendering.render(report).decode()
    assert "\x1b" not in text + document
    assert "\u202e" not in text + document
    assert len(json.loads(document)["exposures"]) == len(report.exposures)
    assert "Location" in text


def test_nothing_to_tell_is_said(engine, tmp_path):
    report = examine(media.one("flac", tmp_path), engine)
    lines = list(rendering.lines(report))
    assert told(report, Tells.LOCATION) == []
    assert lines


def test_marks_and_fingerprints_that_are_stated_are_told_with_their_cure(studio, engine, tmp_path):
    pytest.importorskip("cv2", reason="the extra durable is not installed")
    from support.lasting import open_lasting  # noqa: PLC0415  # needs that extra

    (tmp_path / "lasting").mkdir()
    with open_lasting(tmp_path / "lasting") as lasting:
        signed = lasting.signer.sign(lasting.photo(1), tmp_path / "signed.jpg", Capture())
    report = examine(signed.path, engine)
    mark, iscc, likeness = signed.soft_bindings

    marks = [each for each in told(report, Tells.IDENTIFIER) if "soft-binding" in each.name]
    assert [each.value for each in marks] == [f"{mark.algorithm}: {mark.value.hex()}"]
    assert [each.value for each in told(report, Tells.LIKENESS)] == [
        f"{iscc.algorithm}: {iscc.value.decode()}",
        f"{likeness.algorithm}: {likeness.value.hex()}",
    ]
    assert "--assertion c2pa.soft-binding " in told(report, Tells.LIKENESS)[0].remedy
