"""The mark of pictures: plan it, and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.interface import Detection
from provenance.durable.watermark import finding
from provenance.durable.watermark.canvas import canonical, luma, octave, resized
from provenance.durable.watermark.embedding import Plan, cover
from provenance.durable.watermark.loop import Subject, strengthen
from provenance.durable.watermark.platforms import PLATFORM_SIDE
from provenance.durable.watermark.presets import Preset
from provenance.durable.watermark.quality import Quality, psnr, ssim
from provenance.durable.watermark.shaping import visibility
from provenance.durable.watermark.tile import RING
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels

ALGORITHM = "org.media-provenance.watermark.1"
_CLEAR = 400.0
"""Bits of agreement that count as full confidence."""


class ImageWatermark:
    """Write and read 64 bits in a picture. Anybody can do so: a mark points, and proves nothing."""

    @property
    def algorithm(self) -> str:
        """Return the name of the mark."""
        return ALGORITHM

    def detect(self, picture: Pixels, *, thorough: bool = True) -> Detection | None:
        """Read the mark in `picture`, or return None."""
        found = finding.find(picture, thorough=thorough)
        if found is None:
            return None
        binding = SoftBinding(
            algorithm=ALGORITHM,
            value=found.payload.to_bytes(8, "big"),
            kind=BindingKind.WATERMARK,
        )
        return Detection(binding=binding, confidence=min(1.0, found.agreement / _CLEAR))

    def plan(self, picture: Pixels, payload: int, *, preset: Preset = Preset.BALANCED) -> Plan:
        """Return what to add to `picture` so that it carries `payload`."""
        height, width = picture.shape[:2]
        gray = luma(picture)
        view = resized(gray, *canonical(width, height, octave(width, height)))
        amplitude = visibility(view)
        shown = resized(gray, *_platform(width, height))
        found = strengthen(
            Subject(luma=shown, amplitude=amplitude, quarter=(width // 4, height // 4)),
            payload,
            margin=preset.value.margin,
            limit=255 * 10 ** (-preset.value.psnr / 20),
        )
        residual = resized(
            cover(found.values * RING.gains, amplitude) * np.float32(found.strength), width, height
        )
        mse = float(np.mean(np.square(np.rint(residual))))
        small = resized(residual, *_platform(width, height))
        alike = ssim(shown, np.clip(np.rint(shown + small), 0, 255))
        return Plan(
            residual=residual,
            strength=found.strength,
            quality=Quality(psnr=psnr(mse), ssim=alike),
            margin=found.margin,
        )


def _platform(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, PLATFORM_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
