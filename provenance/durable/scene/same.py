"""Tell whether a picture shows the same scene as another, and how it lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.scene.alignment import align
from provenance.durable.scene.features import Features, features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels
    from provenance.durable.scene.alignment import Alignment

ENOUGH = 8
"""Distinct places that agree in copies of a picture. Of 80,000 pairs of 270 unlike wallpapers,
drawings and signs 20 had as many: every one shows variants or shares of one design."""

BY_CHANCE = 4
"""More agreed in 41 of these 80,000 pairs; between this and `ENOUGH` no answer is given."""

TOO_FEW = 40
"""Places found in a picture: with fewer, that none agree says nothing."""

Matrix = tuple[tuple[float, float, float], tuple[float, float, float]]


class Sameness(StrEnum):
    """What a comparison comes to."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneMatch:
    """How a picture compares with a reference.

    Attributes:
        outcome: SAME for a copy, cropped, resized, turned or mirrored, with small changes;
            also for variants of one design. UNDECIDED where there is too little to hold on to:
            flat artwork, a blurred picture, a copy of a small part.
        inliers: Distinct places that agree.
        mirrored: Whether left and right are exchanged.
        matrix: From the query's pixels to the reference's, when the outcome is SAME.
    """

    outcome: Sameness
    inliers: int
    mirrored: bool = False
    matrix: Matrix | None = None


def same_scene(query: Pixels, reference: Pixels) -> SceneMatch:
    """Compare two pictures. The answer is the same each time.

    Raises:
        InvalidArgument: An array is not a picture.
    """
    return compare(features(query), features(reference))


def compare(query: Features, reference: Features) -> SceneMatch:
    """Compare two pictures by their features, which can be kept for several comparisons."""
    # Both ways always: what is almost symmetric fits a little the wrong way round, too.
    best, mirrored = align(query, reference), False
    other = align(query.mirrored(), reference)
    if other is not None and (best is None or other.inliers > best.inliers):
        best, mirrored = other, True
    inliers = best.inliers if best is not None else 0
    if best is None or inliers < ENOUGH:
        return SceneMatch(outcome=_unlike(query, reference, inliers), inliers=inliers)
    return SceneMatch(
        outcome=Sameness.SAME,
        inliers=inliers,
        mirrored=mirrored,
        matrix=_in_whole_pixels(best, query, reference, mirrored=mirrored),
    )


def _unlike(query: Features, reference: Features, inliers: int) -> Sameness:
    few = min(len(query.points), len(reference.points)) < TOO_FEW
    return Sameness.UNDECIDED if few or inliers > BY_CHANCE else Sameness.DIFFERENT


def _in_whole_pixels(
    alignment: Alignment, query: Features, reference: Features, *, mirrored: bool
) -> Matrix:
    flip = np.array([[-1.0, 0, query.width - 1], [0, 1, 0], [0, 0, 1]]) if mirrored else np.eye(3)
    reduced = np.vstack((alignment.matrix, [0.0, 0.0, 1.0])) @ flip
    whole = np.linalg.inv(scaling(reference.factor)) @ reduced @ scaling(query.factor)
    first, second = whole[:2].tolist()
    return (tuple(first), tuple(second))


def scaling(factor: tuple[float, float]) -> NDArray[np.float64]:
    """Return the matrix from a picture's pixels to those of its reduced form.

    The middle of the first pixel is at (0, 0) in both.
    """
    across, down = factor
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1.0]])
