"""Walk the chunks of WAV, AVI and WebP files (RIFF, little-endian, padded to even lengths)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at, length

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = 8
FORM = 4  # a RIFF or LIST chunk begins with four letters that say what it holds
CONTAINERS = frozenset((b"RIFF", b"LIST"))


class Chunk(NamedTuple):
    """One chunk: its four letters, where it starts, and the size of its payload."""

    kind: bytes
    offset: int
    size: int


def walk(content: BinaryIO) -> Iterator[Chunk]:
    """Yield every chunk, parents before their children."""
    ahead = [(0, length(content))]
    while ahead:
        offset, end = ahead.pop()
        if offset + HEADER > end:
            continue
        head = bytes_at(content, offset, HEADER)
        if len(head) < HEADER:
            continue
        kind, size = struct.unpack("<4sI", head)
        yield Chunk(kind, offset, size)
        following = offset + HEADER + size + size % 2
        ahead.append((following, end))
        if kind in CONTAINERS:
            ahead.append((offset + HEADER + FORM, min(following, end)))
