"""Marking of films: what is kept, what is refused, and that nothing is left behind."""

from __future__ import annotations

import sys

import av
import numpy as np
import pytest
from support.films import Recipe, shown, sound_packets, timing, with_track, write

from provenance.durable.films import mark_film, marking
from provenance.durable.watermark.film import FilmWatermark
from provenance.errors import Cancelled, InvalidArgument, SigningFailed, UnsupportedFormat
from provenance.model.asset import Asset

PAYLOAD = 1 << 60 | 0xFEDCBA987654321
CAMERA = Recipe(
    steps=(3000, 4500, 1500, 6000),
    degrees=90,
    frames=24,
    sound=True,
    metadata=(("title", "A walk"), ("com.apple.quicktime.make", "Acme")),
)


def mark(source, destination, **choices):
    return mark_film(Asset.of(source), destination, PAYLOAD, watermark=FilmWatermark(), **choices)


def payload(path) -> int | None:
    found = FilmWatermark().detect(shown(path))
    return None if found is None else int.from_bytes(found.binding.value, "big")


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    return write(tmp_path_factory.mktemp("films") / "camera.mp4", CAMERA)


@pytest.fixture(scope="module")
def film(camera):
    done = camera.with_name("marked.mp4")
    return done, mark(camera, done)


def test_a_marked_film_carries_its_payload(film):
    path, result = film
    assert payload(path) == PAYLOAD == result.payload
    assert result.frames == CAMERA.frames
    assert result.margin >= 0.0
    assert 0.35 <= result.strength <= 4
    assert result.quality.psnr > 37.3
    assert 0.93 < result.quality.ssim < 1.0


def test_it_looks_like_its_source(camera, film):
    differences = [
        float(np.mean((one.astype(float) - other) ** 2))
        for one, other in zip(shown(camera), shown(film[0]), strict=True)
    ]
    assert 10 * np.log10(255**2 / np.mean(differences)) > 35


def test_sound_timing_and_rotation_are_kept(camera, film):
    assert timing(film[0]) == timing(camera)
    assert {turned for _, turned in timing(film[0])} == {90}
    assert len({shown_at for shown_at, _ in timing(camera)}) == CAMERA.frames
    assert sound_packets(film[0]) == sound_packets(camera)
    assert len(sound_packets(camera)) > 20
    assert film[1].left_out == ()


def test_the_source_may_be_bytes_and_be_marked_only_once(film, tmp_path):
    content = film[0].read_bytes()
    with pytest.raises(InvalidArgument, match=r"carries a mark .* already"):
        mark(content, tmp_path / "again.mp4")
    assert not any(tmp_path.iterdir())


def test_ten_bits_and_the_container_stay(tmp_path):
    source = write(
        tmp_path / "deep.mov", Recipe(codec="libx265", pixel_format="yuv420p10le", frames=16)
    )
    done = tmp_path / "marked.mov"
    mark(source, done)
    assert payload(done) == PAYLOAD
    with av.open(str(done)) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("hevc", "yuv420p10le")
        assert container.metadata["major_brand"].strip() == "qt"


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (Recipe(frames=3, transfer=16), r"it is HDR \(PQ\)"),
        (Recipe(frames=3, transfer=18), r"it is HDR \(HLG\)"),
        (Recipe(frames=3, tracks=2), "it has 2 tracks of pictures"),
        (Recipe(frames=3, codec="mjpeg", pixel_format="yuvj420p"), "its pictures are mjpeg"),
    ],
)
def test_what_would_not_be_kept_is_refused_by_name(tmp_path, recipe, reason):
    source = write(tmp_path / "film.mp4", recipe)
    with pytest.raises(UnsupportedFormat, match=reason):
        mark(source, tmp_path / "marked.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_subtitles_are_copied_and_other_data_is_refused_by_name(tmp_path):
    plain = write(tmp_path / "plain.mp4", Recipe(frames=8, sound=True))
    subtitled = with_track(plain, tmp_path / "subtitled.mp4", "subtitle")
    mark(subtitled, tmp_path / "marked.mp4")
    with av.open(str(tmp_path / "marked.mp4")) as container:
        kinds = [stream.type for stream in container.streams]
        texts = [bytes(packet) for packet in container.demux(subtitles=0) if packet.size]
    assert kinds == ["video", "audio", "subtitle"]
    assert b"\x00\x05hello" in texts
    measured = with_track(plain, tmp_path / "measured.mp4", "data")
    with pytest.raises(UnsupportedFormat, match=r"its data track .* cannot be copied"):
        mark(measured, tmp_path / "refused.mp4")
    assert not (tmp_path / "refused.mp4").exists()


@pytest.mark.corpus
def test_credentials_of_the_source_are_not_copied(corpus, tmp_path):
    source = corpus / "cawg-x509" / "x509-es256-mp4.mp4"
    mark(source, tmp_path / "marked.mp4")
    assert b"jumb" in source.read_bytes()
    assert b"jumb" not in (tmp_path / "marked.mp4").read_bytes()


def test_a_film_without_pictures_and_no_film_at_all_are_refused(tmp_path):
    sound = write(tmp_path / "sound.mp4", Recipe(tracks=0, sound=True))
    for source in (sound, b"no film", camera_cut(tmp_path)):
        with pytest.raises(UnsupportedFormat):
            mark(source, tmp_path / "marked.mp4")
    assert not (tmp_path / "marked.mp4").exists()


def camera_cut(tmp_path) -> bytes:
    whole = write(tmp_path / "whole.mp4", Recipe(frames=5)).read_bytes()
    return whole[: len(whole) // 2]


def test_nothing_is_left_when_the_caller_stops(camera, tmp_path):
    phases = []

    def progress(phase, done):
        phases.append((phase, done))

    with pytest.raises(Cancelled):
        mark(
            camera,
            tmp_path / "marked.mp4",
            progress=progress,
            cancelled=lambda: bool(phases) and phases[-1][0] == "marking" and phases[-1][1] > 0.3,
        )
    assert not any(tmp_path.iterdir())
    assert all(0.0 <= done <= 1.0 for _, done in phases)


def test_nothing_is_left_when_the_mark_cannot_be_read_back(camera, tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "find", lambda frames: next(None for _ in frames))
    with pytest.raises(SigningFailed, match="could not be read back"):
        mark(camera, tmp_path / "marked.mp4")
    assert not any(tmp_path.iterdir())


def test_a_missing_extra_is_one_line(camera, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(InvalidArgument, match=r"pip install \"media-provenance\[durable,video\]\""):
        mark(camera, tmp_path / "marked.mp4")
