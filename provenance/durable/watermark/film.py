"""The mark of films: the tile of pictures drawn twice as large, alike in all frames, read from many.

Encoders of films drop most of what is fine and faint, so the mark is coarser than that of a
picture of the same size, and stays where it is while the film moves. The whitened frames are
added up: what they show cancels out, the mark does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from provenance.durable.interface import Detection
from provenance.durable.watermark.canvas import Octave, canonical, luma, resized
from provenance.durable.watermark.code import encode
from provenance.durable.watermark.decoding import Reading, read
from provenance.durable.watermark.search import WholeSpectrum, pose_of, poses
from provenance.durable.watermark.shaping import Shape, visibility
from provenance.durable.watermark.synchronisation import TURNED, UPRIGHT, Match, fold, match, whiten
from provenance.durable.watermark.tile import cover
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.durable.interface import Pixels
    from provenance.durable.watermark.tile import Floats

ALGORITHM = "org.media-provenance.watermark.video.1"
WANTED_SIDE, WANTED_FRAMES = 512, 120
"""Long side in pixels, and number, of the frames that suffice to read a film."""
LEAST_SIDE = 24
_CLEAR = 400.0
"""Bits of agreement that count as full confidence."""
_PLAIN_SCORE, _SEARCHED_SCORE = 4.6, 5.0
"""Standard deviations from which on decoding is worth the time; more where more was tried."""
_SCALES = (0.5, 1.95)
_TINY = np.float32(1e-6)


class FilmWatermark:
    """Read 64 bits from the frames of a film. Anybody can write them: they point, and prove nothing."""

    @property
    def algorithm(self) -> str:
        """Return the name of the mark."""
        return ALGORITHM

    def detect(self, frames: Iterable[Pixels]) -> Detection | None:
        """Read the mark in frames of one film, spread over it, or return None.

        More frames are surer: `WANTED_FRAMES` with a long side of `WANTED_SIDE` pixels or more.
        They are looked at one by one. Crops, other scales and quarter turns are searched.
        """
        found = find(luma(frame) for frame in frames)
        if found is None:
            return None
        binding = SoftBinding(
            algorithm=ALGORITHM,
            value=found.payload.to_bytes(8, "big"),
            kind=BindingKind.WATERMARK,
        )
        return Detection(binding=binding, confidence=min(1.0, found.agreement / _CLEAR))


class FilmPattern:
    """What is added to the frames of a film so that they carry a payload."""

    def __init__(self, payload: int) -> None:
        self._coded = encode(payload)

    def residual(self, brightness: Floats, strength: float) -> Floats:
        """Return what to add to the brightness of a frame, as large as it; both in 8-bit steps."""
        height, width = brightness.shape
        view = resized(brightness, *canonical(width, height, Octave.HALF))
        amplitude = visibility(view, Shape.TEXTURED) * np.float32(strength)
        return resized(cover(self._coded, amplitude), width, height)


def find(frames: Iterable[Floats]) -> Reading | None:
    """Return what is written in frames, given as their brightness in 8-bit steps, or None."""
    field = _gathered(frames)
    if field is None:
        return None
    found = _read(match(fold(field), (UPRIGHT, *TURNED)))
    if found is not None:
        return found
    spectrum = WholeSpectrum(field)
    for orientations in ((UPRIGHT,), TURNED):
        for pose in poses(spectrum, orientations, scales=_SCALES):
            if pose.score < _SEARCHED_SCORE:
                break
            found = _read(match(fold(pose_of(field, pose)), (pose.orientation,)))
            if found is not None:
                return found
    return None


def _read(found: Match) -> Reading | None:
    return read(found.values) if found.score >= _PLAIN_SCORE else None


def _gathered(frames: Iterable[Floats]) -> Floats | None:
    """Return the sum of the whitened frames, as loud everywhere; None when there is nothing.

    What stands still adds up like the mark itself, what moves does not; hence the second levelling.
    """
    total: Floats | None = None
    for brightness in frames:
        height, width = brightness.shape
        if min(height, width) < LEAST_SIDE:
            continue
        whitened = whiten(resized(brightness, *canonical(width, height, Octave.HALF)))
        total = whitened if total is None else total + resized(whitened, *total.shape[::-1])
    if total is None:
        return None
    level = cv2.sqrt(cv2.GaussianBlur(total * total, (0, 0), 8.0))
    field = total / (level + _TINY * np.float32(1 + level.max()))
    return np.clip(field, -3.0, 3.0).astype(np.float32, copy=False)
