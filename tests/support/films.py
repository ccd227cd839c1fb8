"""Small films made on the spot: a moving texture, and whatever else a test asks for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = 90_000
SIZE = (512, 288)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a film is like; its first frames, `opening`, are those of seed 1 in any case."""

    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    steps: tuple[int, ...] = (3000,)
    frames: int = 45
    seed: int = 1
    opening: int = 0
    degrees: int = 0
    transfer: int = 0
    sound: bool = False
    tracks: int = 1
    metadata: tuple[tuple[str, str], ...] = ()


def texture(number: int, *, seed: int = 1) -> np.ndarray:
    """Return a frame of a camera that pans over soft and fine texture."""
    random = np.random.default_rng(seed)
    width, height = SIZE
    scene = sum(
        size
        * cv2.resize(random.normal(0, 1, (height // size, 2 * width // size)), (2 * width, height))
        for size in (2, 6, 24)
    )
    shifted = np.roll(scene, -3 * number, 1)[:, :width]
    gray = np.clip(120 + 2.5 * shifted, 0, 255)
    tint = np.array([1.0, 0.9, 0.8])
    return np.rint(gray[..., None] * tint).astype(np.uint8)


def write(path: Path, recipe: Recipe) -> Path:
    """Write a film as `recipe` says."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as target:
        target.metadata.update(dict(recipe.metadata))
        pictures = [_picture_track(target, recipe) for _ in range(recipe.tracks)]
        sound = target.add_stream("aac", rate=48_000, layout="stereo") if recipe.sound else None
        seconds = 0.2
        for track in pictures:
            seconds = _shoot(target, track, recipe)
        if sound is not None:
            _record(target, sound, seconds)
    return path


def _picture_track(target, recipe: Recipe):
    options = {"crf": "16", "preset": "ultrafast", "x265-params": "log-level=error"}
    track = target.add_stream(recipe.codec, rate=30, options=options)
    track.width, track.height = SIZE
    track.pix_fmt = recipe.pixel_format
    track.time_base = track.codec_context.time_base = Fraction(1, CLOCK)
    if recipe.transfer:
        track.codec_context.color_trc = recipe.transfer
    if recipe.degrees:
        track.set_display_rotation(recipe.degrees)
    return track


def _shoot(target, track, recipe: Recipe) -> float:
    ticks = 0
    for number in range(recipe.frames):
        seed = recipe.seed if number >= recipe.opening else 1
        frame = av.VideoFrame.from_ndarray(texture(number, seed=seed), "rgb24")
        frame = frame.reformat(format=recipe.pixel_format)
        frame.pts, frame.time_base = ticks, Fraction(1, CLOCK)
        ticks += recipe.steps[number % len(recipe.steps)]
        target.mux(track.encode(frame))
    target.mux(track.encode(None))
    return ticks / CLOCK


def _record(target, track, seconds: float) -> None:
    for number in range(int(seconds * 48_000) // 1024):
        moments = np.arange(1024) + 1024 * number
        tone = (0.1 * np.sin(moments * 0.06)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.stack([tone, tone]), "fltp", "stereo")
        frame.rate, frame.pts = 48_000, 1024 * number
        target.mux(track.encode(frame))
    target.mux(track.encode(None))


def with_track(source: Path, target: Path, kind: str) -> Path:
    """Write a film again with one more track, of subtitles or of measurements."""
    with av.open(str(source)) as film, av.open(str(target), "w") as output:
        ways = {each.index: output.add_stream_from_template(each) for each in film.streams}
        if kind == "subtitle":
            track = output.add_mux_stream("mov_text")
        else:
            track = output.add_data_stream("bin_data")
        track.time_base = Fraction(1, 1000)
        for packet in film.demux():
            if packet.dts is not None:
                packet.stream = ways[packet.stream.index]
                output.mux(packet)
        line = av.Packet(b"\x00\x05hello")
        line.pts = line.dts = 0
        line.duration, line.time_base, line.stream = 500, Fraction(1, 1000), track
        output.mux(line)
    return target


def shown(path: Path) -> list[np.ndarray]:
    """Return the frames of a film, as they lie in it."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def timing(path: Path) -> list[tuple[int, int]]:
    """Return when each frame is shown, and by how much it is turned."""
    with av.open(str(path)) as container:
        base = container.streams.video[0].time_base
        return [
            (round(frame.pts * base * CLOCK), frame.rotation) for frame in container.decode(video=0)
        ]


def sound_packets(path: Path) -> list[tuple[int, int, bytes]]:
    """Return all packets of sound."""
    with av.open(str(path)) as container:
        packets = container.demux(audio=0)
        return [(packet.pts, packet.duration, bytes(packet)) for packet in packets if packet.size]
