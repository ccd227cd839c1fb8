"""Decoded pictures, as an isolated decoder hands them over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A picture of eight bits per sample, upright, red, green and blue, row after row.

    Attributes:
        width: In pixels.
        height: In pixels.
        pixels: `3 * width * height` bytes.
    """

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of a film, or the only one of a still.

    Attributes:
        raster: What it shows, made smaller where it was larger than asked for.
        seconds: When it is shown; 0.0 for a still.
    """

    raster: Raster
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What a file shows.

    Attributes:
        frames: One for a still; some of a film's, in order of time; none when it cannot be shown.
        width: Of the picture as the file holds it, upright, in pixels.
        height: Likewise.
        seconds: How long a film is; 0.0 for a still.
        problem: Why there are no frames, a few words; "" when there are.
    """

    frames: tuple[Frame, ...] = ()
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    problem: str = ""
