"""What files sound like, decoded apart; a decoder is hurt alone, and is not believed blindly."""

from __future__ import annotations

import io
import struct
import time
import wave
from dataclasses import replace

import numpy as np
import pytest
from support import films, hostile, media, recordings, sounds, tunes

from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.guard.heard import fits
from provenance.engine.guard.messages import Answer
from provenance.engine.guard.ward import Ward
from provenance.engine.hearing import RATE, Hearing
from provenance.engine.native.engine import NativeEngine
from provenance.errors import EngineCrashed, InvalidArgument
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.sound import NO_SOUND, Sound

TUNE = tunes.tune(1, seconds=4)
HEARING = Hearing(seconds=1.0)
HONEST = Sound(rate=RATE, samples=bytes(2 * RATE), seconds=3.0)


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def hear(engine, data, **wanted):
    return engine.hear(Asset(name="file", data=data), **wanted)


def likeness(found: Sound) -> float:
    """Correlate with the tune, wherever the padding of an encoder let it begin."""
    samples = np.frombuffer(found.samples, np.int16).astype(float)
    tune = TUNE.astype(float)
    size = len(samples) + len(tune)
    crossed = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tune, size).conj(), size)
    return float(crossed.max() / np.linalg.norm(samples) / np.linalg.norm(tune))


@pytest.mark.parametrize("form", sounds.FORMS)
def test_recordings_of_each_kind_are_heard_alike_here_and_there(engine, form):
    data = sounds.write(TUNE, sounds.FORMS[form])
    found = hear(engine, data)

    assert found.rate == RATE
    assert not found.problem
    assert likeness(found) > 0.97
    assert found.seconds == pytest.approx(4, abs=0.1)
    assert len(found.samples) / 2 / RATE == pytest.approx(4, abs=0.1)
    with NativeEngine() as native:
        assert hear(native, data) == found


def test_no_more_is_heard_than_was_asked_for(engine):
    for form in sounds.FORMS.values():
        found = hear(engine, sounds.write(TUNE, form), seconds=1.5)
        assert len(found.samples) == 2 * int(1.5 * RATE)
        assert found.seconds == pytest.approx(4, abs=0.1)


def test_the_sound_of_a_film_is_heard(engine, tmp_path):
    film = films.write(tmp_path / "film.mp4", films.Recipe(frames=24, sound=True))
    found = hear(engine, film.read_bytes())
    assert found.samples
    assert hear(engine, recordings.mp4()).problem == NO_SOUND


def test_a_tag_before_a_recording_is_passed_over(engine):
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10)
    for form in ("mp3", "flac"):
        assert likeness(hear(engine, tag + sounds.write(TUNE, sounds.FORMS[form]))) > 0.97


@pytest.mark.parametrize("name", ["jpeg", "png", "pdf", "svg", "gif"])
def test_what_is_no_recording_has_no_sound(engine, name):
    assert hear(engine, media.content(name)) == Sound(problem=NO_SOUND)


@pytest.mark.parametrize("seconds", [0, -1.0, float("nan"), float("inf"), 1e9])
def test_what_cannot_be_had_is_refused_before_anything_is_read(engine, seconds):
    with pytest.raises(InvalidArgument, match="cannot be heard"):
        hear(engine, b"", seconds=seconds)


def test_the_bytes_of_sound_are_bounded():
    with NativeEngine(Limits(shown_bytes=2 * RATE)) as engine:
        assert hear(engine, recordings.wav(), seconds=1.0).samples
        with pytest.raises(InvalidArgument):
            hear(engine, recordings.wav(), seconds=1.1)


LIES = {
    "too much": replace(HONEST, samples=bytes(2 * RATE + 2)),
    "half a sample": replace(HONEST, samples=bytes(2 * RATE - 1)),
    "another rate": replace(HONEST, rate=44_100),
    "no length": replace(HONEST, seconds=float("nan")),
    "ages": replace(HONEST, seconds=1e12),
    "less than nothing": replace(HONEST, seconds=-1.0),
    "sound and a problem": replace(HONEST, problem="it cannot be decoded"),
    "neither": Sound(),
    "a rate of nothing": Sound(rate=RATE, problem=NO_SOUND),
    "a long story": Sound(problem="a" * 201),
    "orders to a terminal": Sound(problem="\x1b[2J"),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_cannot_be_is_not_used(engine, monkeypatch, lie):
    assert fits(HONEST, HEARING)
    assert fits(Sound(problem=NO_SOUND), HEARING)
    assert not fits(LIES[lie], HEARING)

    hear(engine, recordings.wav())
    before = engine._viewer.child.pid
    with monkeypatch.context() as taken_over:
        taken_over.setattr(Ward, "ask", lambda *_: Answer(sound=LIES[lie]))
        with pytest.raises(EngineCrashed, match="an answer that cannot be"):
            hear(engine, recordings.wav(), seconds=1.0)
    assert hear(engine, recordings.wav()).samples
    assert engine._viewer.child.pid != before


def wav_that_says(**said):
    """Return a second of sound whose header says something else (RIFF, "fmt " chunk)."""
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(TUNE[:RATE].tobytes())
    data = bytearray(out.getvalue())
    places = {"channels": (22, "<H"), "rate": (24, "<I"), "align": (32, "<H"), "length": (40, "<I")}
    for name, value in said.items():
        at, form = places[name]
        struct.pack_into(form, data, at, value)
    return bytes(data)


@pytest.mark.parametrize(
    "said",
    [
        {"rate": 0},
        {"rate": 1},
        {"rate": 2_000},
        {"rate": 2**31 - 1},
        {"rate": 2**32 - 1},
        {"channels": 0},
        {"channels": 65_535},
        {"channels": 64, "align": 128},
        {"align": 0},
        {"length": 2**32 - 1},
        {"rate": 1, "channels": 255, "align": 510},
    ],
    ids=str,
)
def test_a_header_that_lies_costs_little(engine, said):
    started = time.monotonic()
    found = hear(engine, wav_that_says(**said))
    assert bool(found.samples) is not bool(found.problem)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "file",
    [
        hostile.greedy_mp3,
        lambda: hostile.crowded_mp4(100_000),
        lambda: hostile.nested_mp4(10_000),
        lambda: b"ID3\x04\x00\x10\x7f\x7f\x7f\x7f" * 50,
        lambda: b"OggS" + bytes(5000),
        lambda: b"fLaC\x00\x00\x00\x22" + b"\xff" * 5000,
        lambda: b"RIFF\xff\xff\xff\xffWAVE" + b"\xff" * 5000,
        lambda: b"\xff\xfb\x90\x00" * 20_000,
        lambda: b"\xff\xf1\x50\x80\x00\xff\xfc" * 20_000,
    ],
)
def test_files_that_are_built_to_hurt_are_answered(engine, file):
    started = time.monotonic()
    found = hear(engine, file(), seconds=600)
    assert bool(found.samples) is not bool(found.problem)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("form", sounds.FORMS)
def test_damaged_recordings_are_heard_as_far_as_it_goes_or_say_why_not(engine, form):
    chance = np.random.default_rng(1)
    data = sounds.write(TUNE, sounds.FORMS[form])
    for _ in range(12):
        broken = np.frombuffer(data, np.uint8).copy()
        broken[chance.integers(0, len(broken), 40)] = chance.integers(0, 256, 40)
        found = hear(engine, broken.tobytes()[: chance.integers(100, len(broken))])
        assert bool(found.samples) is not bool(found.problem)


def test_references_to_other_files_are_not_followed(engine, tmp_path):
    other = tmp_path / "other.wav"
    other.write_bytes(recordings.wav())
    for text in (f"#EXTM3U\n#EXTINF:1,\n{other}\n", f"ffconcat version 1.0\nfile '{other}'\n"):
        assert hear(engine, text.encode()).problem == NO_SOUND
