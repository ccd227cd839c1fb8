"""The closed loop: the lowest strength at which the mark comes back from every platform.

It also looks at which bins the picture speaks against the mark, draws those more strongly, and
the others less (informed embedding): the noise that the picture itself is to the mark is known
to whoever writes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.watermark import code
from provenance.durable.watermark.canvas import resized
from provenance.durable.watermark.decoding import weigh
from provenance.durable.watermark.platforms import PLATFORMS, Platform
from provenance.durable.watermark.synchronisation import fold, whiten
from provenance.durable.watermark.tile import RING, SIDE, Floats, Spectrum, bins, cover

if TYPE_CHECKING:
    from collections.abc import Iterator


_READABLE = 0.66
"""Mean over deviation of the evidence from which on payloads are read, as measured; hardly any below."""
_FIRST = 0.9
"""Root of the mean square of the residual, in 8-bit steps, that the search starts from: 49 dB."""
_ROUNDS, _STEPS, _WIDEST = 2, 5, 2.0
_SPARE, _CLOSE = 0.02, 1.06
_BALANCE, _LEAST_GAIN, _MOST_GAIN = 0.6, 0.5, 1.8
_TINY = 1e-9
_PLAIN = Platform(quality=75)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """A picture as the loop sees it.

    Attributes:
        luma: Its brightness at a platform's size, or its own when that is smaller.
        amplitude: How strong the mark may be at each place, at canonical size.
        quarter: A quarter of the full width, and of the full height.
    """

    luma: Floats
    amplitude: Floats
    quarter: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What the loop ended with: what the bins hold, how strong, and how clearly that is read."""

    values: Spectrum
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
    coded = code.encode(payload)
    trial = _Trial(subject, RING.values(coded), coded)
    strength = min(_FIRST, limit) / trial.deviation
    for _ in range(_ROUNDS):
        strength, _ = _weakest(trial, strength, margin, limit)
        trial = _Trial(subject, trial.balanced(strength), coded)
    strength, reached = _weakest(trial, strength, margin, limit)
    return Found(values=trial.values, strength=strength, margin=reached)


def _weakest(trial: _Trial, strength: float, margin: float, limit: float) -> tuple[float, float]:
    """Approach the margin from `strength`: clarity grows with strength, mostly in proportion.

    Returns:
        The weakest strength tried that reached the margin, or the strongest tried, and what it
        reached.
    """
    most = limit / trial.deviation
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
    """One tile over one picture, tried at several strengths."""

    def __init__(self, subject: Subject, values: Spectrum, coded: Floats) -> None:
        self.values, self._subject, self._coded = values, subject, coded
        height, width = subject.luma.shape
        residual = cover(values * RING.gains, subject.amplitude)
        self.deviation = float(np.sqrt(np.mean(residual**2)))
        self._residual = resized(residual, width, height)

    def margin(self, strength: float) -> float:
        """Return how clearly the mark is read after the worst platform, over what is needed."""
        return min(
            _clarity(_evidence(values) * self._coded) / _READABLE
            for platform in PLATFORMS
            for values in self._seen(platform, strength)
        )

    def balanced(self, strength: float) -> Spectrum:
        """Return values that weigh more where the picture speaks against the mark."""
        (seen,) = self._seen(_PLAIN, strength)
        agreeing = _evidence(seen) * self._coded
        wanted = _gains(agreeing)[RING.carried]
        values = self.values.copy()
        data = values[RING.data]
        values[RING.data] = data.real * wanted[0::2] + 1j * data.imag * wanted[1::2]
        values[RING.pilots] *= _gains((seen[RING.pilots] * np.conj(RING.phases)).real)
        return values

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
        marked = self._subject.luma + self._residual * np.float32(strength)
        shown = platform.shown(np.rint(marked), self._subject.quarter)
        height, width = self._subject.amplitude.shape
        return resized(shown, width, height)


def _starts(side: int, kept: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((0, (side - kept) // SIDE * SIDE)))


def _evidence(values: Spectrum) -> Floats:
    return np.bincount(
        RING.carried, weights=weigh(values) * RING.signs, minlength=code.CODED
    ).astype(np.float64)


def _clarity(agreeing: Floats) -> float:
    """Return the mean over the deviation of evidence, positive where it speaks for the mark."""
    return float(agreeing.mean() / (agreeing.std() + _TINY))


def _gains(agreeing: Floats) -> Floats:
    """Return gains that raise what agrees less than the mean, and lower what agrees more."""
    relative = agreeing / (max(float(agreeing.mean()), 0.0) + _TINY)
    return np.asarray(np.clip(1 + _BALANCE * (1 - relative), _LEAST_GAIN, _MOST_GAIN), np.float32)
