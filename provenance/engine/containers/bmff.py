"""Walk the boxes of MP4, MOV, HEIF, AVIF and JPEG XL files (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at, length

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER, LARGE_HEADER = 8, 16
TO_THE_END, LARGE = 0, 1  # special values of the 32-bit size

# Boxes whose payload is boxes, and how many bytes stand before the first of them.
CONTAINERS = dict.fromkeys(
    (
        *(b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"udta", b"mvex"),
        *(b"moof", b"traf", b"mfra", b"iprp", b"ipco", b"tref", b"sinf", b"schi", b"ilst"),
    ),
    0,
) | {b"meta": 4}


class Box(NamedTuple):
    """One box: its four letters, where it starts, and its size with the header."""

    kind: bytes
    offset: int
    size: int
    header: int


def walk(content: BinaryIO) -> Iterator[Box]:
    """Yield every box, parents before their children."""
    ahead = [(0, length(content))]
    while ahead:
        offset, end = ahead.pop()
        box = _box(content, offset, end)
        if box is None:
            continue
        yield box
        following = offset + box.size
        ahead.append((following, end))
        if box.kind in CONTAINERS:
            inside = offset + box.header + CONTAINERS[box.kind]
            ahead.append((inside, following))


def _box(content: BinaryIO, offset: int, end: int) -> Box | None:
    if offset + HEADER > end:
        return None
    head = bytes_at(content, offset, LARGE_HEADER)
    if len(head) < HEADER:
        return None
    size, kind = struct.unpack_from(">I4s", head)
    header = HEADER
    if size == TO_THE_END:
        size = end - offset
    elif size == LARGE:
        if len(head) < LARGE_HEADER:
            return None
        (size,) = struct.unpack_from(">Q", head, HEADER)
        header = LARGE_HEADER
    if size < header:
        return None
    return Box(kind, offset, min(size, end - offset), header)
