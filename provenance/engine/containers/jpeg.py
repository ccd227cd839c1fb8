"""Walk the segments of a JPEG file up to its first scan (ITU-T T.81, B.1)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at

if TYPE_CHECKING:
    from collections.abc import Iterator

START_OF_IMAGE = b"\xff\xd8"
MARKER = 0xFF
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))
HEADER = 4


class Segment(NamedTuple):
    """One segment: the second byte of its marker, where it starts, and the size of its payload."""

    marker: int
    offset: int
    size: int = 0


def walk(content: BinaryIO) -> Iterator[Segment]:
    """Yield every segment before the first scan, fill bytes as themselves."""
    offset = len(START_OF_IMAGE)
    while len(head := bytes_at(content, offset, HEADER)) == HEADER and head[0] == MARKER:
        marker = head[1]
        if marker in {START_OF_SCAN, END_OF_IMAGE}:
            return
        if marker == MARKER:  # a fill byte
            yield Segment(marker, offset)
            offset += 1
        elif marker in WITHOUT_LENGTH:
            yield Segment(marker, offset)
            offset += 2
        else:
            (stated,) = struct.unpack_from(">H", head, 2)
            size = max(stated, 2) - 2
            yield Segment(marker, offset, size)
            offset += HEADER + size
