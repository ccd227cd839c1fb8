"""The canonical sizes at which marks are written and read, whatever the size of the picture.

A platform that makes a picture smaller makes the mark smaller with it; brought back to the
canonical size, the mark has its own scale again. A small picture is marked at half that
size: there the tiles of the whole size would be too fine to survive.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.watermark.tile import Floats

LONG_SIDE = 1024
"""Pixels of a picture's long side at the whole canonical size."""
_SHORT_SIDE, _LONGEST = 256, 4096
"""A panorama is given two tiles in height, as long as it does not become longer than this."""
_SMALL = 724
"""Long side, in pixels, below which a picture is marked at half size: half way by area."""
_REDUCED_FIRST = 4096


class Octave(Enum):
    """At which of its canonical sizes a picture is looked at."""

    WHOLE = 1.0
    HALF = 0.5


def octave(width: int, height: int) -> Octave:
    """Return the canonical size at which a picture of `width` by `height` pixels is marked."""
    return Octave.HALF if max(width, height) < _SMALL else Octave.WHOLE


def canonical(width: int, height: int, octave: Octave) -> tuple[int, int]:
    """Return a canonical width and height."""
    long, short = max(width, height), min(width, height)
    scale = max(LONG_SIDE / long, min(_SHORT_SIDE / short, _LONGEST / long)) * octave.value
    return max(1, round(width * scale)), max(1, round(height * scale))


def luma(picture: Pixels) -> Floats:
    """Return the brightness of a picture in 8-bit steps, halved until it is not overly large."""
    gray = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    while max(gray.shape) > _REDUCED_FIRST:
        half = (max(1, gray.shape[1] // 2), max(1, gray.shape[0] // 2))
        gray = cv2.resize(gray, half, interpolation=cv2.INTER_AREA)
    return gray.astype(np.float32)


def resized(field: Floats, width: int, height: int) -> Floats:
    """Return a field at another size: averaged when it shrinks, interpolated when it grows."""
    if field.shape == (height, width):
        return field
    shrinks = width * height < field.size
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(field, (width, height), interpolation=method).astype(np.float32, copy=False)
