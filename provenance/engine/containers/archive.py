"""Walk the members of a zip file by its central directory (APPNOTE 6.3.10, 4.3)."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at, length

if TYPE_CHECKING:
    from collections.abc import Iterator

STORED, DEFLATED = 0, 8
LOCAL, CENTRAL, END, END64, LOCATOR64 = (
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
)
LOCAL_SIZE, CENTRAL_SIZE, END_SIZE, END64_SIZE, LOCATOR64_SIZE = 30, 46, 22, 56, 20
LONGEST_COMMENT = 0xFFFF
IN_ZIP64 = 0xFFFFFFFF


class Member(NamedTuple):
    """One member: name, compression method, compressed size, offset of its local header."""

    name: bytes
    method: int
    size: int
    offset: int


def walk(content: BinaryIO) -> Iterator[Member]:
    """Yield the members in the order of the central directory."""
    position, shift = _directory(content)
    while len(head := bytes_at(content, position, CENTRAL_SIZE)) == CENTRAL_SIZE:
        if not head.startswith(CENTRAL):
            return
        (method,) = struct.unpack_from("<H", head, 10)
        (size,) = struct.unpack_from("<I", head, 20)
        name_size, extra_size, comment_size = struct.unpack_from("<3H", head, 28)
        (offset,) = struct.unpack_from("<I", head, 42)
        yield Member(content.read(name_size), method, size, offset + shift)
        position += CENTRAL_SIZE + name_size + extra_size + comment_size


def unpacked(content: BinaryIO, member: Member, most: int) -> bytes:
    """Return the first `most` bytes of a stored or deflated member; b"" of any other."""
    head = bytes_at(content, member.offset, LOCAL_SIZE)
    if len(head) < LOCAL_SIZE or not head.startswith(LOCAL):
        return b""
    name_size, extra_size = struct.unpack_from("<2H", head, 26)
    start = member.offset + LOCAL_SIZE + name_size + extra_size
    packed = bytes_at(content, start, min(member.size, most))
    if member.method == STORED:
        return packed
    if member.method != DEFLATED:
        return b""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except zlib.error:
        return b""


def _directory(content: BinaryIO) -> tuple[int, int]:
    """Return where the central directory starts, and by how much offsets are shifted."""
    total = length(content)
    tail_start = max(0, total - END_SIZE - LONGEST_COMMENT)
    tail = bytes_at(content, tail_start, END_SIZE + LONGEST_COMMENT)
    found = tail.rfind(END)
    if found < 0 or len(tail) - found < END_SIZE:
        return total, 0
    size, offset = struct.unpack_from("<2I", tail, found + 12)
    end = tail_start + found
    if IN_ZIP64 in {size, offset}:
        return _directory64(content, end, total)
    start = end - size  # bytes before the archive move everything by the same distance
    return (start, start - offset) if start >= 0 else (total, 0)


def _directory64(content: BinaryIO, end: int, total: int) -> tuple[int, int]:
    locator = bytes_at(content, max(0, end - LOCATOR64_SIZE), LOCATOR64_SIZE)
    if not locator.startswith(LOCATOR64):
        return total, 0
    (place,) = struct.unpack_from("<Q", locator, 8)
    if place > total:
        return total, 0
    record = bytes_at(content, place, END64_SIZE)
    if len(record) < END64_SIZE or not record.startswith(END64):
        return total, 0
    (offset,) = struct.unpack_from("<Q", record, 48)
    return min(offset, total), 0
