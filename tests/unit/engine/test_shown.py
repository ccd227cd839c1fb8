"""Files that hurt a decoder hurt its child only, and what that child says is not believed blindly."""

from __future__ import annotations

import io
import os
import signal
import struct
import threading
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from support import boxes, hostile, media, recordings

from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.guard.messages import Answer
from provenance.engine.guard.shown import fits
from provenance.engine.guard.ward import Ward
from provenance.engine.sight import LONGEST_SECONDS, Sight
from provenance.errors import EngineCrashed, LimitReached
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.frames import Frame, Raster, Showing

SIGHT = Sight(side=8, frames=2)
HONEST = Showing(
    frames=(
        Frame(raster=Raster(width=8, height=2, pixels=bytes(48))),
        Frame(raster=Raster(width=8, height=2, pixels=bytes(48)), seconds=1.5),
    ),
    width=80,
    height=20,
    seconds=3.0,
)


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def show(engine, data, side=64, **wanted):
    return engine.show(Asset(name="file", data=data), side=side, **wanted)


def with_first(**changes):
    first, second = HONEST.frames
    return replace(HONEST, frames=(replace(first, **changes), second))


def with_raster(**changes):
    return with_first(raster=replace(HONEST.frames[0].raster, **changes))


LIES = {
    "too wide": with_raster(width=9, height=1, pixels=bytes(27)),
    "too high": with_raster(width=1, height=9, pixels=bytes(27)),
    "nothing": with_raster(width=0, height=0, pixels=b""),
    "less than nothing": with_raster(width=-8, height=-2),
    "too few pixels": with_raster(pixels=bytes(47)),
    "too many pixels": with_raster(pixels=bytes(49)),
    "too many frames": replace(
        HONEST, frames=(*HONEST.frames, replace(HONEST.frames[0], seconds=2.0))
    ),
    "times that go back": with_first(seconds=1.6),
    "the same time twice": with_first(seconds=1.5),
    "a time before the start": with_first(seconds=-0.1),
    "no time": with_first(seconds=float("nan")),
    "a film without end": replace(HONEST, seconds=float("inf")),
    "a film of ages": replace(HONEST, seconds=2 * LONGEST_SECONDS),
    "a film of no length": replace(HONEST, seconds=float("nan")),
    "a picture too large": replace(HONEST, width=1 << 20, height=1 << 20),
    "a picture turned inside out": replace(HONEST, width=-80, height=-20),
    "frames and a problem": replace(HONEST, problem="it cannot be decoded"),
    "neither frames nor a problem": Showing(),
    "a long story": Showing(problem="a" * 201),
    "orders to a terminal": Showing(problem="\x1b[2J"),
    "two lines": Showing(problem="it cannot be decoded\nTRUSTED"),
}


def test_an_honest_answer_fits():
    assert fits(HONEST, SIGHT, Limits())
    assert fits(Showing(problem="it cannot be decoded"), SIGHT, Limits())


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_cannot_be_is_not_used(lie, engine, monkeypatch):
    assert not fits(LIES[lie], SIGHT, Limits())

    show(engine, media.content("png"))
    before = engine._viewer.child.pid
    with monkeypatch.context() as taken_over:
        taken_over.setattr(Ward, "ask", lambda *_: Answer(showing=LIES[lie]))
        with pytest.raises(EngineCrashed, match="an answer that cannot be"):
            show(engine, media.content("png"), side=8, frames=2)
    assert show(engine, media.content("png")).frames
    assert engine._viewer.child.pid != before  # what lied once is not asked again


def png_that_says(width, height):
    """Return a small picture whose header says that it is a large one."""
    picture = bytearray(media.content("png"))
    picture[16:24] = struct.pack(">2I", width, height)
    picture[29:33] = struct.pack(">I", zlib.crc32(picture[12:29]))
    return bytes(picture)


def test_a_bomb_is_not_decoded(engine):
    for bomb in (png_that_says(65_535, 65_535), png_that_says(2**31 - 1, 2**31 - 1)):
        assert show(engine, bomb).problem in {
            "it has more pixels than Limits.picture_pixels",
            "the picture's header is damaged",
        }
    assert show(engine, png_that_says(4_000, 3_000)).problem == "it cannot be decoded"


def film_that_says(width, height):
    """Return a film whose stream and sample description say that its picture is large."""
    film = recordings.mp4()
    for old, new in (
        (struct.pack(">2H", 64, 48), struct.pack(">2H", width, height)),
        (struct.pack(">2I", 64 << 16, 48 << 16), struct.pack(">2I", width << 16, height << 16)),
    ):
        assert old in film
        film = film.replace(old, new)
    return film


def test_a_film_whose_header_lies_shows_what_it_holds_or_says_why_not(engine):
    found = show(engine, film_that_says(32_000, 32_000))

    assert found.problem or (found.width, found.height) == (64, 48)


def lasting(film, *, seconds):
    """Return a film that says it lasts so long (ISO/IEC 14496-12, 8.2.2, 8.3.2 and 8.4.2)."""
    film = bytearray(film)
    for kind, scale, at in ((b"mvhd", 16, 20), (b"mdhd", 16, 20), (b"tkhd", None, 24)):
        start = film.index(kind)
        unit = 1000
        if scale is not None:
            unit = int.from_bytes(film[start + scale : start + scale + 4], "big")
        said = min(seconds * unit, 2**32 - 2)
        film[start + at : start + at + 4] = struct.pack(">I", said)
    return bytes(film)


@pytest.mark.parametrize("seconds", [0, 1, 100, 10**6, 10**9])
def test_a_film_that_lies_about_its_length_ends_where_it_ends(engine, seconds):
    started = time.monotonic()
    found = show(engine, lasting(recordings.mp4(), seconds=seconds), frames=8)

    assert found.frames
    assert all(frame.seconds <= 0.5 for frame in found.frames)
    assert time.monotonic() - started < 10


def test_references_to_other_files_are_not_followed(engine, tmp_path):
    other = tmp_path / "other.mp4"
    other.write_bytes(recordings.mp4())
    playlist = f"#EXTM3U\n#EXTINF:1,\n{other}\n#EXT-X-ENDLIST\n".encode()
    listing = f"ffconcat version 1.0\nfile '{other}'\n".encode()

    for text in (playlist, listing):
        assert show(engine, text).problem == "there is no decoder for this type of picture"


@pytest.mark.parametrize(
    "file",
    [
        lambda: hostile.crowded_png(100_000),
        lambda: hostile.crowded_gif(100_000),
        lambda: hostile.crowded_jpeg(100_000),
        hostile.circular_tiff,
        lambda: hostile.fanning_tiff(200),
        lambda: hostile.crowded_mp4(100_000),
        lambda: hostile.nested_mp4(10_000),
        hostile.greedy_mp3,
        lambda: boxes.box(b"ftyp", b"isom") + boxes.large_header(b"moov", 1 << 62),
    ],
)
def test_files_that_are_built_to_hurt_are_answered(engine, file):
    started = time.monotonic()
    found = show(engine, file(), frames=3)

    assert bool(found.frames) is not bool(found.problem)
    assert time.monotonic() - started < 10


def test_a_decoder_that_hangs_is_stopped_and_the_next_picture_is_shown():
    with GuardedEngine(Limits(wall_seconds=3)) as engine:
        show(engine, media.content("jpeg"))
        hangs = engine._viewer.child.pid
        os.kill(hangs, signal.SIGSTOP)
        with pytest.raises(LimitReached) as stopped:
            show(engine, media.content("jpeg"))
        assert stopped.value.limit == "wall_seconds"
        assert not Path(f"/proc/{hangs}").exists()
        assert show(engine, media.content("png")).frames


def test_the_memory_of_the_decoder_is_bounded():
    large = io.BytesIO()
    Image.new("RGB", (9_000, 9_000)).save(large, "WEBP", lossless=True, method=0, quality=0)
    with GuardedEngine(Limits(memory_bytes=300 << 20)) as engine:
        assert show(engine, media.content("webp")).frames
        try:
            found = show(engine, large.getvalue())
        except (LimitReached, EngineCrashed):
            found = Showing(problem="it was stopped")
        assert found.problem
        assert show(engine, media.content("webp")).frames


def test_a_decoder_that_dies_is_an_error_and_leaves_the_others_alone(engine):
    data = media.content("jpeg")
    asset = Asset(name="file", data=data)
    show(engine, data)
    engine.look(asset, picture=True)
    viewer, looker = engine._viewer.child, engine._looker.child.pid
    os.kill(viewer.pid, signal.SIGSTOP)
    killer = threading.Timer(0.5, os.kill, (viewer.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineCrashed, match="SIGKILL"):
        show(engine, data)
    killer.join()

    assert show(engine, data).frames
    assert engine._viewer.child.pid != viewer.pid
    assert engine._looker.child.pid == looker


def test_no_decoder_starts_before_something_is_to_be_shown():
    with GuardedEngine(looks=True) as engine:
        engine.look(Asset(name="file", data=media.content("jpeg")), picture=True)
        assert engine._viewer.child is None
        show(engine, media.content("jpeg"))
        before = engine._viewer.child.pid
    assert not Path(f"/proc/{before}").exists()


@pytest.mark.corpus
@pytest.mark.slow
def test_every_real_file_is_shown_alike_here_and_there_or_says_why_not(engine, corpus):
    from provenance.engine.native.engine import NativeEngine  # noqa: PLC0415  # one test only

    shown = 0
    with NativeEngine() as native:
        for path in sorted(each for each in corpus.rglob("*") if each.is_file()):
            wanted = {"side": 256, "frames": 3}
            found = engine.show(Asset.of(path), **wanted)
            assert found == native.show(Asset.of(path), **wanted), path
            assert bool(found.frames) is not bool(found.problem)
            shown += bool(found.frames)
    assert shown >= 90
