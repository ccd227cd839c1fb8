"""Which bytes of a signed file its signature covers, as the report's own map tells.

The credentials themselves are not among them, nor the few bytes with which a container wraps
them: each format has its own, and what matters there is covered by other hashes.
"""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from provenance.evidence.coverage.parts import merged, without

if TYPE_CHECKING:
    from provenance.evidence.coverage.parts import Range
    from provenance.model.report import Report

WRAPPING = 64
STORE_HEADER = 38  # the engine hands over a copy of a PDF's store that differs behind this


def covered(data: bytes, store: bytes, report: Report) -> list[Range]:
    """Return the ranges of a signed file in which a changed bit has to be noticed.

    Raises:
        LookupError: The manifest store does not lie in the file in one piece.
    """
    assert len(report.uncovered) < 500, "the report does not list all"
    left_out = [(each.start, each.start + each.length) for each in report.uncovered]
    return without([(0, len(data))], merged([*left_out, _credentials(data, store)]))


def place(ranges: list[Range], share: float) -> int:
    """Return the offset that lies at this share of all covered bytes."""
    ends = list(accumulate(end - start for start, end in ranges))
    wanted = min(int(share * ends[-1]), ends[-1] - 1)
    chosen = bisect_right(ends, wanted)
    before = ends[chosen - 1] if chosen else 0
    return ranges[chosen][0] + wanted - before


def flipped(data: bytes, offset: int, bit: int) -> bytes:
    """Return the file with one bit of one byte changed."""
    return data[:offset] + bytes([data[offset] ^ (1 << bit)]) + data[offset + 1 :]


def _credentials(data: bytes, store: bytes) -> Range:
    for written, length in (
        (store, len(store)),
        (b64encode(store), len(b64encode(store))),
        (store[:STORE_HEADER], len(store)),
    ):
        start = data.find(written)
        if start >= 0:
            return max(0, start - WRAPPING), min(len(data), start + length + WRAPPING)
    raise LookupError("the manifest store does not lie in the file in one piece")
