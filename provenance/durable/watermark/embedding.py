"""Plan a mark: shape it, find its strength, bring it to the full size of the picture.

The picture itself is never resampled: only what is added to it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.watermark.canvas import canonical, luma, octave, resized
from provenance.durable.watermark.code import encode
from provenance.durable.watermark.loop import Found, Subject, strengthen
from provenance.durable.watermark.plan import Plan
from provenance.durable.watermark.platforms import PLATFORM_SIDE
from provenance.durable.watermark.quality import PEAK, Quality, psnr, ssim
from provenance.durable.watermark.shaping import Shape, visibility
from provenance.durable.watermark.tile import cover

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.watermark.presets import Demand
    from provenance.durable.watermark.tile import Floats

_ROWS = 128
_LEAST_QUARTER = 250
"""Pixels of the long side: small pictures are not made smaller still."""
_LARGER = 1.5


def planned(picture: Pixels, payload: int, demand: Demand) -> Plan:
    """Return the weakest mark that meets a demand, at the picture's full size."""
    height, width = picture.shape[:2]
    gray = luma(picture)
    view = resized(gray, *canonical(width, height, octave(width, height)))
    scale = min(1.0, PLATFORM_SIDE / max(width, height))
    # Whole steps, as in the picture: where it is flat, they swallow what is less than half of one.
    shown = np.rint(resized(gray, max(1, round(width * scale)), max(1, round(height * scale))))
    found, amplitude = _shaped(view, shown, (width, height), payload, demand)
    residual = resized(
        cover(encode(payload), amplitude) * np.float32(found.strength), width, height
    )
    small = resized(residual, shown.shape[1], shown.shape[0])
    alike = ssim(shown, np.clip(np.rint(shown + small), 0, PEAK))
    return Plan(
        residual=residual,
        strength=found.strength,
        quality=Quality(psnr=psnr(_mean_square(picture, residual)), ssim=alike),
        margin=found.margin,
    )


def _shaped(
    view: Floats, shown: Floats, full: tuple[int, int], payload: int, demand: Demand
) -> tuple[Found, Floats]:
    """Return the first shape that meets the demand, or what comes nearest."""
    limit = PEAK * 10 ** (-demand.psnr / 20)
    quarter = max(0.25, min(1.0, _LEAST_QUARTER / max(full)))
    tried: list[tuple[Found, Floats]] = []
    for shape in Shape:
        subject = Subject(
            luma=shown,
            amplitude=visibility(view, shape),
            quarter=(round(full[0] * quarter), round(full[1] * quarter)),
            reduced=max(full) > _LARGER * PLATFORM_SIDE,
        )
        found = strengthen(subject, payload, margin=demand.margin, limit=limit)
        tried.append((found, subject.amplitude))
        if found.margin >= demand.margin:
            return tried[-1]
    return max(tried, key=lambda each: each[0].margin)


def _mean_square(picture: Pixels, residual: Floats) -> float:
    """Return by how much the marked pixels differ; in parts, for the memory's sake."""
    total = 0.0
    for start in range(0, len(residual), _ROWS):
        before = picture[start : start + _ROWS].astype(np.float32)
        added = np.rint(residual[start : start + _ROWS])[..., None]
        change = np.clip(before + added, 0, PEAK) - before
        total += float(np.vdot(change, change))
    return total / picture.size
