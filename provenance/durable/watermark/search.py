"""Search a mark whose scale is not known, or that is turned by a few degrees.

The spectrum of the whole picture is asked, at the frequencies where the pilots would be observed
under each hypothesis, whether their phases fit together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from provenance.durable.watermark.canvas import resized
from provenance.durable.watermark.synchronisation import UPRIGHT, Orientation, products
from provenance.durable.watermark.tile import OUTER, RING, SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.durable.watermark.tile import Floats, Spectrum

MOST_POSES = 3
_COARSE = 64
"""Side of the transform that looks for the peak: just enough for the frequencies of the ring."""
_HIGHEST = 0.49
"""Cycles per pixel that a picture can still hold."""
_AT_ONCE = 256
_FINER = 6
_PILOT_ROWS = RING.rows[RING.pilots].astype(np.float32)
_PILOT_COLUMNS = RING.columns[RING.pilots].astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a tile lies in a picture.

    Attributes:
        scale: Its size over its canonical size.
        degrees: By how much it is turned to the left, on top of the orientation.
        orientation: Quarter turns and mirroring.
        score: How well the pilots fit, in standard deviations.
    """

    scale: float = 1.0
    degrees: float = 0.0
    orientation: Orientation = UPRIGHT
    score: float = 0.0


class WholeSpectrum:
    """The spectrum of a whitened picture, its origin in the middle, to be asked about poses."""

    def __init__(self, field: Floats) -> None:
        height, width = field.shape
        rows, columns = (2 * cv2.getOptimalDFTSize(side) for side in (height, width))
        padded = np.zeros((rows, columns), np.float32)
        down, right = height // 2, width // 2
        padded[:height, :width] = field
        padded = np.roll(padded, (-down, -right), (0, 1))
        self._bins: Spectrum = np.fft.rfft2(padded)
        self._rows, self._columns = rows, columns
        self.step = SIDE / OUTER / max(height, width)
        """Relative change of scale, and turn in radians, that moves the outermost bin by one."""

    def scores(self, scales: Floats, degrees: Floats, orientation: Orientation) -> Floats:
        """Return the score of each pair of scale and angle; 0 where the ring would not fit."""
        down, right = orientation.observed(_PILOT_ROWS, _PILOT_COLUMNS)
        found = np.empty(len(scales), np.float32)
        for start in range(0, len(scales), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            turn = np.radians(degrees[some])[:, None]
            size = (1 / (SIDE * scales[some]))[:, None]
            cosine, sine = np.cos(turn) * size, np.sin(turn) * size
            found[some] = _peaks(
                self._at(cosine * down - sine * right, sine * down + cosine * right)
            )
        return found

    def _at(self, down: Floats, right: Floats) -> Spectrum:
        """Return the values nearest to some frequencies, in cycles per pixel."""
        mirrored = right < 0
        row = np.rint(np.where(mirrored, -down, down) * self._rows).astype(np.int32)
        column = np.rint(np.abs(right) * self._columns).astype(np.int32)
        outside = (np.abs(down) > _HIGHEST) | (np.abs(right) > _HIGHEST)
        column[outside] = 0
        values = self._bins[row % self._rows, column]
        values[outside] = 0
        return np.asarray(np.where(mirrored, np.conj(values), values), np.complex64)


def _peaks(observed: Spectrum) -> Floats:
    spectrum = np.zeros((len(observed), _COARSE, _COARSE // 2 + 1), np.complex64)
    fitted = products(observed)
    spectrum[:, RING.rows[RING.pilots] % _COARSE, RING.columns[RING.pilots]] = fitted
    highest = np.fft.irfft2(spectrum, (_COARSE, _COARSE)).max((1, 2))
    # The standard deviation of the transform, by Parseval's theorem.
    power = 2 * np.square(np.abs(fitted)).sum(1)
    return np.asarray(highest * _COARSE**2 / np.sqrt(power + 1e-9), np.float32)


def poses(
    field: WholeSpectrum,
    orientations: Iterable[Orientation],
    *,
    scales: tuple[float, float],
    degrees: float = 0.0,
) -> list[Pose]:
    """Return the `MOST_POSES` poses that fit best, best first, each refined.

    Args:
        field: The spectrum of a whitened picture.
        orientations: Which to try.
        scales: The least and the greatest to try.
        degrees: How far it may be turned to either side.
    """
    grid = _grid(scales, degrees, field.step)
    best: list[Pose] = []
    for orientation in orientations:
        found = field.scores(*grid, orientation)
        best.extend(
            Pose(
                scale=float(grid[0][index]),
                degrees=float(grid[1][index]),
                orientation=orientation,
                score=float(found[index]),
            )
            for index in np.argsort(found)[-2 * MOST_POSES :]
        )
    best.sort(key=lambda pose: -pose.score)
    refined = [_refined(field, pose, turned=degrees > 0) for pose in best[: MOST_POSES + 1]]
    refined.sort(key=lambda pose: -pose.score)
    return _apart(refined, field.step)[:MOST_POSES]


def _apart(found: list[Pose], step: float) -> list[Pose]:
    """Return those poses that are not next to a better one."""
    kept: list[Pose] = []
    for pose in found:
        if not any(
            pose.orientation == other.orientation
            and abs(math.log(pose.scale / other.scale)) < step
            and abs(pose.degrees - other.degrees) < math.degrees(step)
            for other in kept
        ):
            kept.append(pose)
    return kept


def pose_of(luma: Floats, pose: Pose) -> Floats:
    """Return a picture in which the tile lies at its own size, turned by quarter turns at most."""
    height, width = luma.shape
    columns, rows = (max(SIDE, round(side / pose.scale)) for side in (width, height))
    if not pose.degrees:
        return resized(luma, columns, rows)
    matrix = cv2.getRotationMatrix2D((0, 0), -pose.degrees, 1 / pose.scale)
    middle = matrix[:, :2] @ ((width - 1) / 2, (height - 1) / 2)
    matrix[:, 2] = ((columns - 1) / 2, (rows - 1) / 2) - middle
    return cv2.warpAffine(
        luma, matrix, (columns, rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    ).astype(np.float32, copy=False)


def _grid(scales: tuple[float, float], degrees: float, step: float) -> tuple[Floats, Floats]:
    """Return pairs of scale and angle, close enough to each other to miss nothing."""
    sizes = np.exp(np.arange(math.log(scales[0]), math.log(scales[1]), step))
    apart = math.degrees(step)
    steps = math.ceil(degrees / apart)
    angles = np.arange(-steps, steps + 1) * apart
    size, angle = np.meshgrid(sizes, angles)
    return size.ravel().astype(np.float32), angle.ravel().astype(np.float32)


def _refined(field: WholeSpectrum, pose: Pose, *, turned: bool) -> Pose:
    offsets = np.arange(-_FINER, _FINER + 1) * (field.step / _FINER)
    angles = np.degrees(offsets[::2]) if turned else np.zeros(1)
    size, angle = np.meshgrid(pose.scale * np.exp(offsets), pose.degrees + angles)
    scales, degrees = size.ravel().astype(np.float32), angle.ravel().astype(np.float32)
    found = field.scores(scales, degrees, pose.orientation)
    best = int(np.argmax(found))
    return replace(
        pose, scale=float(scales[best]), degrees=float(degrees[best]), score=float(found[best])
    )
