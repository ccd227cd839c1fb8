"""Find how one picture lies in another, from places that look alike in both.

Each pair of alike places has a position, a size and a direction in both pictures, so that it
alone proposes how the whole picture was moved, resized and turned. All proposals are tried.
Unlike a search by drawing lots this needs no luck, and no seed: the answer is always the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.scene.features import Features

    Complex = NDArray[np.complex128]
    Places = NDArray[np.intp]
    Matrix = NDArray[np.float64]

_RATIO = 0.8
"""A place is matched when its nearest like is so much nearer than the second (Lowe, 7.1)."""

_MOST_PAIRS = 256
_PROPOSALS = 5
_ROUGH, _FINE = 12.0, (8.0, 5.0, 4.0)
"""Pixels that a place may lie beside where it is expected, at first and when fitted."""

_RESIZED, _TURNED = math.log(1.6), math.radians(25)
"""How far the size and direction of one pair may be off the proposal."""

_DISTINCT = 4
"""Pixels: places nearer to each other count once."""

_SMALLEST, _LARGEST, _SHEAR = 0.15, 6.0, 1.35
"""What a copy of a picture is credibly resized by, and stretched in one direction."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alignment:
    """How a picture lies in another.

    Attributes:
        inliers: Distinct places of both pictures that agree.
        matrix: Two rows of three: from the first picture's reduced pixels to the second's.
    """

    inliers: int
    matrix: Matrix


def align(one: Features, other: Features) -> Alignment | None:
    """Return how `one` lies in `other`, by as many places as can be made to agree."""
    here, there = _pairs(one, other)
    if len(here) < 3:  # noqa: PLR2004  # an affine map has three points
        return None
    moved = other.frames[there] / one.frames[here]
    start, end = one.points[here], other.points[there]
    agreeing = _agreement(start, end, moved)
    best = np.argsort(-agreeing.sum(axis=1), kind="stable")[:_PROPOSALS]
    found = [_fitted(start, end, agreeing[number]) for number in best]
    return max(
        (alignment for alignment in found if alignment is not None),
        key=lambda alignment: alignment.inliers,
        default=None,
    )


def _pairs(one: Features, other: Features) -> tuple[Places, Places]:
    """Return the places that are each other's nearest like, the clearest first."""
    if min(len(one.points), len(other.points)) < 2:  # noqa: PLR2004  # a nearest and a second
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    likeness = one.descriptors @ other.descriptors.T
    rows = np.arange(len(likeness))
    nearest = likeness.argmax(axis=1)
    mutual = likeness.argmax(axis=0)[nearest] == rows
    first = likeness[rows, nearest]
    likeness[rows, nearest] = -1
    second = likeness.max(axis=1)
    # Descriptors have length one: squared distance = 2 - 2 likeness.
    ratio = np.sqrt(np.maximum(1 - first, 0) / np.maximum(1 - second, 1e-9))
    chosen = np.flatnonzero(mutual & (ratio < _RATIO))
    chosen = chosen[np.argsort(ratio[chosen], kind="stable")][:_MOST_PAIRS]
    return chosen, nearest[chosen]


def _agreement(start: Complex, end: Complex, moved: Complex) -> NDArray[np.bool_]:
    """Tell for each pair (row) which pairs (columns) lie where its proposal expects them."""
    expected = end[:, None] + moved[:, None] * (start[None, :] - start[:, None])
    near = np.abs(expected - end[None, :]) < _ROUGH
    relative = moved[None, :] / moved[:, None]
    resized = np.abs(np.log(np.abs(relative))) < _RESIZED
    return near & resized & (np.abs(np.angle(relative)) < _TURNED)


def _fitted(start: Complex, end: Complex, agreeing: NDArray[np.bool_]) -> Alignment | None:
    for tolerance in _FINE:
        if agreeing.sum() < 3:  # noqa: PLR2004  # an affine map has three points
            return None
        matrix = _affine(start[agreeing], end[agreeing])
        agreeing = np.abs(_applied(matrix, start) - end) < tolerance
    if not _is_credible(matrix):
        return None
    inliers = min(_distinct(start[agreeing]), _distinct(end[agreeing]))
    return Alignment(inliers=inliers, matrix=matrix)


def _affine(start: Complex, end: Complex) -> Matrix:
    known = np.column_stack((start.real, start.imag, np.ones(len(start))))
    solved = np.linalg.lstsq(known, np.column_stack((end.real, end.imag)), rcond=None)[0]
    return np.ascontiguousarray(solved.T)


def _applied(matrix: Matrix, points: Complex) -> Complex:
    x, y = matrix @ np.vstack((points.real, points.imag, np.ones(len(points))))
    return np.asarray(x + 1j * y)


def _is_credible(matrix: Matrix) -> bool:
    large, small = np.linalg.svd(matrix[:, :2], compute_uv=False)
    upright = np.linalg.det(matrix[:, :2]) > 0
    return bool(upright and small >= _SMALLEST and large <= _LARGEST and large <= _SHEAR * small)


def _distinct(points: Complex) -> int:
    cells = np.column_stack((points.real, points.imag)) // _DISTINCT
    return len(np.unique(cells, axis=0))
