"""Walk the chunks of a PNG file (PNG, third edition, 5.3)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers.bytes_at import bytes_at

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER, CHECKSUM = 8, 4


def walk(content: BinaryIO) -> Iterator[bytes]:
    """Yield the four letters of every chunk."""
    offset = len(SIGNATURE)
    while len(head := bytes_at(content, offset, HEADER)) == HEADER:
        size, kind = struct.unpack(">I4s", head)
        yield kind
        offset += HEADER + size + CHECKSUM
