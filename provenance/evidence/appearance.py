"""Tell whether two small pictures show the same scene, by their lowest spatial frequencies.

Two measures over the lowest 16 by 16 coefficients of a discrete cosine transform: how many
of their signs differ (C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
Functions", 2010, in its form of 256 bits), and how well they correlate, which alone says
something of smooth pictures. Both forgive compression, resizing and changes of tone;
neither sees a small change.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cache
from operator import mul
from statistics import median
from typing import TYPE_CHECKING

from provenance.evidence import framing
from provenance.model.look import SIDE, Miniature

if TYPE_CHECKING:
    from collections.abc import Iterator

FREQUENCIES = 16
"""Along each axis."""

# Measured on 159 photographs, drawings and screens: renditions of one picture differ in at
# most 64 bits or correlate better than 0.97, save for one in a hundred; of two unlike
# pictures 99 in 100 differ in 96 bits or more and correlate worse than 0.85.
SAME_BITS, SAME_CORRELATION = 64, 0.97
UNLIKE_BITS, UNLIKE_CORRELATION = 96, 0.85

FLAT = 2.0
"""Least standard deviation, in grey levels, of a picture that shows anything at all."""


class Likeness(StrEnum):
    """How two pictures compare."""

    SAME = "same"
    UNLIKE = "unlike"
    UNCERTAIN = "uncertain"


def compare(picture: Miniature, thumbnail: Miniature) -> Likeness:
    """Tell whether both show the same scene, whichever way either is turned or mirrored.

    Bars around either and a moderate crop are seen through.
    """
    if min(_spread(picture), _spread(thumbnail)) < FLAT:
        return Likeness.UNCERTAIN
    found = Likeness.UNLIKE
    for one, other in framing.pairs(picture, thumbnail):
        bits, correlation = _measure(_spectrum(one), _spectrum(other))
        if bits <= SAME_BITS or correlation >= SAME_CORRELATION:
            return Likeness.SAME
        if bits < UNLIKE_BITS or correlation >= UNLIKE_CORRELATION:
            found = Likeness.UNCERTAIN
    return found


Spectrum = tuple[float, ...]
"""FREQUENCIES rows of FREQUENCIES coefficients, orthonormal, without the first: brightness."""


def _measure(one: Spectrum, other: Spectrum) -> tuple[int, float]:
    """Return how many signs differ and how well both correlate, as they agree best."""
    signs, size = _signs(one), math.hypot(*one)
    bits, correlation = FREQUENCIES * FREQUENCIES, -1.0
    for turned in _orientations(other):
        bits = min(bits, (signs ^ _signs(turned)).bit_count())
        together = size * math.hypot(*turned)
        if together:
            correlation = max(correlation, sum(map(mul, one, turned)) / together)
    return bits, correlation


def _spectrum(picture: Miniature) -> Spectrum:
    waves = _waves()
    rows = [picture.luma[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    across = [[sum(map(mul, wave, row)) for wave in waves] for row in rows]
    columns = list(zip(*across, strict=True))
    values = [sum(map(mul, wave, column)) for wave in waves for column in columns]
    return (0.0, *values[1:])


@cache
def _waves() -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(
            math.cos(math.pi * (at + 0.5) * frequency / SIDE) * (1 if frequency else math.sqrt(0.5))
            for at in range(SIDE)
        )
        for frequency in range(FREQUENCIES)
    )


def _orientations(values: Spectrum) -> Iterator[Spectrum]:
    """Yield the coefficients of the picture in its eight orientations.

    Mirroring changes the sign of the odd frequencies of its axis; a turn is a mirroring of
    the transposed picture.
    """
    for upright in (values, tuple(values[at] for at in _transposed())):
        for signs in _mirrorings():
            yield tuple(map(mul, upright, signs))


@cache
def _transposed() -> tuple[int, ...]:
    return tuple(
        down * FREQUENCIES + across for across in range(FREQUENCIES) for down in range(FREQUENCIES)
    )


@cache
def _mirrorings() -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(
            (-1) ** (down * vertical + across * horizontal)
            for down in range(FREQUENCIES)
            for across in range(FREQUENCIES)
        )
        for vertical in (0, 1)
        for horizontal in (0, 1)
    )


def _signs(values: Spectrum) -> int:
    """Return one bit for each coefficient: whether it is above the median."""
    middle = median(values[1:])
    return sum(1 << at for at, value in enumerate(values) if at and value > middle)


def _spread(picture: Miniature) -> float:
    mean = sum(picture.luma) / len(picture.luma)
    return math.sqrt(sum((value - mean) ** 2 for value in picture.luma) / len(picture.luma))
