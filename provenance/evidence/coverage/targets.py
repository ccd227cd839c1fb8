"""Follow the indexes of a film or a HEIF picture to the data that a player would show.

What an index points to is content, whatever box it lies in: in a `free` box too
(ISO/IEC 14496-12: 8.7.5, 8.8.7, 8.8.8, 8.11.3).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from provenance.evidence.coverage.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.evidence.coverage.bmff import Box
    from provenance.evidence.coverage.parts import Range
    from provenance.evidence.coverage.source import Source

NAME = "picture, sound or film data outside of the boxes for them"
LARGEST_INDEX = 1 << 24  # bytes of one: offsets of millions of pieces
FOR_EACH_STEP = 64  # entries of an index that count as one part
FULL, WORD = 4, 4
TRACK = 2  # steps of a path up to the track
SELF_CONTAINED = b"\0\0\1"  # flags of an entry of `dref`: the data are in this file
BASE_GIVEN, OFFSET_GIVEN = 0x01, 0x01  # flags of `tfhd` and of `trun`
FILE_OFFSET = 0  # a construction method of `iloc`


def targets(source: Source, boxes: Sequence[Box]) -> Iterator[Part]:
    """Yield the first byte of each piece of content, or all of it where its length is written."""
    fragment = base = 0
    references = (each for each in boxes if each.kind == b"dref")
    elsewhere = {
        each.path[:TRACK] for each in references if not _is_here(source, each.start + each.header)
    }
    for box in boxes:
        place = box.start + box.header
        if box.kind == b"moof":
            fragment = base = box.start
        elif box.kind in {b"stco", b"co64"} and box.path[:TRACK] not in elsewhere:
            yield from _pieces(source, box, "I" if box.kind == b"stco" else "Q")
        elif box.kind == b"tfhd":
            base = _base(source, place, fragment)
        elif box.kind == b"trun":
            yield from _run(source, place, base)
        elif box.kind == b"iloc":
            yield from map(_part, _extents(_payload(source, box)))


def _part(target: Range) -> Part:
    start, length = target
    return Part(name=NAME, kind="content", start=start, length=length)


def _is_here(source: Source, place: int) -> bool:
    """Tell whether the first entry of a `dref` box says that the data are in this file."""
    entry = source.at(place + FULL + WORD, 12)
    return len(entry) < 12 or entry[9:12] == SELF_CONTAINED  # noqa: PLR2004  # a header and flags


def _payload(source: Source, box: Box) -> bytes:
    source.step(max(0, box.end - box.start) // FOR_EACH_STEP)
    return source.at(box.start + box.header, min(LARGEST_INDEX, box.end - box.start - box.header))


def _pieces(source: Source, box: Box, letter: str) -> Iterator[Part]:
    data = _payload(source, box)[FULL + WORD :]
    size = struct.calcsize(letter)
    # Some programs write 0 where a track has nothing.
    for start in set(struct.unpack_from(f">{len(data) // size}{letter}", data)) - {0}:
        yield _part((start, 1))


def _base(source: Source, place: int, fragment: int) -> int:
    head = source.at(place, FULL + WORD + 8).ljust(FULL + WORD + 8, b"\0")
    given = int.from_bytes(head[1:FULL]) & BASE_GIVEN
    return int.from_bytes(head[FULL + WORD :]) if given else fragment


def _run(source: Source, place: int, base: int) -> Iterator[Part]:
    head = source.at(place, FULL + 2 * WORD)
    if len(head) == FULL + 2 * WORD and int.from_bytes(head[1:FULL]) & OFFSET_GIVEN:
        (offset,) = struct.unpack_from(">i", head, FULL + WORD)
        yield _part((base + offset, 1))


def _extents(data: bytes) -> Iterator[Range]:
    """Yield start and length of each piece that lies at an offset in the file."""
    numbers = _Numbers(data)
    version = numbers.take(1)
    numbers.take(3)
    sizes = numbers.take(2)
    offset_size, length_size, base_size, index_size = (sizes >> bits & 15 for bits in (12, 8, 4, 0))
    for _ in range(numbers.take(4 if version == 2 else 2)):  # noqa: PLR2004  # of `iloc`
        numbers.take(4 if version == 2 else 2)  # noqa: PLR2004  # its item
        method = numbers.take(2) & 15 if version else FILE_OFFSET
        numbers.take(2)
        base = numbers.take(base_size)
        for _ in range(numbers.take(2)):
            numbers.take(index_size if version else 0)
            start, length = base + numbers.take(offset_size), numbers.take(length_size)
            if numbers.ended:
                return
            if method == FILE_OFFSET and (start or length):
                yield start, max(1, length)
        if numbers.ended:
            return


class _Numbers:
    """Take numbers of any size from some bytes, one behind the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def ended(self) -> bool:
        """Tell whether more was taken than there is."""
        return self._place > len(self._data)

    def take(self, size: int) -> int:
        """Return the next number; what is lacking counts as nothing."""
        self._place += size
        return int.from_bytes(self._data[self._place - size : self._place])
