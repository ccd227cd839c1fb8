"""How much a mark changes a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from provenance.durable.watermark.tile import Floats

PEAK = 255.0
_SIGMA = 1.5
_C1, _C2 = (0.01 * PEAK) ** 2, (0.03 * PEAK) ** 2
"""Window and constants of Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment", 2004."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How alike a marked picture and its original are.

    Attributes:
        psnr: Peak signal-to-noise ratio in decibels, at full size; infinite when nothing changed.
        ssim: Structural similarity of the brightness, 1.0 when nothing changed.
    """

    psnr: float
    ssim: float


def psnr(mean_square: float) -> float:
    """Return the ratio in decibels for a mean squared difference in 8-bit steps."""
    return 10 * math.log10(PEAK * PEAK / mean_square) if mean_square > 0 else math.inf


def ssim(one: Floats, other: Floats) -> float:
    """Return the structural similarity of two fields of brightness, in 8-bit steps."""
    mean_one, mean_other = _blurred(one), _blurred(other)
    variances = _blurred(one * one) + _blurred(other * other) - mean_one**2 - mean_other**2
    covariance = _blurred(one * other) - mean_one * mean_other
    light = (2 * mean_one * mean_other + _C1) / (mean_one**2 + mean_other**2 + _C1)
    structure = (2 * covariance + _C2) / (variances + _C2)
    return float(np.mean(light * structure))


def _blurred(field: Floats) -> Floats:
    return cv2.GaussianBlur(field, (0, 0), _SIGMA).astype(np.float32, copy=False)
