"""The closed loop: the lowest strength at which the mark comes back from every platform."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.watermark import code
from provenance.durable.watermark.canvas import resized
from provenance.durable.watermark.decoding import weigh
from provenance.durable.watermark.platforms import PLATFORMS, Platform
from provenance.durable.watermark.quality import PEAK
from provenance.durable.watermark.synchronisation import expected_score, fold, whiten
from provenance.durable.watermark.tile import RING, SIDE, Floats, Spectrum, bins, cover

if TYPE_CHECKING:
    from collections.abc import Iterator


_READABLE = 0.66
"""Mean over deviation of the evidence from which on payloads are read, as measured; hardly any below."""
_FOUND = 6.5
"""Score of the pilots that leaves no doubt among all poses of a search."""
_FIRST = 0.9
"""Root of the mean square of the residual, in 8-bit steps, that the search starts from: 49 dB."""
_QUIETEST = 0.5
"""Likewise, below which rounding to whole steps leaves too little of the mark: 54 dB."""
_STEPS, _WIDEST, _CORRECTIONS = 6, 2.0, 2
_SPARE, _CLOSE = 0.02, 1.05
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """A picture as the loop sees it.

    Attributes:
        luma: Its brightness at a platform's size, or its own when that is smaller.
        amplitude: How strong the mark may be at each place, at canonical size.
        quarter: Width and height that a platform makes the picture smaller to.
        reduced: Whether the picture itself is a good deal larger than `luma`.
    """

    luma: Floats
    amplitude: Floats
    quarter: tuple[int, int]
    reduced: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What the loop ended with: how strong, and how clearly that is read."""

    strength: float
    margin: float


def strengthen(subject: Subject, payload: int, *, margin: float, limit: float) -> Found:
    """Return the weakest mark that is read with `margin`, but none stronger than `limit`.

    Args:
        subject: The picture.
        payload: What the mark says.
        margin: How clearly it is to be read after the worst platform; 1.0 is just so.
        limit: Root of the mean square of the residual, in 8-bit steps, that is not exceeded.
    """
    trial = _Trial(subject, code.encode(payload))
    strength, reached = _weakest(trial, trial.strongest(_FIRST), margin, trial.strongest(limit))
    quietest = trial.strongest(min(_QUIETEST, limit))
    if strength < quietest:
        strength, reached = quietest, trial.margin(quietest)
    return Found(strength=strength, margin=reached)


def _weakest(trial: _Trial, strength: float, margin: float, most: float) -> tuple[float, float]:
    """Approach the margin from `strength`: clarity grows with strength, mostly in proportion.

    Returns:
        The weakest strength tried that reached the margin, or the strongest tried, and what it
        reached.
    """
    strength = min(strength, most)
    weak: tuple[float, float] | None = None
    enough: tuple[float, float] | None = None
    for _ in range(_STEPS):
        reached = trial.margin(strength)
        if reached >= margin:
            enough = (strength, reached)
        else:
            weak = (strength, reached)
        if (enough and enough[1] <= margin * _CLOSE) or (weak and weak[0] >= most):
            break
        strength = min(most, _next(weak, enough, margin + _SPARE))
    return enough or weak or (strength, 0.0)


def _next(
    weak: tuple[float, float] | None, enough: tuple[float, float] | None, wanted: float
) -> float:
    """Return the strength to try next: between two tried ones, or in proportion to one."""
    if weak and enough:
        share = math.log(wanted / max(weak[1], _TINY)) / math.log(enough[1] / max(weak[1], _TINY))
        return weak[0] * math.pow(enough[0] / weak[0], min(max(share, 0.2), 0.8))
    strength, reached = weak or enough or (1.0, wanted)
    return strength * min(max(wanted / max(reached, _TINY), 1 / _WIDEST), _WIDEST)


class _Trial:
    """One mark over one picture, tried at several strengths."""

    def __init__(self, subject: Subject, coded: Floats) -> None:
        self._subject, self._coded = subject, coded
        height, width = subject.luma.shape
        self._residual = resized(cover(coded, subject.amplitude), width, height)

    def strongest(self, limit: float) -> float:
        """Return the strength at which what is seen changes by `limit`: white stays white."""
        strength = limit / (float(np.sqrt(np.mean(self._residual**2))) + _TINY)
        for _ in range(_CORRECTIONS):
            change = np.clip(self._marked(strength), 0, PEAK) - self._subject.luma
            strength *= min(limit / (float(np.sqrt(np.mean(change**2))) + _TINY), _WIDEST)
        return strength

    def margin(self, strength: float) -> float:
        """Return how clearly the mark is read after the worst platform, over what is needed."""
        return min(
            min(
                _clarity(_evidence(values) * self._coded) / _READABLE,
                expected_score(values) / _FOUND,
            )
            / platform.need
            for platform in PLATFORMS
            for values in self._seen(platform, strength)
        )

    def _seen(self, platform: Platform, strength: float) -> Iterator[Spectrum]:
        """Yield what the bins hold of what comes back, of the whole or of each corner."""
        field = whiten(self._returned(platform, strength))
        height, width = field.shape
        if platform.kept == 1.0:
            yield bins(fold(field))
            return
        rows, columns = (round(side * platform.kept) for side in (height, width))
        # Only whole tiles are left out, so that the tile begins where it did.
        downs, rights = (_starts(side, kept) for side, kept in ((height, rows), (width, columns)))
        for down in downs:
            for right in rights:
                yield bins(fold(field[down : down + rows, right : right + columns]))

    def _returned(self, platform: Platform, strength: float) -> Floats:
        subject, marked = self._subject, np.rint(self._marked(strength))
        shown = platform.shown(marked, subject.quarter, reduced=subject.reduced)
        height, width = subject.amplitude.shape
        return resized(shown, width, height)

    def _marked(self, strength: float) -> Floats:
        return self._subject.luma + self._residual * np.float32(strength)


def _starts(side: int, kept: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((0, (side - kept) // SIDE * SIDE)))


def _evidence(values: Spectrum) -> Floats:
    return np.bincount(
        RING.carried, weights=weigh(values) * RING.signs, minlength=code.CODED
    ).astype(np.float64)


def _clarity(agreeing: Floats) -> float:
    """Return the mean over the deviation of evidence, positive where it speaks for the mark."""
    return float(agreeing.mean() / (agreeing.std() + _TINY))
