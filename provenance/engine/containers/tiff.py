"""Walk the directories of TIFF, BigTIFF, DNG and raw files (TIFF 6.0, section 2; BigTIFF)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSIC, BIG = 42, 43
CLASSIC_HEADER, BIG_HEADER = 8, 16
SUB_IFDS, EXIF_IFD, GPS_IFD = 330, 34665, 34853
BYTE, ASCII, SHORT, LONG, UNDEFINED, LONG8 = 1, 2, 3, 4, 7, 16
SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, 13: 4, LONG8: 8, 18: 8}  # 13, 18: IFD offsets
UNREAD = {UNDEFINED: 1, 5: 8, 10: 8}  # 5, 10: pairs of numbers
MOST_VALUES = 64  # of one entry; no tag that matters here has more
MOST_SUB_IFDS = 1_000  # of one entry; the engine itself refuses more


class Entry(NamedTuple):
    """One entry: its tag, the numbers or bytes of its value, cut off after a few, and where it lies.

    Of undefined values (type 7) and fractions nothing is read; their place and size are told.
    """

    tag: int
    value: tuple[int, ...]
    place: int = 0
    size: int = 0


class _Layout(NamedTuple):
    """How one flavour of TIFF lays out a directory; formats of `struct`."""

    order: str
    entries: str
    entry: str
    offset: str

    def unpack(self, kind: str, data: bytes) -> tuple[int, ...]:
        return struct.unpack(self.order + kind, data)

    def size(self, kind: str) -> int:
        return struct.calcsize(self.order + kind)


def walk(content: BinaryIO) -> Iterator[Entry]:
    """Yield every entry of every directory, each directory once, and every step to another."""
    layout, first = _header(content)
    if layout is None:
        return
    ahead, seen = [first], {0}
    while ahead:
        start = ahead.pop()
        if start in seen:
            continue
        seen.add(start)
        size = layout.size(layout.entries)
        head = bytes_at(content, start, size)
        if len(head) < size:
            continue
        (entries,) = layout.unpack(layout.entries, head)
        position = start + size
        for _ in range(entries):
            entry = _entry(content, layout, position)
            if entry is None:
                return
            yield entry
            if entry.tag in {SUB_IFDS, EXIF_IFD, GPS_IFD}:
                for place in entry.value:
                    yield Entry(entry.tag, (place,))
                    ahead.append(place)
            position += layout.size(layout.entry)
        following = bytes_at(content, position, layout.size(layout.offset))
        if len(following) == layout.size(layout.offset):
            ahead.extend(layout.unpack(layout.offset, following))


def _header(content: BinaryIO) -> tuple[_Layout | None, int]:
    head = bytes_at(content, 0, BIG_HEADER)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < CLASSIC_HEADER:
        return None, 0
    (version,) = struct.unpack_from(order + "H", head, 2)
    if version == CLASSIC:
        return _Layout(order, "H", "HHI4s", "I"), *struct.unpack_from(order + "I", head, 4)
    if version == BIG and len(head) == BIG_HEADER:
        return _Layout(order, "Q", "HHQ8s", "Q"), *struct.unpack_from(order + "Q", head, 8)
    return None, 0


def _entry(content: BinaryIO, layout: _Layout, position: int) -> Entry | None:
    raw = bytes_at(content, position, layout.size(layout.entry))
    if len(raw) < layout.size(layout.entry):
        return None
    tag, kind, count, inline = struct.unpack(layout.order + layout.entry, raw)
    size = SIZES.get(kind) or UNREAD.get(kind, 1)
    whole, place = size * count, position + len(raw) - len(inline)
    if whole > len(inline):
        (place,) = layout.unpack(layout.offset, inline)
    if kind not in SIZES:
        return Entry(tag, (), place, whole * (kind in UNREAD))
    count = min(count, MOST_SUB_IFDS if tag == SUB_IFDS else MOST_VALUES)
    if whole > len(inline):
        inline = bytes_at(content, place, size * count)
    count = min(count, len(inline) // size)
    letter = {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
    value = struct.unpack_from(f"{layout.order}{count}{letter}", inline)
    return Entry(tag, value, place, whole)
