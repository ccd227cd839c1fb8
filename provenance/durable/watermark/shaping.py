"""How strong the mark may be at each place without being seen."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from provenance.durable.watermark.tile import Floats

_FINE = 1.3
"""Radius, in canonical pixels, up to which detail counts as texture; more would spill over edges."""
_MEDIAN, _PRECISION = 13, 8
_DEVIATION = 0.6745
"""Median of the absolute value of a normal variable of standard deviation 1."""
_GROWTH = 0.5
_MIDDLE_GRAY, _RANGE = 110.0, 145.0
_MOST = 8.0


class Shape(Enum):
    """How much of the mark goes where there is no texture, and how much follows the texture.

    TEXTURED: Hides best.
    EVEN: For drawings, which have hardly any texture to hide in.
    """

    TEXTURED = (0.4, 1.0)
    EVEN = (1.0, 0.3)


def visibility(luma: Floats, shape: Shape) -> Floats:
    """Return the amplitude, in 8-bit steps, that is equally visible everywhere at canonical size.

    Texture hides noise; a single edge does not, and beside it nothing does. Hence the median of
    the activity around a place (texture has it everywhere, an edge on a line only), and of
    that the least nearby. Dark and light areas hide a little more than middle gray.
    """
    floor, share = shape.value
    activity = np.abs(luma - cv2.GaussianBlur(luma, (0, 0), _FINE))
    coarse = np.clip(activity * _PRECISION, 0, 255).astype(np.uint8)
    median = cv2.medianBlur(coarse, _MEDIAN).astype(np.float32) / (_PRECISION * _DEVIATION)
    texture = cv2.GaussianBlur(cv2.erode(median, np.ones((5, 5), np.uint8)), (0, 0), 2.0)
    brightness = np.abs(cv2.GaussianBlur(luma, (0, 0), 3.0) - _MIDDLE_GRAY)
    leniency = np.clip(0.75 + 0.5 * brightness / _RANGE, 0.75, 1.25)
    amplitude = (floor + share * cv2.pow(np.maximum(texture, 0), _GROWTH)) * leniency
    return np.asarray(np.minimum(amplitude, _MOST), np.float32)
