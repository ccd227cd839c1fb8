"""Plan a mark: shape it, find its strength, bring it to the full size of the picture.

The picture itself is never resampled: only what is added to it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.watermark.canvas import canonical, luma, octave, resized
from provenance.durable.watermark.loop import Subject, strengthen
from provenance.durable.watermark.plan import Plan
from provenance.durable.watermark.platforms import PLATFORM_SIDE
from provenance.durable.watermark.quality import PEAK, Quality, psnr, ssim
from provenance.durable.watermark.shaping import visibility
from provenance.durable.watermark.tile import RING, cover

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.watermark.presets import Demand
    from provenance.durable.watermark.tile import Floats


def planned(picture: Pixels, payload: int, demand: Demand) -> Plan:
    """Return the weakest mark that meets a demand, at the picture's full size."""
    height, width = picture.shape[:2]
    gray = luma(picture)
    amplitude = visibility(resized(gray, *canonical(width, height, octave(width, height))))
    scale = min(1.0, PLATFORM_SIDE / max(width, height))
    shown = resized(gray, max(1, round(width * scale)), max(1, round(height * scale)))
    found = strengthen(
        Subject(luma=shown, amplitude=amplitude, quarter=(width // 4, height // 4)),
        payload,
        margin=demand.margin,
        limit=PEAK * 10 ** (-demand.psnr / 20),
    )
    field = cover(found.values * RING.gains, amplitude) * np.float32(found.strength)
    residual = resized(field, width, height)
    return Plan(
        residual=residual,
        strength=found.strength,
        quality=_quality(shown, residual),
        margin=found.margin,
    )


def _quality(shown: Floats, residual: Floats) -> Quality:
    height, width = shown.shape
    marked = np.clip(np.rint(shown + resized(residual, width, height)), 0, PEAK)
    square = sum(float(np.square(np.rint(rows)).sum()) for rows in residual)
    return Quality(psnr=psnr(square / residual.size), ssim=ssim(shown, marked))
