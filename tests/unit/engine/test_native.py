"""What the native engine signs reads back intact, in every way in which it binds a file."""

from __future__ import annotations

import io
import threading
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from support import definitions, media
from support.engine_room import KINDS, UNTRUSTED, failures

from provenance.engine import open_engine
from provenance.engine.containers import bmff
from provenance.engine.native import merkle
from provenance.engine.native.engine import NativeEngine
from provenance.errors import InvalidArgument, Unparseable
from provenance.model.asset import Asset
from provenance.model.definition import AssertionDefinition, Thumbnail
from provenance.model.status import StatusKind


def decoded(path: Path, kind: str) -> object:
    """Return the content proper, without metadata."""
    if kind in {"jpeg", "png", "tiff"}:
        return Image.open(path).tobytes()
    if kind == "wav":
        with wave.open(str(path)) as sound:
            return sound.readframes(sound.getnframes())
    if kind == "mp4":
        with path.open("rb") as content:
            (box,) = (box for box in bmff.walk(content) if box.kind == b"mdat")
            content.seek(box.offset + box.header)
            return content.read(box.size - box.header)
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_capture_edit_and_update_read_back_intact(tmp_path, native, seal, kind) -> None:
    source = media.one(kind, tmp_path)
    before, made = source.read_bytes(), source
    describe = (definitions.capture, definitions.edit, definitions.update)
    for number, description in enumerate(describe):
        target = tmp_path / f"{number}{source.suffix}"
        arguments = (KINDS[kind],) if number == 0 else (KINDS[kind], made)
        store = native.sign(description(*arguments), Asset.of(made), target, seal)
        reading = native.read(Asset.of(target))
        assert failures(reading.store.active) == set()
        assert reading.jumbf == store
        assert reading.media_type == KINDS[kind]
        assert reading.embedded
        assert reading.content_checked
        assert reading.sha256 == sha256(target.read_bytes()).hexdigest()
        assert len(reading.store.manifests) == number + 1
        assert decoded(target, kind) == decoded(source, kind)
        made = target
    assert source.read_bytes() == before


def test_an_edit_links_its_parent(native, edited) -> None:
    store = native.read(Asset.of(edited)).store
    (parent,) = store.active.ingredients
    assert parent.relationship == "parentOf"
    assert parent.instance_id.startswith("xmp")
    assert store.find(parent.manifest) is store.manifests[1]
    opened, cropped = store.active.actions
    assert opened.action == "c2pa.opened"
    assert opened.ingredients == (parent.label,)
    assert cropped.digital_source_type == definitions.HUMAN_EDITS
    assert {entry.code for entry in parent.recorded if entry.kind is StatusKind.FAILURE} == {
        UNTRUSTED
    }


@pytest.mark.parametrize(("kind", "is_update"), [("jpeg", True), ("mp4", True), ("wav", False)])
def test_an_update_manifest_where_the_format_bears_one(
    tmp_path, native, seal, kind, is_update
) -> None:
    source = media.one(kind, tmp_path)
    first, second = tmp_path / f"1{source.suffix}", tmp_path / f"2{source.suffix}"
    native.sign(definitions.capture(KINDS[kind]), Asset.of(source), first, seal)
    native.sign(definitions.update(KINDS[kind], first), Asset.of(first), second, seal)
    active = native.read(Asset.of(second)).store.active
    assert active.is_update is is_update
    assert [action.action for action in active.actions] == ["c2pa.opened", "c2pa.edited.metadata"]
    assert all(action.created for action in active.actions)
    assert active.all_actions_included is True
    assert failures(active) == set()


def test_thumbnails_are_ours_and_count_as_created(tmp_path, native, seal, signed) -> None:
    small = Thumbnail(media_type="image/jpeg", data=media.photo(64, 48))
    definition = replace(definitions.edit("image/jpeg", signed, thumbnail=small), thumbnail=small)
    target = tmp_path / "edited.jpg"
    native.sign(definition, Asset.of(signed), target, seal)
    reading = native.read(Asset.of(target))
    pictures = {a.label: a.created for a in reading.store.active.assertions if "thumb" in a.label}
    assert pictures == {"c2pa.thumbnail.claim": True, "c2pa.thumbnail.ingredient": True}
    assert reading.jumbf.count(small.data) == 2


def test_own_assertions_and_redactions(tmp_path, native, seal, photo) -> None:
    loose = AssertionDefinition(label="com.example.loose", data={"a": 1}, created=False)
    secret = AssertionDefinition(label="com.example.secret", data={"text": "tell nobody"})
    first, second = tmp_path / "1.jpg", tmp_path / "2.jpg"
    definition = definitions.capture("image/jpeg", assertions=(loose, secret))
    native.sign(definition, Asset.of(photo), first, seal)
    label = native.read(Asset.of(first)).store.active.label
    redacted = f"self#jumbf=/c2pa/{label}/c2pa.assertions/com.example.secret"
    definition = replace(definitions.edit("image/jpeg", first), redactions=(redacted,))
    store = native.sign(definition, Asset.of(first), second, seal)
    assert b"tell nobody" not in store
    reading = native.read(Asset.of(second))
    assert reading.store.active.redactions == (redacted,)
    assert {a.label: a.created for a in reading.store.manifests[1].assertions}[
        "com.example.loose"
    ] is False


@pytest.mark.parametrize(
    "make",
    [Asset.of, lambda p: Asset.of(p.read_bytes()), lambda p: Asset.of(io.BytesIO(p.read_bytes()))],
)
def test_from_path_bytes_and_stream(tmp_path, native, seal, photo, make) -> None:
    target = tmp_path / "signed.jpg"
    native.sign(definitions.capture("image/jpeg"), make(photo), target, seal)
    reading = native.read(make(target))
    assert reading.sha256 == sha256(target.read_bytes()).hexdigest()
    assert failures(reading.store.active) == set()


@pytest.mark.parametrize("kind", ["mp4", "mov"])
def test_a_large_film_is_hashed_in_chunks(tmp_path, native, seal, kind, monkeypatch) -> None:
    monkeypatch.setattr(merkle, "FROM_BYTES", 100)
    source = media.one(kind, tmp_path)
    mime = {"mp4": "video/mp4", "mov": "video/quicktime"}[kind]
    target, updated = tmp_path / "1.mov", tmp_path / "2.mov"
    native.sign(definitions.capture(mime), Asset.of(source), target, seal)
    active = native.read(Asset.of(target)).store.active
    binding = next(a.data for a in active.assertions if a.label.startswith("c2pa.hash.bmff"))
    assert binding["merkle"][0]["fixedBlockSize"] == 1 << 20
    assert failures(active) == set()
    native.sign(definitions.update(mime, target), Asset.of(target), updated, seal)
    assert failures(native.read(Asset.of(updated)).store.active) == set()
    changed = bytearray(target.read_bytes())
    changed[changed.rindex(b"mdat") + 60] ^= 1
    assert failures(native.read(Asset.of(bytes(changed))).store.active) == {
        "assertion.bmffHash.mismatch"
    }


@pytest.mark.parametrize("kind", ["fragmented_mp4", "two boxes of samples"])
def test_a_film_that_does_not_suit_chunks_still_reads_intact(
    tmp_path, native, seal, kind, monkeypatch
) -> None:
    monkeypatch.setattr(merkle, "FROM_BYTES", 100)
    if kind == "fragmented_mp4":
        source = media.one(kind, tmp_path)
    else:
        source = media.large_mp4(tmp_path / "film.mp4", 3 << 20)
    target = tmp_path / "signed.mp4"
    native.sign(definitions.capture("video/mp4"), Asset.of(source), target, seal)
    assert failures(native.read(Asset.of(target)).store.active) == set()


def test_many_threads_share_one_engine(tmp_path, native, seal, photo) -> None:
    def job(number: int) -> set[str]:
        target = tmp_path / f"{number}.jpg"
        native.sign(definitions.capture("image/jpeg"), Asset.of(photo), target, seal)
        return failures(native.read(Asset.of(target)).store.active)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(job, range(12))) == [set()] * 12


def test_nothing_is_left_running_or_open(tmp_path, native, signed) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("this system does not list open files")
    before = len(list(descriptors.iterdir()))
    for _ in range(10):
        native.read(Asset.of(signed))
        with pytest.raises(Unparseable):
            native.read(Asset.of(signed), manifest_data=b"x")
    assert len(list(descriptors.iterdir())) == before
    assert not [t for t in threading.enumerate() if t.name.startswith("provenance-")]


def test_an_engine_can_be_used_after_it_was_closed(signed) -> None:
    with open_engine(isolation="none") as opened:
        assert isinstance(opened, NativeEngine)
        assert opened.read(Asset.of(signed)).embedded
    assert opened.read(Asset.of(signed)).embedded
    opened.close()
    opened.close()


def test_the_version_names_both_halves(native) -> None:
    assert native.version.startswith("c2pa-python 0.38.")
    assert "c2pa-rs 0.9" in native.version


def test_an_isolation_that_does_not_exist() -> None:
    with pytest.raises(InvalidArgument):
        open_engine(isolation="maybe")
