"""Find where the tile begins, how it is turned, and how large it is.

The pilots of the tile have known phases, so that one inverse transform of their products with
what was observed has a peak where the tile begins. How far the peak stands out, in standard
deviations, tells whether there is a mark at all under the assumed turn and scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from provenance.durable.watermark.tile import RING, SIDE, Spectrum, bins

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.durable.watermark.tile import Floats

_TINY = np.float32(1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """How an observed tile is turned upright: quarter turns to the left, then mirrored."""

    turns: int = 0
    mirrored: bool = False

    def upright(self, tile: Floats) -> Floats:
        """Return an observed tile as it was drawn."""
        turned = np.rot90(tile, self.turns)
        return turned[:, ::-1] if self.mirrored else turned

    def observed(self, rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
        """Return the frequencies at which those of the upright tile are observed."""
        if self.mirrored:
            columns = -columns
        for _ in range(self.turns):
            rows, columns = columns, -rows
        return rows, columns


UPRIGHT = Orientation()
TURNED = tuple(
    Orientation(turns=turns, mirrored=mirrored)
    for mirrored in (False, True)
    for turns in range(4)
    if turns or mirrored
)
"""The other seven."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Match:
    """Where the pilots fit best.

    Attributes:
        score: Height of the peak in standard deviations; about 4 when there is no mark.
        values: What the bins hold, with the tile moved to where it begins.
    """

    score: float
    values: Spectrum


def whiten(luma: Floats) -> Floats:
    """Return a picture in which the mark weighs most where the picture itself disturbs least.

    A band that holds the ring, divided by how much happens in it around each place.
    """
    band = cv2.GaussianBlur(luma, (0, 0), 0.8) - cv2.GaussianBlur(luma, (0, 0), 3.2)
    level = cv2.sqrt(cv2.GaussianBlur(band * band, (0, 0), 6.0)) + np.float32(0.6)
    return np.asarray(np.clip(band / level, -2.5, 2.5) / cv2.pow(level, 0.15), np.float32)


def fold(field: Floats) -> Floats:
    """Return the sum of all tiles of a field; incomplete ones are filled up with zeros."""
    height, width = field.shape
    rows, columns = -(-height // SIDE), -(-width // SIDE)
    whole = np.zeros((rows * SIDE, columns * SIDE), np.float32)
    whole[:height, :width] = field
    return np.asarray(whole.reshape(rows, SIDE, columns, SIDE).sum((0, 2)), np.float32)


def match(tile: Floats, orientations: Iterable[Orientation]) -> Match:
    """Return the best fit of a folded tile under the orientations given."""
    return max(
        (_match(bins(orientation.upright(tile))) for orientation in orientations),
        key=lambda found: found.score,
    )


def products(observed: Spectrum) -> Spectrum:
    """Return what is left of pilots when their phases are undone; loud bins are held back."""
    loudness = np.sqrt(np.abs(observed)) + _TINY
    return observed / loudness * np.conj(RING.phases)


def expected_score(values: Spectrum) -> float:
    """Return the score of a tile of which it is known that it begins at the first pixel."""
    fitted = products(values[RING.pilots])
    power = float(np.square(np.abs(fitted)).sum())
    return math.sqrt(2) * float(fitted.real.sum()) / math.sqrt(power + float(_TINY))


def _match(values: Spectrum) -> Match:
    spectrum = np.zeros((SIDE, SIDE // 2 + 1), np.complex64)
    spectrum[RING.rows[RING.pilots] % SIDE, RING.columns[RING.pilots]] = products(
        values[RING.pilots]
    )
    peaks = np.fft.irfft2(spectrum, (SIDE, SIDE))
    row, column = divmod(int(np.argmax(peaks)), SIDE)
    down = row + _vertex(
        peaks[row - 1, column], peaks[row, column], peaks[(row + 1) % SIDE, column]
    )
    right = column + _vertex(
        peaks[row, column - 1], peaks[row, column], peaks[row, (column + 1) % SIDE]
    )
    turn = 2j * np.pi * (RING.rows * down + RING.columns * right) / SIDE
    score = float(peaks[row, column] / (peaks.std() + _TINY))
    return Match(score=score, values=(values * np.exp(turn)).astype(np.complex64))


def _vertex(before: float, peak: float, after: float) -> float:
    """Return where the parabola through a peak and its neighbours is highest, from the peak."""
    curvature = before - 2 * peak + after
    return float(0.5 * (before - after) / curvature) if curvature < 0 else 0.0
