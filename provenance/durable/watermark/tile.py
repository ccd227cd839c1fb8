"""The tile of which the mark is made: a ring of frequencies, some known, the others carrying bits.

A picture is covered with copies of one square tile, so that every part of it holds the whole
mark, and adding the copies up again makes the picture cancel out and the mark stand out. The
spectrum of the tile is a ring: below it lies what eyes see best, above it what JPEG drops.
Of its bins a quarter are pilots of known phase, which tell where the tile begins and how it
is turned; the others carry two signs each.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from provenance.durable.watermark.code import CODED

Floats = NDArray[np.floating[Any]]
Indices = NDArray[np.intp]
Spectrum = NDArray[np.complexfloating[Any, Any]]

SIDE = 128
"""Pixels of a tile's side, at the canonical size of a picture."""
INNER, OUTER = 7.0, 28.0
"""Radii of the ring, in cycles per side."""
_SEED = b"org.media-provenance.watermark.1"
_PILOT_GAIN = 1.25
_SLOPE = 0.35
"""Higher frequencies are seen less, and carry more: amplitude grows with this power of radius."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ring:
    """Where in a tile's spectrum what is carried; one entry per bin of the upper half plane.

    Attributes:
        rows: Cycles downwards, negative too.
        columns: Cycles to the right, at least one.
        radii: Of each bin.
        pilots: Which bins are pilots.
        data: Which bins carry signs.
        phases: Of the pilots, as complex numbers of length one.
        signs: A fixed sign for each dimension, real and imaginary part of each data bin in turn.
        carried: Which coded sign each dimension carries.
    """

    rows: Indices
    columns: Indices
    radii: Floats
    pilots: Indices
    data: Indices
    phases: Spectrum
    signs: Floats
    carried: Indices

    def values(self, coded: Floats) -> Spectrum:
        """Return what the bins hold for coded signs."""
        dimensions = self.signs * coded[self.carried]
        held = np.empty(len(self.radii), np.complex64)
        held[self.pilots] = self.phases * np.float32(_PILOT_GAIN)
        held[self.data] = (dimensions[0::2] + 1j * dimensions[1::2]) / np.sqrt(np.float32(2))
        slope = np.power(self.radii / np.float32(OUTER), np.float32(_SLOPE))
        return np.asarray(held * slope, np.complex64)


def draw(coded: Floats) -> Floats:
    """Return the tile of some coded signs, scaled to a standard deviation of 1."""
    spectrum = np.zeros((SIDE, SIDE // 2 + 1), np.complex64)
    spectrum[RING.rows % SIDE, RING.columns] = RING.values(coded)
    tile = np.fft.irfft2(spectrum, (SIDE, SIDE)).astype(np.float32)
    return np.asarray(tile / tile.std(), np.float32)


def cover(coded: Floats, amplitude: Floats) -> Floats:
    """Return a field covered with the tile of some coded signs, as strong as `amplitude`."""
    height, width = amplitude.shape
    copies = np.tile(draw(coded), (-(-height // SIDE), -(-width // SIDE)))
    return np.asarray(copies[:height, :width] * amplitude, np.float32)


def bins(tile: Floats) -> Spectrum:
    """Return what the bins of a tile hold."""
    spectrum = np.fft.rfft2(tile)
    return spectrum[RING.rows % SIDE, RING.columns].astype(np.complex64)


def _numbers(count: int, purpose: bytes) -> NDArray[np.uint64]:
    """Return numbers that are the same for ever: they are part of the algorithm's name."""
    drawn = hashlib.shake_256(_SEED + b"/" + purpose).digest(8 * count)
    return np.frombuffer(drawn, "<u8")


def _ring() -> Ring:
    rows, columns = np.meshgrid(
        np.arange(-SIDE // 2, SIDE // 2), np.arange(SIDE // 2), indexing="ij"
    )
    radii = np.hypot(rows, columns)
    # What repeats along one axis alone is seen as stripes, and is common in pictures.
    chosen = (radii >= INNER) & (radii <= OUTER) & (columns > 0) & (rows != 0)
    count = int(chosen.sum())
    order = np.argsort(_numbers(count, b"pilots"), kind="stable")
    pilots, data = np.sort(order[: count // 4]), np.sort(order[count // 4 :])
    quarters = (_numbers(len(pilots), b"phases") & np.uint64(3)).astype(np.float64)
    dimensions = 2 * len(data)
    return Ring(
        rows=rows[chosen],
        columns=columns[chosen],
        radii=radii[chosen].astype(np.float32),
        pilots=pilots,
        data=data,
        phases=np.exp(0.5j * np.pi * (quarters + 0.5)).astype(np.complex64),
        signs=1 - 2 * (_numbers(dimensions, b"signs") & np.uint64(1)).astype(np.float32),
        carried=_carried(dimensions),
    )


def _carried(dimensions: int) -> Indices:
    """Spread the coded signs over the dimensions, each equally often."""
    rounds = [
        np.argsort(_numbers(CODED, b"carried %d" % number), kind="stable")
        for number in range(dimensions // CODED + 1)
    ]
    return np.concatenate(rounds)[:dimensions]


RING = _ring()
