"""Pictures and signed thumbnails that show different things, and honest edits of a caption."""

from __future__ import annotations

import io
import shutil
import subprocess
import time

import pytest
from PIL import Image
from support import surgery
from support.authorities import Development
from support.scenes import saved, scene

from provenance import Capture, Composite, Edit, MetadataChoice, Signer, Verdict, Verifier
from provenance.engine import open_engine
from provenance.limits import Limits
from provenance.model.report import Severity

CROP = Edit(actions=("c2pa.cropped",))
SEEN = {"ingredient.unlike", "ingredient.thumbnail-unlike"}


@pytest.fixture(scope="module")
def pki():
    return Development()


@pytest.fixture(scope="module")
def key(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def studio(key):
    with Signer(key, metadata=MetadataChoice(level="none")) as studio:
        yield studio


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def photo(studio):
    return studio.sign(saved(scene(1)), None, Capture(), title="photo.jpg")


def seen(report):
    return {
        each.code: (each.severity, each.message)
        for each in report.findings
        if each.code.startswith("picture.") or each.code in SEEN
    }


def segment(marker, payload):
    return b"\xff" + bytes([marker]) + (len(payload) + 2).to_bytes(2) + payload


def with_caption(data, text=b"Taken somewhere else"):
    """Return a JPEG with a comment behind its first bytes, as a caption editor writes it."""
    return data[:2] + segment(0xFE, text) + data[2:]


def with_picture(data, image):
    """Return a JPEG that keeps every segment of another one, its credentials too, but shows this."""
    start = data.rindex(b"\xff\xdb")  # tables and picture follow the metadata
    new = saved(image)
    return data[:start] + new[new.rindex(b"\xff\xdb") :]


def show(thumbnail, image):
    """Put another picture into a thumbnail assertion, without a change of its length."""
    data = next(each for each in thumbnail.children if each.kind == b"bidb")
    other = saved(image.resize((256, 170)), quality=20)
    assert len(other) <= len(data.payload)
    data.payload = other.ljust(len(data.payload), b"\0")


def test_a_file_as_it_was_signed_needs_no_word_about_its_picture(photo, verifier):
    report = verifier.inspect(photo.data)

    assert report.verdict is Verdict.TRUSTED
    assert not seen(report)


@pytest.mark.attack(23)
def test_an_edited_caption_is_told_from_an_exchanged_picture(photo, verifier):
    report = verifier.inspect(with_caption(photo.data))

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The content or the metadata of this file changed after it was signed. Its picture still "
        "looks like the signed thumbnail, where a small change would not show."
    )
    assert seen(report) == {
        "picture.like-thumbnail": (
            Severity.NOTE,
            (
                "The picture still looks like the thumbnail that was signed with it; a small change "
                "would not show."
            ),
        )
    }


@pytest.mark.attack(23)
@pytest.mark.skipif(not shutil.which("exiftool"), reason="ExifTool is not installed")
def test_a_caption_edited_with_exiftool_is_no_exchanged_picture(photo, verifier, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo.data)
    edit = ["exiftool", "-q", "-overwrite_original", "-IPTC:Caption-Abstract=Elsewhere", str(path)]
    subprocess.run(edit, check=True, timeout=60)

    report = verifier.inspect(path)

    assert report.verdict is Verdict.INVALID
    assert "picture.like-thumbnail" in seen(report)


@pytest.mark.attack(23)
def test_an_exchanged_picture_is_told_as_such(photo, verifier):
    report = verifier.inspect(with_picture(photo.data, scene(2)))

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The content or the metadata of this file changed after it was signed. Its picture does "
        "not look like the signed thumbnail."
    )
    assert seen(report)["picture.exchanged"][0] is Severity.WARNING


def test_without_a_thumbnail_nobody_claims_to_know(key, verifier):
    with Signer(key, thumbnails=False, metadata=MetadataChoice(level="none")) as bare:
        signed = bare.sign(saved(scene(1)), None, Capture())

    report = verifier.inspect(with_caption(signed.data))

    assert report.headline == (
        "The content or the metadata of this file changed after it was signed."
    )
    assert seen(report) == {
        "picture.uncompared": (
            Severity.NOTE,
            (
                "No signed thumbnail shows clearly what the picture was, so nobody can tell whether it "
                "changed or only its metadata did."
            ),
        )
    }


def test_a_thumbnail_that_was_changed_itself_proves_nothing(photo, verifier):
    store = surgery.Box.read(photo.manifest_store)
    show(store.children[-1].at("c2pa.assertions", "c2pa.thumbnail.claim"), scene(2))
    forged = with_picture(photo.data, scene(2)).replace(photo.manifest_store, bytes(store))

    report = verifier.inspect(forged)

    assert report.verdict is Verdict.INVALID
    assert "picture.like-thumbnail" not in seen(report)


@pytest.mark.attack(16)
def test_a_claim_thumbnail_of_another_picture_is_a_warning(photo, key, verifier):
    store = surgery.Box.read(photo.manifest_store)
    active = store.children[-1]
    show(active.at("c2pa.assertions", "c2pa.thumbnail.claim"), scene(3))
    surgery.seal(active, key)
    report = verifier.inspect(surgery.transplant(photo.data, photo.manifest_store, store))

    assert report.verdict is Verdict.TRUSTED
    assert seen(report) == {
        "picture.unlike-thumbnail": (
            Severity.WARNING,
            "The thumbnail that was signed with this file shows another picture.",
        )
    }


@pytest.mark.attack(16)
def test_an_unrelated_parent_with_a_forged_title_is_noted(studio, verifier, tmp_path):
    parent = tmp_path / "original-of-photo.jpg"
    parent.write_bytes(saved(scene(4)))
    signed = studio.sign(
        saved(scene(5)), None, Edit(parent=parent, actions=("c2pa.adjustedColor",))
    )

    report = verifier.inspect(signed.data)

    assert report.verdict is Verdict.TRUSTED
    assert seen(report) == {
        "ingredient.unlike": (
            Severity.NOTE,
            (
                "This file does not look like the one that it is said to be made from, "
                '"original-of-photo.jpg": strong edits do that, and so does a parent that was never '
                "used."
            ),
        )
    }


def test_an_unrelated_parent_with_credentials_is_noted_too(studio, photo, verifier):
    signed = studio.sign(saved(scene(5)), None, Edit(parent=photo.data, actions=("c2pa.drawing",)))

    assert "ingredient.unlike" in seen(verifier.inspect(signed.data))


def test_an_ordinary_edit_and_a_collage_are_not_suspected(studio, photo, verifier):
    picture = Image.open(io.BytesIO(photo.data)).convert("RGB")
    cropped = saved(picture.crop((40, 28, 920, 612)))
    edited = studio.sign(cropped, None, Edit(parent=photo.data, actions=("c2pa.cropped",)))
    picture.paste(scene(6).resize((300, 200)), (20, 20))
    collage = studio.sign(saved(picture), None, Composite(components=(photo.data, saved(scene(6)))))

    for signed in (edited, collage):
        report = verifier.inspect(signed.data)
        assert report.verdict is Verdict.TRUSTED
        assert not seen(report)


@pytest.mark.attack(16)
def test_an_ingredient_shown_as_something_else_is_a_warning(studio, photo, key, verifier):
    parts = Composite(components=(saved(scene(7)), photo.data))
    signed = studio.sign(saved(scene(8)), None, parts)
    store = surgery.Box.read(signed.manifest_store)
    active = store.children[-1]
    assertions = active.at("c2pa.assertions")
    shown = next(each for each in assertions.children if "thumbnail.ingredient" in each.label)
    of_photo = next(
        each
        for each in assertions.children
        if each.label.startswith("c2pa.ingredient") and "activeManifest" in each.value
    )
    of_photo.value |= {
        "thumbnail": {
            "url": f"self#jumbf=c2pa.assertions/{shown.label}",
            "hash": shown.digest,
        }
    }
    surgery.seal(active, key)
    report = verifier.inspect(surgery.transplant(signed.data, signed.manifest_store, store))

    assert report.verdict is Verdict.TRUSTED
    assert seen(report)["ingredient.thumbnail-unlike"][0] is Severity.WARNING


class Slow:
    """An engine that takes its time with every thumbnail."""

    def __init__(self, engine):
        self._engine = engine
        self.version, self.read, self.decoded = engine.version, engine.read, []

    def look(self, asset, *, picture):
        if asset.name.startswith("c2pa.thumbnail"):
            self.decoded.append(asset.name)
            time.sleep(0.1)
        return self._engine.look(asset, picture=picture)


@pytest.mark.parametrize(("seconds", "most"), [(30.0, 4), (0.15, 2)])
def test_slow_thumbnails_together_get_the_time_of_one_read(seconds, most, studio, pki):
    parts = Composite(components=tuple(saved(scene(number)) for number in (1, 2, 3)))
    signed = studio.sign(saved(scene(9)), None, parts)
    with open_engine() as engine:
        slow = Slow(engine)
        limits = Limits(wall_seconds=seconds)
        with Verifier(trust=pki.lists, engine=slow, limits=limits) as verifier:
            report = verifier.inspect(signed.data)

    assert report.verdict is Verdict.TRUSTED
    assert len(slow.decoded) == most
