"""The brightness of a decoded frame as an array, and what is added to it; colour is not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from av import VideoFrame
    from numpy.typing import NDArray

    from provenance.durable.watermark.film import FilmPattern
    from provenance.durable.watermark.tile import Floats

_TEN_BITS, _MORE = "10le", 4.0
"""How the names of formats of ten bits end, and how many of their steps an 8-bit step is."""


def brightness(frame: VideoFrame) -> Floats:
    """Return the brightness of a frame in 8-bit steps, as its format scales it."""
    plane = _plane(frame)
    if plane.dtype == np.uint8:
        return plane.astype(np.float32)
    return plane.astype(np.float32) / np.float32(_MORE)


def mark(frame: VideoFrame, pattern: FilmPattern, strength: float) -> float:
    """Add the pattern to a frame, in place, and return the mean squared change in 8-bit steps."""
    before = brightness(frame)
    residual = pattern.residual(before, strength)
    frame.make_writable()
    plane = _plane(frame)
    steps = 1.0 if plane.dtype == np.uint8 else _MORE
    marked = np.clip(np.rint((before + residual) * np.float32(steps)), 0, 256 * steps - 1)
    plane[:] = marked.astype(plane.dtype)
    return float(np.mean(np.square(marked / np.float32(steps) - before)))


def _plane(frame: VideoFrame) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return a view of the brightness that holds no more than what is shown."""
    plane = frame.planes[0]
    deep = frame.format.name.endswith(_TEN_BITS)
    samples: NDArray[np.uint8] | NDArray[np.uint16]
    samples = np.frombuffer(plane, "<u2") if deep else np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # planes are buffers
    stride = plane.line_size // samples.itemsize
    return samples.reshape(-1, stride)[: frame.height, : frame.width]
