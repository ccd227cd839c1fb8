"""Find the places of a picture that can be found again, and describe what is around each.

RootSIFT (D. Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", 2004;
R. Arandjelović and A. Zisserman, "Three things everyone should know to improve object
retrieval", 2012) on a picture of at most 512 pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from provenance.durable.fingerprints import gray

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels

SIDE = 512
"""Longest side of a picture that is looked at, in pixels."""

MOST = 800
"""Places that are kept, those with the strongest contrast."""

_SMALLEST = 16
_CELLS, _DIRECTIONS = 4, 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """The places of one picture.

    Attributes:
        points: Where, as complex numbers x + iy, in pixels of the reduced picture.
        frames: How large each is and which way it points, as one complex number.
        descriptors: What is around it: 128 numbers of length one together.
        width: Of the reduced picture.
        height: Likewise.
        factor: Pixels of the reduced picture for one of the whole picture, across and down.
    """

    points: NDArray[np.complex128]
    frames: NDArray[np.complex128]
    descriptors: NDArray[np.float32]
    width: int
    height: int
    factor: tuple[float, float]

    def mirrored(self) -> Features:
        """Return the features of the same picture, left and right exchanged.

        A descriptor is a grid of cells that follows its own direction, each with the
        directions of its edges: mirrored, the cells across it and the turning sense change.
        """
        grid = self.descriptors.reshape(-1, _CELLS, _CELLS, _DIRECTIONS)
        turned = grid[:, ::-1, :, (-np.arange(_DIRECTIONS)) % _DIRECTIONS]
        return replace(
            self,
            points=(self.width - 1) - self.points.conj(),
            frames=-self.frames.conj(),
            descriptors=turned.reshape(self.descriptors.shape),
        )


def features(picture: Pixels) -> Features:
    """Return the features of a picture; there are none in one without texture.

    Raises:
        InvalidArgument: The array is not a picture.
    """
    small = reduced(picture)
    height, width = small.shape[:2]
    points, frames, descriptors = _detected(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    return Features(
        points=points,
        frames=frames,
        descriptors=descriptors,
        width=width,
        height=height,
        factor=(width / picture.shape[1], height / picture.shape[0]),
    )


def reduced(picture: Pixels) -> Pixels:
    """Return a picture whose longest side has at most `SIDE` pixels.

    Raises:
        InvalidArgument: The array is not a picture.
    """
    gray.check(picture)
    rows, columns = picture.shape[:2]
    factor = SIDE / max(rows, columns)
    if factor >= 1:
        return np.ascontiguousarray(picture)
    size = (max(1, round(columns * factor)), max(1, round(rows * factor)))
    small = cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _detected(
    picture: cv2.typing.MatLike,
) -> tuple[NDArray[np.complex128], NDArray[np.complex128], NDArray[np.float32]]:
    if min(picture.shape) < _SMALLEST:
        return _nothing()
    found, raw = cv2.SIFT_create(MOST).detectAndCompute(picture, None)  # type: ignore[attr-defined]
    if raw is None or not len(found):
        return _nothing()
    # OpenCV returns a few more where the last ones are equally strong.
    found, raw = found[:MOST], np.asarray(raw[:MOST], dtype=np.float32)
    points = np.array([complex(*place.pt) for place in found])
    angles = np.array([math.radians(place.angle) for place in found])
    sizes = np.array([place.size for place in found])
    total = np.maximum(raw.sum(axis=1, keepdims=True), 1e-6)
    return points, sizes * np.exp(1j * angles), np.sqrt(raw / total)


def _nothing() -> tuple[NDArray[np.complex128], NDArray[np.complex128], NDArray[np.float32]]:
    empty = np.zeros(0, dtype=np.complex128)
    length = _CELLS * _CELLS * _DIRECTIONS
    return empty, empty, np.zeros((0, length), dtype=np.float32)
