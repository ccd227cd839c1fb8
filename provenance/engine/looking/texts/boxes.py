"""Take a small box apart that has been read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = 8


def inside(payload: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the four letters and the payload of each box in `payload`, up to a damaged one."""
    offset = 0
    while offset + HEADER <= len(payload):
        size = int.from_bytes(payload[offset : offset + 4])
        if size < HEADER:
            return
        yield payload[offset + 4 : offset + HEADER], payload[offset + HEADER : offset + size]
        offset += size
