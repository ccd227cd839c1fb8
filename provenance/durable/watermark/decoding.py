"""Read the payload out of the bins of a tile that lies upright and begins where it should.

How sure is it? Whatever the picture, the fixed signs of the dimensions are to it like the throws of
a coin, pilots and weights know nothing of them, and so (Hoeffding) the sum of N
weighted dimensions agrees with one given payload as well as it does here with a probability of
at most exp(-sum² / 2 * sum of squares). That exponent, in bits, is the agreement. Less than
`LEAST_AGREEMENT` is not taken, so that each attempt on a picture without a mark
yields one of the 2^61 payloads of the two known schemas with a probability of less than
2^(61 - LEAST_AGREEMENT), before the CRC of 24 bits is even looked at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.payload import is_known
from provenance.durable.watermark import code
from provenance.durable.watermark.tile import INNER, OUTER, RING

if TYPE_CHECKING:
    from provenance.durable.watermark.tile import Floats, Spectrum

LEAST_AGREEMENT = 100.0
"""Bits; the least at which codes of this length are read at all lies above."""
_BANDS = 6
_LOUDEST = 8.0
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A payload that was read, and how many bits of agreement speak for it."""

    payload: int
    agreement: float


def read(values: Spectrum) -> Reading | None:
    """Return what the bins of a tile say, or None when it is nothing to rely on."""
    dimensions = weigh(values) * RING.signs
    evidence: Floats = np.bincount(RING.carried, weights=dimensions, minlength=code.CODED).astype(
        np.float64
    )
    payload = code.decode(evidence)
    if payload is None or not is_known(payload):
        return None
    found = agreement(evidence, dimensions, payload)
    return Reading(payload=payload, agreement=found) if found >= LEAST_AGREEMENT else None


def agreement(evidence: Floats, dimensions: Floats, payload: int) -> float:
    """Return how much speaks for a payload, in bits."""
    total = float(evidence @ code.encode(payload))
    squares = float(dimensions @ dimensions)
    return total * abs(total) / (2 * squares + _TINY) / math.log(2)


def weigh(values: Spectrum) -> Floats:
    """Return the dimensions, each weighted by what the pilots near its radius say of the noise."""
    band = np.clip((RING.radii - INNER) / (OUTER - INNER) * _BANDS, 0, _BANDS - 1).astype(np.intp)
    pilots = values[RING.pilots] * np.conj(RING.phases)
    weights = np.zeros(_BANDS, np.float32)
    for number in range(_BANDS):
        here = pilots[band[RING.pilots] == number]
        signal = max(float(here.real.mean()), 0.0)
        noise = float(np.mean(np.abs(here - here.real.mean()) ** 2))
        weights[number] = signal / (noise + _TINY)
    heard = values[RING.data] * weights[band[RING.data]]
    dimensions = np.empty(2 * len(heard), np.float32)
    dimensions[0::2], dimensions[1::2] = heard.real, heard.imag
    limit = _LOUDEST * float(np.median(np.abs(dimensions))) + _TINY
    return np.clip(dimensions, -limit, limit)
