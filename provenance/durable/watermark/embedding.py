"""Draw the mark: what is to be added to a picture, at its full size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.watermark.quality import Quality
from provenance.durable.watermark.tile import SIDE, Floats, draw

if TYPE_CHECKING:
    from provenance.durable.watermark.tile import Spectrum


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What makes a picture a marked one.

    Attributes:
        residual: To be added to red, green and blue alike, in 8-bit steps, as large as the
            picture and upright like it. Round once, after adding.
        strength: What the residual was multiplied with to be no stronger than it has to be.
        quality: How alike the marked picture is to the picture.
        margin: How clearly the mark was read after the worst of the simulated platforms, over
            how clearly it has to be read at all. Below 1.0 it may not survive one.
    """

    residual: Floats
    strength: float
    quality: Quality
    margin: float


def cover(values: Spectrum, amplitude: Floats) -> Floats:
    """Return a field covered with the tile whose bins hold `values`, as strong as `amplitude`."""
    height, width = amplitude.shape
    tile = draw(values)
    copies = np.tile(tile, (-(-height // SIDE), -(-width // SIDE)))
    return copies[:height, :width] * amplitude
