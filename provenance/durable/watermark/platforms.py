"""What platforms do to pictures, simulated on brightness alone, quickly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from provenance.durable.watermark.canvas import resized

if TYPE_CHECKING:
    from provenance.durable.watermark.tile import Floats

PLATFORM_SIDE = 1080
"""Pixels of the long side that common platforms show pictures at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One way in which a picture comes back.

    Attributes:
        format: What it is compressed as, with the dot.
        quality: Of the compression, 1 to 100.
        eased: Instead, where the picture is larger than what is simulated: at its full size each
            bit of the mark lies over more pixels.
        quartered: Whether it is first made smaller to a quarter of its sides.
        need: How clearly the mark has to be read, over how clearly it can be read at all: more than
            1.0 where what really happens (other crops, colour) is harder than what is simulated.
        kept: Share of each side that a crop leaves; the mark is looked for in each corner.
    """

    format: str = ".jpg"
    quality: int = 75
    eased: int = 0
    quartered: bool = False
    kept: float = 1.0
    need: float = 1.0

    def shown(self, luma: Floats, quarter: tuple[int, int], *, reduced: bool) -> Floats:
        """Return how a picture comes back.

        Args:
            luma: Its brightness, at its own size or that of a platform.
            quarter: Width and height that it is made smaller to, if it is.
            reduced: Whether its own size is a good deal larger.
        """
        quality = self.eased if reduced and self.eased else self.quality
        if self.quartered and quarter[0] < luma.shape[1]:
            luma = resized(luma, *quarter)
        pixels = np.clip(np.rint(luma), 0, 255).astype(np.uint8)
        key = cv2.IMWRITE_WEBP_QUALITY if self.format == ".webp" else cv2.IMWRITE_JPEG_QUALITY
        _, data = cv2.imencode(self.format, pixels, (key, quality))
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.float32)


PLATFORMS = (
    Platform(quality=75, kept=0.67, need=1.08),
    Platform(quality=30, eased=40),
    Platform(quality=95, quartered=True),
    Platform(format=".webp", quality=60, eased=75, need=1.12),
)
