"""The short way for frames: room, hash and signature by the library's own functions, or not at all."""

from __future__ import annotations

import hashlib
import io
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import pytest
from PIL import Image
from support import definitions, media
from support.engine_room import failures

from provenance import open_credential
from provenance.engine.containers import jpeg
from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.native import embedding
from provenance.model.asset import Asset
from provenance.model.definition import Thumbnail
from provenance.model.status import StatusKind
from provenance.pki.issuing import development

MOST = 1_000


@pytest.fixture
def embedder(native, seal):
    embedder = native.embedder(seal)
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def frame() -> bytes:
    return media.content("jpeg")


@dataclass(frozen=True)
class Signed:
    data: bytes
    start: int
    length: int
    credentials: bytes


def put(embedder, definition, frame) -> Signed | None:
    room = embedder.room(definition, frame)
    if room is None:
        return None
    with closing(room):
        credentials = room.sign(hashlib.sha256(frame).digest())
    data = room.filled(credentials)
    return Signed(data, room.start, room.length, credentials)


def saved(**options) -> bytes:
    written = io.BytesIO()
    media.drawing(320, 240).save(written, "JPEG", **options)
    return written.getvalue()


def with_segment(frame: bytes, marker: int, payload: bytes) -> bytes:
    head = bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big")
    return frame[:2] + head + payload + frame[2:]


def test_the_engine_finds_its_signature_and_the_content_whole(native, embedder, frame):
    made = put(embedder, definitions.capture("image/jpeg"), frame)
    read = native.read(Asset.of(made.data))

    assert failures(read.store.active) == set()
    said = {status.code for status in read.store.active.statuses}
    assert {"claimSignature.validated", "assertion.dataHash.match"} <= said
    assert made.data[: made.start] + made.data[made.start + made.length :] == frame
    assert embedder.read(made.credentials).label == read.store.active.label


def test_what_it_reads_says_nothing_of_the_content(embedder, frame):
    active = embedder.read(put(embedder, definitions.capture("image/jpeg"), frame).credentials)

    assert "claimSignature.validated" in {
        s.code for s in active.statuses if s.kind is StatusKind.SUCCESS
    }
    assert not any("dataHash" in status.code for status in active.statuses)


def test_a_picture_of_the_apps_own_goes_in(native, embedder, frame):
    small = Thumbnail(media_type="image/jpeg", data=saved())
    made = put(embedder, definitions.capture("image/jpeg", thumbnail=small), frame)

    labels = {each.label for each in native.read(Asset.of(made.data)).store.active.assertions}
    assert "c2pa.thumbnail.claim" in labels
    assert small.data in made.data


def test_credentials_of_several_segments_are_read_whole(native, embedder, frame):
    noise = io.BytesIO()
    Image.effect_noise((600, 400), 90).save(noise, "JPEG", quality=95)
    assert len(noise.getvalue()) > 2 << 16, "it has to fill more than one segment"
    small = Thumbnail(media_type="image/jpeg", data=noise.getvalue())
    made = put(embedder, definitions.capture("image/jpeg", thumbnail=small), frame)

    assert failures(native.read(Asset.of(made.data)).store.active) == set()


def test_jfif_stays_first_and_exif_goes_after(embedder, native):
    for frame, start in ((saved(), 20), (with_segment(saved(), 0xE1, b"Exif\0\0"), 2)):
        made = put(embedder, definitions.capture("image/jpeg"), frame)
        assert made.start == start
        assert failures(native.read(Asset.of(made.data)).store.active) == set()


@pytest.mark.parametrize("name", ["png", "heic", "dng", "mp4", "webp"])
def test_other_formats_take_the_long_way(embedder, name):
    kind = {"heic": "image/heic", "dng": "image/x-adobe-dng", "mp4": "video/mp4"}
    definition = definitions.capture(kind.get(name, f"image/{name}"))
    assert put(embedder, definition, media.content(name)) is None


def test_frames_that_may_have_a_history_take_the_long_way(embedder, frame):
    definition = definitions.capture("image/jpeg")
    signed = put(embedder, definition, frame).data
    remote = with_segment(frame, 0xE1, b'x <rdf dcterms:provenance="https://example.org/a"/>')

    assert put(embedder, definition, signed) is None
    assert put(embedder, definition, remote) is None
    assert put(embedder, definition, b"\xff\xd9 no frame") is None


def test_what_the_key_raises_comes_unchanged_and_the_next_frame_is_signed(native, seal, frame):
    class Broken(Exception):
        pass

    def fail():
        raise Broken("the token was pulled out")

    seal_of_mine = type(seal)(key=seal.key, chain_pem=seal.chain_pem, before=fail)
    embedder = native.embedder(seal_of_mine)
    definition = definitions.capture("image/jpeg")
    with pytest.raises(Broken, match="pulled out"):
        put(embedder, definition, frame)
    seal_of_mine.before = lambda: None
    assert put(embedder, definition, frame) is not None


def test_each_thread_gets_its_own_failure(native, seal, frame):
    together = threading.Barrier(2, timeout=20)

    def meet():
        together.wait()
        if "unlucky" in threading.current_thread().name:
            raise ValueError("unlucky")

    mine = type(seal)(key=seal.key, chain_pem=seal.chain_pem)
    embedder = native.embedder(mine)
    definition = definitions.capture("image/jpeg")
    mine.before = meet
    with (
        ThreadPoolExecutor(1, "lucky") as one,
        ThreadPoolExecutor(1, "unlucky") as other,
    ):
        for _ in range(5):
            good = one.submit(put, embedder, definition, frame)
            bad = other.submit(put, embedder, definition, frame)
            assert isinstance(bad.exception(timeout=30), ValueError)
            assert good.result(timeout=30) is not None


def test_the_room_is_filled_to_its_last_byte(embedder, frame):
    """Zeros behind the box, within its segment, make another verifier see no credentials."""
    made = put(embedder, definitions.capture("image/jpeg"), frame)
    box = int.from_bytes(made.data[made.start + 12 : made.start + 16], "big")
    assert 12 + box == made.length


@pytest.mark.parametrize("algorithm", ["es256", "es384", "es512", "ps256", "ps512", "ed25519"])
def test_the_key_is_asked_once_for_each_frame(native, tmp_path, frame, algorithm):
    keys = development.create(tmp_path / "keys", algorithm=algorithm)
    asked = []

    class Counting:
        def __init__(self, credential):
            self.algorithm, self.chain_pem = credential.algorithm, credential.chain_pem
            self._sign = credential.sign

        def sign(self, data):
            asked.append(len(data))
            return self._sign(data)

    embedder = native.embedder(Counting(open_credential(keys.chain, keys.key)))
    titles = ("a.jpg", "b.jpg", "long name.jpg", "ä.jpg", 'a"b.jpg', "\\", "")
    for title in titles:
        made = put(embedder, definitions.capture("image/jpeg", title=title), frame)
        assert failures(native.read(Asset.of(made.data)).store.active) == set()
    assert len(asked) == len(titles)
    embedder.close()


def test_nothing_of_a_frame_is_kept_after_it(native, seal, frame):
    made = []

    class Remembering:
        algorithm, chain_pem = seal.algorithm, seal.chain_pem

        def sign(self, data):
            made.append(seal.sign(data))
            return made[-1]

    embedder = native.embedder(Remembering())
    for title in ("a.jpg", "b.jpg", "c.jpg"):
        put(embedder, definitions.capture("image/jpeg", title=title), frame)
    made.append(seal.sign(b"for nobody else"))
    *signed, alone = map(sys.getrefcount, made)
    assert signed == [alone] * 3
    embedder.close()


def test_a_library_without_the_functions_offers_no_short_way(native, seal, monkeypatch):
    monkeypatch.setattr(embedding, "_SIGN", "c2pa_builder_not_there")
    assert native.embedder(seal) is None


def test_the_guarded_engine_offers_the_same_and_starts_no_child(seal, frame):
    with GuardedEngine() as engine:
        embedder = engine.embedder(seal)
        assert put(embedder, definitions.capture("image/jpeg"), frame) is not None
        assert engine._reader.child is None
        embedder.close()


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"quality": 30}, {"optimize": True, "comment": b"hello"}]
)
def test_whole_pictures(options):
    assert jpeg.is_whole(saved(**options), most_segments=MOST)


@pytest.mark.parametrize(
    "damage",
    [
        lambda f: f[:-2],
        lambda f: f[:-1],
        lambda f: f + b"\0",
        lambda f: f[: len(f) // 2],
        lambda f: f[:2] + f[-2:] * 2,
        lambda f: f[:4] + b"\0\1" + f[6:],
        lambda f: f[:4] + b"\xff\xff" + f[6:200],
        lambda f: b"\xff\xd8",
    ],
)
def test_pictures_that_are_not_whole(damage):
    assert not jpeg.is_whole(damage(saved()), most_segments=MOST)


def test_looking_for_the_end_is_bounded():
    many = saved()[:2] + b"\xff\xe4\0\2" * 50 + saved()[2:]
    assert jpeg.is_whole(many, most_segments=MOST)
    assert not jpeg.is_whole(many, most_segments=50)
