"""Find the XMP and EXIF items of HEIF and AVIF pictures (ISO/IEC 14496-12, 8.11; 23008-12, A)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from provenance.engine.looking.texts.boxes import inside
from provenance.engine.looking.texts.material import Material

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.containers.bmff import Box
    from provenance.engine.looking.texts.material import Purse

BOXES = frozenset((b"iinf", b"iloc", b"idat"))
LONGEST = 1 << 18  # bytes of an index; a panorama in tiles has thousands of items
XMP_TYPE = b"application/rdf+xml"
MOST_EXTENTS = 64  # pieces of one item
IN_FILE, IN_IDAT = 0, 1

Extent = tuple[int, int, int]
"""How an item is stored, where its piece begins, and how long that is."""


class Catalogue:
    """The items of one picture: what they are, and where they lie."""

    def __init__(self) -> None:
        self._kinds: dict[int, bytes] = {}
        self._places: dict[int, list[Extent]] = {}
        self._data = 0  # where the payload of `idat` begins

    def add(self, box: Box, purse: Purse) -> None:
        """Learn from one of `BOXES`; of each kind the first box counts, for pictures have one."""
        start, size = box.offset + box.header, min(box.size - box.header, LONGEST)
        if box.kind == b"idat":
            self._data = self._data or start
        elif box.kind == b"iinf" and not self._kinds:
            self._kinds = dict(_kinds(purse.take(start, size)))
        elif box.kind == b"iloc" and not self._places:
            self._places = dict(_places(purse.take(start, size)))

    def opened(self, purse: Purse) -> Iterator[Material]:
        """Yield the items that hold metadata."""
        for number, kind in self._kinds.items():
            if kind == b"Exif":
                yield Material(kind="EXIF", data=behind_its_header(self._item(number, purse)))
            elif kind == XMP_TYPE:
                yield Material(kind="XMP", data=self._item(number, purse))

    def _item(self, number: int, purse: Purse) -> bytes:
        return b"".join(
            purse.take(begin + self._data * (stored == IN_IDAT), size)
            for stored, begin, size in self._places.get(number, ())
        )


def behind_its_header(item: bytes) -> bytes:
    """Return EXIF data behind the offset that stands before it."""
    return item[4 + int.from_bytes(item[:4]) :]


def _kinds(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and type of each item; for a file in the picture its media type."""
    for kind, entry in inside(payload[8 if payload[:1] > b"\0" else 6 :]):
        version, wide = entry[:1], entry[:1] > b"\2"
        if kind != b"infe" or version < b"\2":
            continue
        end = 8 if wide else 6
        item, name = entry[end + 2 : end + 6], entry[end + 6 :]
        media_type = name.partition(b"\0")[2].partition(b"\0")[0]
        yield int.from_bytes(entry[4:end]), media_type if item == b"mime" else item


def _places(payload: bytes) -> Iterator[tuple[int, list[Extent]]]:
    """Yield number and extents of each item, as the box `iloc` lists them."""
    numbers = io.BytesIO(payload)

    def number(size: int) -> int:
        return int.from_bytes(numbers.read(size))

    version, _, sizes, more = number(1), number(3), number(1), number(1)
    of_offset, of_length, of_base, of_index = sizes >> 4, sizes & 15, more >> 4, more & 15
    wide = 4 if version > 1 else 2
    if not of_length:  # each item is the whole file; nobody writes that
        return
    for _ in range(number(wide)):
        if numbers.tell() >= len(payload):
            return
        item = number(wide)
        stored = number(2) & 15 if version else IN_FILE
        number(2)  # index of an outside file
        base = number(of_base)
        extents = []
        for _ in range(min(number(2), MOST_EXTENTS)):
            number(of_index if version else 0)
            begin, size = base + number(of_offset), number(of_length)
            extents.append((stored, begin, size))
        yield item, extents
