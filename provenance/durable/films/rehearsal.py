"""Find the faintest mark that survives what platforms do to films, tried on an excerpt."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.watermark.canvas import resized
from provenance.durable.watermark.decoding import LEAST_AGREEMENT
from provenance.durable.watermark.film import FilmPattern, find
from provenance.durable.watermark.quality import psnr

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.durable.watermark.presets import Preset
    from provenance.durable.watermark.tile import Floats

_STRENGTHS = (0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.45, 1.75, 2.1, 2.5, 3.0, 3.6)
_CRF, _CROP = "28", 0.1
_PROBED = 4
"""So many frames tell what a strength does to the quality."""
_HALVED = 540
"""Short side, in pixels, from which on platforms make films smaller."""
_CLEARER = 1.5
"""How much more clearly than a picture: an encoder drops more of a whole film than of an excerpt."""
_LENIENCY = 5.0
"""Decibels that a film may lose more than a picture: most of the mark is in moving texture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How strong the mark has to be.

    Attributes:
        strength: What the pattern is multiplied with.
        margin: How clearly it was read after the worst platform, over how clearly it has to be.
    """

    strength: float
    margin: float


def rehearse(
    frames: list[Floats],
    pattern: FilmPattern,
    payload: int,
    preset: Preset,
    step: Callable[[], None],
) -> Rehearsal:
    """Return the faintest mark that survives; the strongest that the preset allows when none does.

    Args:
        frames: An excerpt, in 8-bit steps.
        pattern: What is added to them.
        payload: What has to be read.
        preset: How clearly, and how much quality may be lost.
        step: Called before each attempt; what it raises stops everything.
    """
    floor = preset.value.psnr - _LENIENCY
    allowed = [strength for strength in _STRENGTHS if _loss(frames, pattern, strength) >= floor]
    low, high, wanted = 0, max(0, len(allowed) - 1), _CLEARER * preset.value.margin
    tried: dict[int, float] = {}
    while low < high:
        step()
        middle = (low + high) // 2
        tried[middle] = _margin(_platform(frames, pattern, _STRENGTHS[middle]), payload)
        low, high = (low, middle) if tried[middle] >= wanted else (middle + 1, high)
    if low not in tried:
        step()
        tried[low] = _margin(_platform(frames, pattern, _STRENGTHS[low]), payload)
    return Rehearsal(strength=_STRENGTHS[low], margin=tried[low])


def _loss(frames: list[Floats], pattern: FilmPattern, strength: float) -> float:
    """Return the quality in decibels of some frames when they are marked."""
    some = frames[:: max(1, len(frames) // _PROBED)]
    changes = [_marked(frame, pattern, strength) - frame for frame in some]
    return psnr(float(np.mean([np.mean(change * change) for change in changes])))


def _marked(frame: Floats, pattern: FilmPattern, strength: float) -> Floats:
    residual = pattern.residual(frame, strength)
    return np.clip(np.rint(frame + residual), 0, 255).astype(np.float32)


def _margin(frames: list[Floats], payload: int) -> float:
    """Return how clearly the payload is read, whole and cropped, whichever is less."""
    rows, columns = (round(side * _CROP) for side in frames[0].shape)
    cropped = [frame[rows:-rows, columns:-columns] for frame in frames]
    least = float("inf")
    for version in (frames, cropped):
        found = find(version)
        if found is None or found.payload != payload:
            return 0.0
        least = min(least, found.agreement / LEAST_AGREEMENT)
    return least


def _platform(frames: list[Floats], pattern: FilmPattern, strength: float) -> list[Floats]:
    """Return marked frames at half size, unless they are small, encoded as platforms do and decoded again."""
    import av  # noqa: PLC0415  # an extra

    share = 2 if min(frames[0].shape) >= _HALVED else 1
    height, width = (side // share // 2 * 2 for side in frames[0].shape)
    content = io.BytesIO()
    with av.open(content, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=30, options={"crf": _CRF, "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "gray"
        for frame in frames:
            small = (
                np.rint(resized(_marked(frame, pattern, strength), width, height))
                .clip(0, 255)
                .astype(np.uint8)
            )
            target.mux(stream.encode(av.VideoFrame.from_ndarray(small, "gray")))
        target.mux(stream.encode(None))
    content.seek(0)
    with av.open(content, "r", format="mov") as source:
        return [
            frame.to_ndarray(format="gray").astype(np.float32) for frame in source.decode(video=0)
        ]
