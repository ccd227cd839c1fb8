"""Read the index of items in HEIF and AVIF files (ISO/IEC 14496-12, 8.11.3)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers import bmff
from provenance.engine.containers.bytes_at import bytes_at

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1 << 20  # bytes of an index; 50,000 items
IN_FILE = 0  # construction method: offsets count from the start of the file
WIDE = 2  # the version that counts items in four bytes


def would_be_moved_twice(content: BinaryIO) -> bool:
    """Tell whether the engine would damage the index when it makes room for credentials.

    Where an index has room for base offsets and an item's is 0, the engine adds to the base
    and to the offset of each extent, so that the item is lost (c2pa-rs 0.91.3).
    """
    for box in bmff.walk(content):
        if box.kind == b"iloc":
            size = min(LARGEST, box.size - box.header)
            payload = io.BytesIO(bytes_at(content, box.offset + box.header, size))
            return any(base == 0 and offset for base, offset in _based(payload))
    return False


def _based(payload: io.BytesIO) -> Iterator[tuple[int, int]]:
    """Yield base and offset of every extent in the file, if the index has room for bases."""
    version = _number(payload, 1)
    payload.seek(4)
    sizes = _number(payload, 2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    if not base_size:
        return
    number = 4 if version == WIDE else 2
    for _ in range(_number(payload, number)):
        payload.seek(number, io.SEEK_CUR)
        method = _number(payload, 2) & 15 if version else IN_FILE
        payload.seek(2, io.SEEK_CUR)
        base = _number(payload, base_size)
        for _ in range(_number(payload, 2)):
            payload.seek(index_size, io.SEEK_CUR)
            offset = _number(payload, offset_size)
            payload.seek(length_size, io.SEEK_CUR)
            if payload.tell() > len(payload.getbuffer()):
                return
            if method == IN_FILE:
                yield base, offset


def _number(payload: io.BytesIO, size: int) -> int:
    return int.from_bytes(payload.read(size))
