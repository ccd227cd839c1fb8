"""What makes a picture a marked one."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.durable.watermark.quality import Quality
from provenance.durable.watermark.tile import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What is to be added to a picture.

    Attributes:
        residual: To be added to red, green and blue alike, in 8-bit steps, as large as the
            picture and upright like it. Round once, after adding.
        strength: How much of what hides in the picture was needed; the residual is in proportion.
        quality: How alike the marked picture is to the picture.
        margin: How clearly the mark was read after the worst of the simulated platforms, over
            how clearly it has to be read at all. Below 1.0 it may not survive one.
    """

    residual: Floats
    strength: float
    quality: Quality
    margin: float
