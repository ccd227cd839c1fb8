"""Pack samples into the filtered, compressed rows of a PNG file (PNG, third edition, 7 to 10)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.durable.pictures.shading import Samples

    Bytes = NDArray[np.uint8]

_PASSES = (  # first row and column, and steps between rows and columns, of Adam7 (8.2)
    *((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4)),
    *((2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)),
)
_BAND = 128  # rows filtered at once
_LEVELS = (1, 3, 6, 9)  # for what a stream says of its own compression (RFC 1950, FLEVEL)


def level_of(stream: bytes) -> int:
    """Return how hard a compressed stream was worked on, 1 to 9, as it says itself."""
    return _LEVELS[stream[1] >> 6] if len(stream) > 1 else 6


def pack(samples: Samples, *, interlaced: bool, level: int) -> bytes:
    """Return the compressed rows of a picture: rows, columns and channels of 8 or 16 bits."""
    stream = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_FILTERED)
    parts = []
    for part in _parts(samples, interlaced=interlaced):
        ordered = part.astype(part.dtype.newbyteorder(">"), copy=False)
        octets = np.ascontiguousarray(ordered).view(np.uint8).reshape(len(part), -1)
        step = part.shape[2] * part.dtype.itemsize
        parts += [stream.compress(rows) for rows in _filtered(octets, step)]
    return b"".join((*parts, stream.flush()))


def _parts(samples: Samples, *, interlaced: bool) -> Iterator[Samples]:
    if not interlaced:
        yield samples
        return
    for row, column, down, right in _PASSES:
        part = samples[row::down, column::right]
        if part.size:
            yield part


def _filtered(octets: Bytes, step: int) -> Iterator[bytes]:
    """Filter each row in the way whose differences are smallest in sum (12.7)."""
    above = np.zeros((1, octets.shape[1]), np.uint8)
    for top in range(0, len(octets), _BAND):
        rows = octets[top : top + _BAND]
        up = np.concatenate((above, rows[:-1]))
        choices = np.stack(_differences(rows, up, step))
        costs = np.abs(choices.view(np.int8).astype(np.int16)).sum(axis=2, dtype=np.int64)
        best = costs.argmin(axis=0)
        chosen = choices[best, np.arange(len(rows))]
        yield np.column_stack((best.astype(np.uint8), chosen)).tobytes()
        above = rows[-1:]


def _differences(rows: Bytes, up: Bytes, step: int) -> tuple[Bytes, ...]:
    """Return the rows under the five filters, in the order of their numbers (9.2)."""
    left, corner = np.zeros_like(rows), np.zeros_like(rows)
    left[:, step:], corner[:, step:] = rows[:, :-step], up[:, :-step]
    a, b, c = (each.astype(np.int16) for each in (left, up, corner))
    to_left, to_up, to_corner = np.abs(b - c), np.abs(a - c), np.abs(a + b - 2 * c)
    paeth = np.where(
        (to_left <= to_up) & (to_left <= to_corner), left, np.where(to_up <= to_corner, up, corner)
    )
    average = ((a + b) >> 1).astype(np.uint8)
    return rows, rows - left, rows - up, rows - average, rows - paeth
