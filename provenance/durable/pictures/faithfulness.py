"""Say how much one picture differs from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.durable.watermark.canvas import luma
from provenance.durable.watermark.quality import Quality, psnr, ssim

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels

_BAND = 256  # rows worked on at once
_STEPS = 255


def faithfulness(one: Pixels, other: Pixels) -> Quality:
    """Return how alike two pictures of the same size are."""
    return Quality(
        psnr=psnr(mean_square(one, other, most=_STEPS)), ssim=ssim(luma(one), luma(other))
    )


def mean_square(one: NDArray[Any], other: NDArray[Any], *, most: float) -> float:
    """Return the mean squared difference, in steps of eight bits.

    Args:
        one: A picture, or a channel of one.
        other: The same shape.
        most: The highest value that a sample can have.
    """
    total = 0.0
    for top in range(0, len(one), _BAND):
        rows = slice(top, top + _BAND)
        difference = one[rows].astype(np.float32) - other[rows]
        total += float(np.sum(np.square(difference), dtype=np.float64))
    return total / one.size * (_STEPS / most) ** 2
