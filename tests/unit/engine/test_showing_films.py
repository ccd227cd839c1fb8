"""Frames of a film are those that were asked for, upright, at their times, and no more is decoded."""

from __future__ import annotations

import io
import struct
import sys
from fractions import Fraction

import pytest
from PIL import Image
from support import boxes, media, recordings
from support.scenes import saved

from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.looking import films, frames
from provenance.engine.native.engine import NativeEngine
from provenance.limits import Limits
from provenance.model.asset import Asset

av = pytest.importorskip("av", reason="PyAV is not installed")

FILMS = {
    "mp4": recordings.mp4,
    "fragmented_mp4": recordings.fragmented_mp4,
    "mov": recordings.mov,
    "m4v": recordings.m4v,
    "avi": recordings.avi,
    "webm": lambda: recordings.film("webm", "libvpx"),
    "mkv": lambda: recordings.film("matroska", "mpeg4"),
    "h264": lambda: recordings.film("mp4", "libx264"),
    "h265": lambda: recordings.film("mp4", "libx265"),
}
RATE, LENGTH = 24, 0.5
SQUARE = (0, 8, 12, 24)  # where it lies in the first frame; it moves by 4 pixels


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def show(engine, data, side=64, **wanted):
    return engine.show(Asset(name="film", data=data), side=side, **wanted)


def image(frame):
    return Image.frombytes("RGB", (frame.raster.width, frame.raster.height), frame.raster.pixels)


def square(frame):
    """Return the bounds of the red square."""
    return image(frame).getchannel("G").point(lambda value: 255 * (value < 140)).getbbox()


def number(frame):
    """Return which frame of the recording this is, by where its square is."""
    return round((square(frame)[0] - SQUARE[0]) / 4)


def turned(film, signs):
    """Return a film whose matrix turns or mirrors it (ISO/IEC 14496-12, 8.3.2)."""
    a, b, c, d = (sign << 16 for sign in signs)
    at = film.index(b"tkhd") + 44
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return film[:at] + matrix + film[at + len(matrix) :]


@pytest.mark.parametrize("kind", FILMS)
def test_every_kind_of_film_is_shown_by_the_child_as_by_this_process(engine, kind):
    film = FILMS[kind]()
    found = show(engine, film, frames=4)
    with NativeEngine() as native:
        assert show(native, film, frames=4) == found

    assert found.problem == ""
    assert (found.width, found.height) == (64, 48)
    assert found.seconds == pytest.approx(LENGTH, abs=0.05)
    assert len(found.frames) == 4
    for frame in found.frames:
        assert number(frame) == pytest.approx(frame.seconds * RATE, abs=0.6)


@pytest.mark.parametrize("kind", FILMS)
def test_a_run_of_frames_leaves_none_out(engine, kind):
    found = show(engine, FILMS[kind](), frames=5, start=0.2, every=0.0)

    numbers = [number(frame) for frame in found.frames]
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    assert found.frames[0].seconds == pytest.approx(0.2, abs=1.5 / RATE)


def test_frames_at_equal_steps_are_the_next_ones(engine):
    found = show(engine, recordings.mp4(), frames=9, every=0.1)

    assert [number(frame) for frame in found.frames] == [0, 3, 5, 8, 10]


def test_frames_that_are_spread_come_from_equal_parts(engine):
    found = show(engine, recordings.mp4(), frames=3)

    assert [int(frame.seconds / (LENGTH / 3)) for frame in found.frames] == [0, 1, 2]


def test_one_frame_is_enough(engine):
    (frame,) = show(engine, recordings.mp4()).frames

    assert 0 < frame.seconds < LENGTH


def test_all_frames_are_shown_once_when_more_are_wanted(engine):
    found = show(engine, recordings.mp4(), frames=40, every=0.0)

    assert [number(frame) for frame in found.frames] == list(range(recordings.FRAMES))


def test_a_film_that_ends_before_the_start_shows_its_last_frame(engine):
    (frame,) = show(engine, recordings.mp4(), frames=3, start=60.0, every=1.0).frames

    assert number(frame) == recordings.FRAMES - 1


def test_key_frames_spare_decoding_what_lies_between(monkeypatch):
    decoded = []
    time = frames.Reel._time
    monkeypatch.setattr(
        frames.Reel, "_time", lambda reel, frame: decoded.append(frame) or time(reel, frame)
    )
    with NativeEngine() as native:
        found = show(native, long_film(), frames=4)

    assert [frame.seconds for frame in found.frames] == pytest.approx([1, 4, 7, 10], abs=0.1)
    assert len(decoded) < 24


def long_film(seconds=12):
    """Return a film with a key frame each second."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("mpeg4", rate=8)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.gop_size = 8
        stream.options = {"sc_threshold": "1000000000"}
        for count in range(8 * seconds):
            picture = Image.new("RGB", (64, 48), (count * 2, 90, 40))
            target.mux(stream.encode(av.VideoFrame.from_image(picture)))
        target.mux(stream.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("signs", "size", "where"),
    [
        ((1, 0, 0, 1), (64, 48), (0, 8, 12, 24)),
        ((-1, 0, 0, 1), (64, 48), (52, 8, 64, 24)),
        ((-1, 0, 0, -1), (64, 48), (52, 24, 64, 40)),
        ((1, 0, 0, -1), (64, 48), (0, 24, 12, 40)),
        ((0, 1, 1, 0), (48, 64), (8, 0, 24, 12)),
        ((0, 1, -1, 0), (48, 64), (24, 0, 40, 12)),
        ((0, -1, -1, 0), (48, 64), (24, 52, 40, 64)),
        ((0, -1, 1, 0), (48, 64), (8, 52, 24, 64)),
        ((1, 1, -1, 1), (64, 48), (0, 8, 12, 24)),  # no quarter turn: left as it is
    ],
)
def test_a_film_is_set_upright(engine, signs, size, where):
    found = show(engine, turned(recordings.mp4(), signs), every=0.0)

    assert (found.width, found.height) == size
    assert square(found.frames[0]) == pytest.approx(where, abs=1.5)


def test_frames_are_reduced(engine):
    found = show(engine, recordings.mp4(), side=20, frames=2)

    assert (found.width, found.height) == (64, 48)
    assert {image(frame).size for frame in found.frames} == {(20, 15)}
    upright = show(engine, turned(recordings.mp4(), (0, 1, -1, 0)), side=20)
    assert image(upright.frames[0]).size == (15, 20)


def coloured(**settings):
    """Return a film of one colour on the left, another on the right."""
    picture = Image.new("RGB", (64, 64), (30, 90, 200))
    picture.paste((200, 60, 40), (32, 0, 64, 64))
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=8, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for name, value in settings.items():
            setattr(stream.codec_context, name, value)
        frame = av.VideoFrame.from_image(picture)
        if "colorspace" in settings:
            frame = frame.reformat(format="yuv420p", dst_colorspace=settings["colorspace"])
        target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


@pytest.mark.parametrize("matrix", [1, 5])  # ITU-R BT.709 and BT.601 (ISO/IEC 23091-2)
def test_colours_are_those_of_the_picture(engine, matrix):
    shown = image(show(engine, coloured(colorspace=matrix, color_range=1)).frames[0])

    for place, colour in (((8, 32), (30, 90, 200)), ((56, 32), (200, 60, 40))):
        assert shown.getpixel(place) == pytest.approx(colour, abs=4)


def test_pixels_that_are_not_square_are_seen_square(engine):
    found = show(engine, coloured(sample_aspect_ratio=2))

    assert (found.width, found.height) == (64, 64)
    assert image(found.frames[0]).size == (64, 32)


def test_a_film_that_says_nothing_of_its_length_is_shown_second_by_second(engine):
    out = io.BytesIO()
    whole = io.BytesIO(long_film())
    with av.open(whole) as source, av.open(NoSeeking(out), "w", format="webm") as target:
        stream = target.add_stream("libvpx", rate=8)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for frame in source.decode(video=0):
            frame.pts, frame.time_base = round(frame.time * 8), Fraction(1, 8)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    found = show(engine, out.getvalue(), frames=4)

    assert [frame.seconds for frame in found.frames] == pytest.approx([0, 1, 2, 3], abs=0.2)


class NoSeeking:
    """What a muxer cannot go back in, as when a film is sent while it is made."""

    def __init__(self, out):
        self.write = out.write


def test_sound_alone_shows_nothing(engine):
    assert show(engine, recordings.m4a()).problem == "it has no moving picture"


def test_a_rare_decoder_is_not_used(engine):
    film = recordings.film("matroska", "ffv1")

    assert show(engine, film).problem == "there is no decoder for this type of film"


@pytest.mark.parametrize("kind", FILMS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_film_that_breaks_off_shows_what_is_there_or_says_why_not(engine, kind, share):
    film = FILMS[kind]()
    found = show(engine, film[: int(share * len(film))], frames=3)

    assert bool(found.frames) is not bool(found.problem)


def test_a_damaged_packet_is_passed_over(engine):
    film = bytearray(recordings.avi())
    at = film.index(b"00dc", film.index(b"movi")) + 8
    film[at : at + 400] = b"\xff" * 400
    found = show(engine, bytes(film), frames=20, every=0.0)

    assert [number(frame) for frame in found.frames] == list(range(1, recordings.FRAMES))


def test_a_film_of_too_many_pixels_is_not_decoded():
    with GuardedEngine(Limits(picture_pixels=3_000)) as engine:
        found = show(engine, recordings.mp4())

    assert found.problem == "it has more pixels than Limits.picture_pixels"


def test_frames_that_are_larger_than_the_header_says_are_passed_over():
    film = growing_film()
    with GuardedEngine() as engine:
        assert len(show(engine, film, frames=9, every=0.0).frames) == 6
    with GuardedEngine(Limits(picture_pixels=4_000)) as engine:
        found = show(engine, film, frames=9, every=0.0)

    assert (found.width, found.height) == (64, 48)
    assert len(found.frames) == 1


def growing_film():
    """Return a film of one small frame and five large ones."""
    film = recordings.avi()
    movie = film.index(b"movi") - 8
    frames = [saved(Image.new("RGB", (64, 48)))] + [media.photo(640, 480)] * 5
    chunks = b"".join(boxes.chunk(b"00dc", frame) for frame in frames)
    return boxes.chunk(b"RIFF", film[8:movie] + boxes.chunk(b"LIST", b"movi" + chunks))


def test_no_more_pixels_of_a_film_are_decoded_than_allowed():
    film = long_film()
    with GuardedEngine(Limits(film_pixels=20 << 16)) as engine:
        found = show(engine, film, frames=96, every=0.0)

    assert 10 <= len(found.frames) <= 20


def test_a_film_is_told_from_a_picture_without_looking_far():
    named = {name: films.demuxer(io.BytesIO(make())) for name, make in FILMS.items()}

    assert {named.pop("webm"), named.pop("mkv")} == {"matroska"}
    assert named.pop("avi") == "avi"
    assert set(named.values()) == {"mov"}
    for kind in ("avif", "heic", "heif", "jpeg", "webp", "wav", "pdf"):
        assert films.demuxer(io.BytesIO(media.content(kind))) is None


def test_without_the_extra_the_answer_says_what_to_install(monkeypatch):
    film = recordings.mp4()
    monkeypatch.setitem(sys.modules, "av", None)
    with NativeEngine() as native:
        found = show(native, film)

    assert found.problem == "PyAV is not installed (pip install media-provenance[video])"
