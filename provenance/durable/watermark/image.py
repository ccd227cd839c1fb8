"""The mark of pictures: plan it, and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.interface import Detection
from provenance.durable.watermark import finding
from provenance.durable.watermark.canvas import canonical, luma, octave, resized
from provenance.durable.watermark.code import encode
from provenance.durable.watermark.embedding import Plan, cover
from provenance.durable.watermark.presets import Preset
from provenance.durable.watermark.quality import Quality, psnr
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
        values = RING.values(encode(payload)) * RING.gains
        residual = resized(cover(values, visibility(view)), width, height)
        strength = min(1.0, 10 ** ((psnr(float(np.mean(residual**2))) - preset.value.psnr) / 20))
        residual *= np.float32(strength)
        mse = float(np.mean(np.square(np.rint(residual))))
        return Plan(
            residual=residual,
            strength=strength,
            quality=Quality(psnr=psnr(mse), ssim=1.0),
            margin=1.0,
        )
