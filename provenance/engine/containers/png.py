"""Walk the chunks of a PNG file (PNG, third edition, 5.3)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER, CHECKSUM = 8, 4


class Chunk(NamedTuple):
    """One chunk: its four letters, where it starts, and the size of its payload."""

    kind: bytes
    offset: int
    size: int


def walk(content: BinaryIO) -> Iterator[Chunk]:
    """Yield every chunk."""
    offset = len(SIGNATURE)
    while len(head := bytes_at(content, offset, HEADER)) == HEADER:
        size, kind = struct.unpack(">I4s", head)
        yield Chunk(kind, offset, size)
        offset += HEADER + size + CHECKSUM
