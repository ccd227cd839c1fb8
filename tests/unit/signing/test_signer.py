"""Signing from end to end: stated, bound, verified, and in place, or nothing at all."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from support import media
from support.sealing import new_seal

from provenance.engine import open_engine
from provenance.errors import (
    Cancelled,
    CertificateRejected,
    HistoryWouldBeLost,
    InputNotFound,
    InvalidArgument,
    SigningFailed,
    StorageError,
    UnsupportedFormat,
)
from provenance.model.asset import Asset
from provenance.model.definition import SoftwareAgent
from provenance.signing.describe import Capture, Composite, Edit, Update
from provenance.signing.metadata import MetadataChoice
from provenance.signing.signer import Signer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def seal():
    return new_seal()


@pytest.fixture(scope="module")
def signer(seal):
    with Signer(seal) as signer:
        yield signer


@pytest.fixture(scope="module")
def engine():
    with open_engine() as engine:
        yield engine


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "in" / "photo.jpg"
    path.parent.mkdir()
    path.write_bytes(media.photo(800, 600))
    return path


@pytest.fixture
def out(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def assertion(store, label):
    return next((a for a in store.active.assertions if a.label == label), None)


def pixels(path) -> bytes:
    with Image.open(path) as picture:
        return picture.tobytes()


class TestResult:
    def test_it_says_what_was_made(self, signer, engine, photo, out):
        signed = signer.sign(photo, out / "a.jpg", Capture())
        data = (out / "a.jpg").read_bytes()
        assert signed.path == out / "a.jpg"
        assert signed.data is None
        assert signed.sha256 == hashlib.sha256(data).hexdigest()
        assert signed.size == len(data)
        assert signed.media_type == "image/jpeg"
        assert signed.parent == ""
        store = engine.read(Asset.of(out / "a.jpg")).store
        assert store.active.label == signed.manifest_label
        assert store.active.title == "a.jpg"
        assert store.active.generators[0].name == "media-provenance"

    def test_the_source_and_its_pixels_stay(self, signer, photo, out):
        before = photo.read_bytes(), photo.stat()
        signer.sign(photo, out / "a.jpg", Capture())
        assert (photo.read_bytes(), photo.stat().st_mtime_ns) == (before[0], before[1].st_mtime_ns)
        assert pixels(photo) == pixels(out / "a.jpg")
        assert names(photo.parent) == ["photo.jpg"]
        assert names(out) == ["a.jpg"]

    def test_an_edit_names_its_parent(self, signer, photo, out):
        first = signer.sign(photo, out / "a.jpg", Capture())
        second = signer.sign(out / "a.jpg", out / "b.jpg", Edit(actions=("c2pa.cropped",)))
        third = signer.sign(out / "b.jpg", out / "c.jpg", Update())
        assert second.parent == first.manifest_label
        assert third.parent == second.manifest_label

    def test_title_and_generator_are_the_callers(self, seal, engine, photo, out):
        agent = SoftwareAgent(name="Darkroom", version="9.1")
        with Signer(seal, generator=agent) as signer:
            signer.sign(photo, out / "a.jpg", Capture(), title="Bridge at dawn")
        active = engine.read(Asset.of(out / "a.jpg")).store.active
        assert active.title == "Bridge at dawn"
        assert (active.generators[0].name, active.generators[0].version) == ("Darkroom", "9.1")


class TestDestinations:
    def test_none_gives_bytes(self, signer, engine, photo):
        signed = signer.sign(photo, None, Capture())
        assert signed.path is None
        assert signed.sha256 == hashlib.sha256(signed.data).hexdigest()
        assert engine.read(Asset.of(signed.data)).store.active.title == "photo.jpg"

    def test_bytes_in_and_bytes_out(self, signer, photo):
        assert signer.sign(photo.read_bytes(), None, Capture()).data

    def test_a_stream_gets_the_whole_file_at_the_end(self, signer, photo):
        stream = io.BytesIO()
        with photo.open("rb") as source:
            signed = signer.sign(source, stream, Capture())
        assert hashlib.sha256(stream.getvalue()).hexdigest() == signed.sha256
        assert len(stream.getvalue()) == signed.size

    def test_a_stream_that_takes_little_at_a_time_gets_everything(self, signer, photo):
        class Slow(io.RawIOBase):
            taken = b""

            def writable(self):
                return True

            def write(self, block):
                self.taken += bytes(block[:1000])
                return min(1000, len(block))

        slow = Slow()
        signed = signer.sign(photo, slow, Capture())
        assert hashlib.sha256(slow.taken).hexdigest() == signed.sha256

    def test_a_stream_that_fails_is_a_storage_error(self, signer, photo):
        class Full(io.BytesIO):
            def write(self, block):
                raise OSError(28, "No space left on device")

        with pytest.raises(StorageError, match="did not take"):
            signer.sign(photo, Full(), Capture())

    def test_one_stream_cannot_be_both(self, signer, photo):
        with (
            photo.open("r+b") as both,
            pytest.raises(InvalidArgument, match="also the destination"),
        ):
            signer.sign(both, both, Capture())

    def test_a_stream_for_reading_is_refused(self, signer, photo, out):
        with photo.open("rb") as reading, pytest.raises(InvalidArgument, match="cannot be written"):
            signer.sign(photo.read_bytes(), reading, Capture())

    def test_the_same_path_is_safe(self, signer, engine, photo):
        before = pixels(photo)
        signed = signer.sign(photo, photo, Capture())
        again = signer.sign(str(photo), str(photo), Edit(actions=("c2pa.cropped",)))
        assert again.parent == signed.manifest_label
        assert pixels(photo) == before
        assert names(photo.parent) == ["photo.jpg"]
        assert len(engine.read(Asset.of(photo)).store.manifests) == 2

    def test_the_same_file_through_a_link_is_safe(self, signer, photo, out):
        (out / "link.jpg").symlink_to(photo)
        signer.sign(out / "link.jpg", out / "link.jpg", Capture())
        assert (out / "link.jpg").is_symlink()
        assert names(out) == ["link.jpg"]
        assert names(photo.parent) == ["photo.jpg"]

    def test_leftovers_of_dead_runs_are_swept(self, signer, seal, photo, out):
        left = out / ".a.jpg.0123456789abcdef.provenance-part"
        left.mkdir()
        (left / "output").write_bytes(b"half")
        with Signer(seal) as fresh:
            fresh.sign(photo, out / "a.jpg", Capture())
        assert names(out) == ["a.jpg"]


class TestRefusals:
    """After each of them the folder is as it was."""

    @pytest.fixture(autouse=True)
    def nothing_is_left(self, photo, out):
        (out / "old.jpg").write_bytes(b"old content")
        before = photo.read_bytes()
        yield
        assert names(out) == ["old.jpg"]
        assert (out / "old.jpg").read_bytes() == b"old content"
        assert photo.read_bytes() == before
        assert names(photo.parent) == ["photo.jpg"]

    def test_a_missing_source(self, signer, out):
        with pytest.raises(InputNotFound):
            signer.sign(out / "none.jpg", out / "old.jpg", Capture())

    def test_a_missing_folder(self, signer, photo, out):
        with pytest.raises(InvalidArgument, match="does not exist"):
            signer.sign(photo, out / "none" / "a.jpg", Capture())

    def test_a_format_that_cannot_be_signed(self, signer, out):
        with pytest.raises(UnsupportedFormat):
            signer.sign(b"just words", out / "old.jpg", Capture())

    def test_a_compressed_office_file_comes_with_a_cure(self, signer, out, tmp_path):
        path = tmp_path / "squeezed.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "a" * 1000)
        with pytest.raises(UnsupportedFormat) as caught:
            signer.sign(path, out / "old.jpg", Capture())
        assert caught.value.hint

    def test_history_is_never_dropped_silently(self, signer, photo, out):
        signed = signer.sign(photo, None, Capture()).data
        with pytest.raises(HistoryWouldBeLost):
            signer.sign(signed, out / "old.jpg", Capture())
        fresh = signer.sign(signed, None, Capture(), discard_history=True)
        assert fresh.parent == ""

    def test_an_ingredient_that_cannot_be_read_is_named(self, signer, photo, out, tmp_path):
        damaged = tmp_path / "damaged.mp4"
        damaged.write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"\x00\x00\x00\x08moov" * 2000)
        with pytest.raises((SigningFailed, UnsupportedFormat), match=r"damaged\.mp4"):
            signer.sign(photo, out / "old.jpg", Composite(components=(damaged,)))

    def test_what_the_key_raises_comes_unchanged(self, photo, out):
        class TokenRemoved(Exception):
            pass

        seal, error = new_seal(), TokenRemoved("the token was removed")

        def remove():
            raise error

        seal.before = remove
        with Signer(seal) as signer, pytest.raises(TokenRemoved) as caught:
            signer.sign(photo, out / "old.jpg", Capture())
        assert caught.value is error

    def test_what_progress_raises_comes_unchanged(self, signer, photo, out):
        def tired(phase, done):
            if phase == "verifying":
                raise RuntimeError("tired")

        with pytest.raises(RuntimeError, match="tired"):
            signer.sign(photo, out / "old.jpg", Capture(), progress=tired)

    @pytest.mark.parametrize("patience", [0, 1, 3, 6])
    def test_cancelling_at_any_time(self, signer, photo, out, patience):
        asked = iter(range(patience))
        with pytest.raises(Cancelled):
            signer.sign(
                photo, out / "old.jpg", Capture(), cancelled=lambda: next(asked, None) is None
            )

    def test_a_source_that_changes_meanwhile(self, signer, photo, out):
        before = photo.read_bytes()

        def meddle(phase, done):
            if phase == "placing":
                photo.write_bytes(before + b"more")

        with pytest.raises(SigningFailed, match="changed while"):
            signer.sign(photo, out / "old.jpg", Capture(), progress=meddle)
        photo.write_bytes(before)

    @pytest.mark.parametrize("harm", ["flip", "truncate", "unsigned", "empty", "old"])
    def test_what_does_not_verify_never_appears(self, seal, photo, out, harm):
        with (
            open_engine() as engine,
            Signer(seal, engine=Spoiler(engine, harm)) as signer,
            pytest.raises(SigningFailed),
        ):
            signer.sign(photo, out / "old.jpg", Capture())

    def test_an_update_of_changed_content(self, signer, photo, out):
        data = bytearray(signer.sign(photo, None, Capture()).data)
        data[-1000] ^= 1
        with pytest.raises(SigningFailed, match="dataHash") as caught:
            signer.sign(bytes(data), out / "old.jpg", Update())
        assert "edit instead of an update" in caught.value.hint


class Spoiler:
    """An engine whose writing goes wrong without a word."""

    def __init__(self, engine, harm):
        self._engine, self._harm = engine, harm
        self.version = engine.version
        self.read = engine.read

    def sign(self, definition, source, destination, key, **options):
        store = self._engine.sign(definition, source, destination, key, **options)
        data = bytearray(destination.read_bytes())
        if self._harm == "flip":
            data[-500] ^= 1
        elif self._harm == "truncate":
            data = data[: len(data) // 2]
        elif self._harm == "unsigned":
            data = source.path.read_bytes()
        elif self._harm == "empty":
            data = b""
        elif self._harm == "old":
            other = destination.with_name("other")
            self._engine.sign(definition, source, other, key, **options)
            data = other.read_bytes()
            other.unlink()
        destination.write_bytes(data)
        return store


class TestNotes:
    def test_a_broken_parent_is_recorded_and_said(self, signer, engine, photo, out):
        data = bytearray(signer.sign(photo, None, Capture()).data)
        data[-1000] ^= 1
        signed = signer.sign(bytes(data), out / "a.jpg", Edit(actions=("c2pa.cropped",)))
        assert any("fail (assertion.dataHash.mismatch)" in note for note in signed.notes)
        recorded = engine.read(Asset.of(out / "a.jpg")).store.active.ingredients[0].recorded
        assert "assertion.dataHash.mismatch" in {status.code for status in recorded}

    def test_credentials_elsewhere_are_said(self, signer, corpus):
        signed = signer.sign(corpus / "sdk-fixtures" / "cloud.jpg", None, Capture())
        assert any("were not fetched" in note for note in signed.notes)

    def test_what_is_weak_in_the_chain_is_said_in_one_line(self, seal, photo):
        with Signer(seal) as signer:
            notes = signer.sign(photo, None, Capture()).notes
            assert len(signer.warnings) > 1
        assert [note for note in notes if "official profile" in note] == [
            f"The certificate misses the official profile in {len(signer.warnings)} points: see `provenance keys check`."
        ]

    def test_a_chain_that_cannot_sign_is_refused_with_all_its_faults(self, seal):
        leaf, root = seal.chain_pem.split(b"-----END CERTIFICATE-----\n")[:2]
        end = b"-----END CERTIFICATE-----\n"
        with pytest.raises(CertificateRejected) as caught:
            Signer(replace(seal, chain_pem=root + end + leaf + end))
        assert caught.value.faults

    def test_garbage_is_no_chain(self, seal):
        with pytest.raises(CertificateRejected):
            Signer(replace(seal, chain_pem=b"garbage"))


class TestMetadataAndPicture:
    def test_safe_metadata_is_signed_and_a_position_is_not(self, signer, engine, corpus, out):
        signer.sign(corpus / "photos" / "DSCN0010.jpg", out / "a.jpg", Capture())
        store = engine.read(Asset.of(out / "a.jpg")).store
        stated = assertion(store, "c2pa.metadata")
        assert stated.created
        assert stated.data["tiff:Model"] == "COOLPIX P6000"
        assert "GPS" not in json.dumps(stated.data)
        assert not [s for s in store.active.statuses if "metadata" in s.code]

    def test_a_position_is_signed_when_asked_for(self, seal, engine, corpus, out):
        with Signer(seal, metadata=MetadataChoice(fields=("gps",))) as signer:
            signer.sign(corpus / "photos" / "DSCN0010.jpg", out / "a.jpg", Capture())
        active = engine.read(Asset.of(out / "a.jpg")).store.active
        apart = next(each for each in active.assertions if each.label == "c2pa.metadata__1")
        assert apart.data["exif:GPSLatitude"].endswith("N")

    def test_none_means_none(self, seal, engine, corpus, out):
        with Signer(seal, metadata=MetadataChoice(level="none"), thumbnails=False) as signer:
            signed = signer.sign(corpus / "photos" / "DSCN0010.jpg", out / "a.jpg", Capture())
            assert signer._preparation.reader._process is None
        store = engine.read(Asset.of(out / "a.jpg")).store
        labels = {a.label for a in store.active.assertions}
        assert not {label for label in labels if "metadata" in label or "thumbnail" in label}
        assert not [note for note in signed.notes if "stated" in note]

    def test_a_thumbnail_is_signed(self, signer, engine, corpus, out):
        signer.sign(corpus / "photos" / "DSCN0010.jpg", out / "a.jpg", Capture())
        store = engine.read(Asset.of(out / "a.jpg")).store
        assert any("thumbnail.claim" in a.label for a in store.active.assertions)


class TestManyAtOnce:
    def test_threads_share_one_signer(self, signer, engine, photo, out):
        errors = []

        def work(number):
            try:
                signer.sign(photo, out / f"{number}.jpg", Capture())
            except Exception as error:  # noqa: BLE001
                errors.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert names(out) == [f"{number}.jpg" for number in range(6)]
        labels = {engine.read(Asset.of(path)).store.active.label for path in out.iterdir()}
        assert len(labels) == 6

    def test_progress_only_moves_forward_through_the_phases(self, signer, photo):
        told = []
        signer.sign(photo, None, Capture(), progress=lambda *step: told.append(step))
        phases = list(dict.fromkeys(phase for phase, _ in told))
        assert phases[0] == "looking"
        assert phases[-3:] == ["verifying", "placing", "done"]
        assert all(0.0 <= done <= 1.0 for _, done in told)

    def test_a_closed_signer_leaves_no_process(self, seal, photo):
        with Signer(seal) as signer:
            signer.sign(photo, None, Capture())
            process = (
                signer._preparation.reader._process
                and signer._preparation.reader._process._exiftool._process
            )
        assert process is None or process.poll() is not None


@pytest.mark.parametrize("kind", ["tiff", "dng"])
def test_picture_data_that_would_run_into_the_credentials_is_refused(signer, tmp_path, kind):
    """The end of a TIFF is where the credentials go, and its index may promise more than there is."""
    whole = media.content(kind)
    (cut := tmp_path / "cut.tif").write_bytes(whole[: len(whole) - len(whole) // 4])
    with pytest.raises(SigningFailed, match="could not cover picture data"):
        signer.sign(cut, tmp_path / "out.tif", Capture())
    assert list(tmp_path.iterdir()) == [cut]


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "mp4", "heic", "wav", "pdf", "docx"])
def test_formats_sign_edit_and_update(signer, tmp_path, kind):
    path = media.one(kind, tmp_path)
    first = signer.sign(path, tmp_path / f"1-{path.name}", Capture())
    second = signer.sign(first.path, tmp_path / f"2-{path.name}", Edit(actions=("c2pa.edited",)))
    third = signer.sign(second.path, tmp_path / f"3-{path.name}", Update())
    assert (second.parent, third.parent) == (first.manifest_label, second.manifest_label)
