"""What containers hand to parsers, and how much of a file is read for it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal

from provenance.engine.containers.bytes_at import bytes_at, length

if TYPE_CHECKING:
    from provenance.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A block of metadata as it stands in a file.

    Attributes:
        kind: Which parser understands it.
        data: Its bytes, perhaps cut off.
    """

    kind: Literal["XMP", "EXIF", "IPTC"]
    data: bytes


class Purse:
    """A file of which only so many bytes are read for their text.

    Attributes:
        content: The file, for walks that skip over payloads.
        steps: Parts of a container that are walked over.
        size: Of the file, in bytes.
    """

    def __init__(self, content: BinaryIO, limits: Limits) -> None:
        self.content = content
        self.steps = limits.boxes
        self.size = length(content)
        self._left = limits.embedded_bytes

    def peek(self, size: int) -> bytes:
        """Return the first few bytes at no cost."""
        return bytes_at(self.content, 0, size)

    def take(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset`, and fewer when no more are allowed."""
        data = bytes_at(self.content, offset, max(0, min(size, self._left)))
        self._left -= len(data)
        return data

    def unpack(self, data: bytes) -> bytes:
        """Unpack compressed data, as far as allowed; what comes out counts as read."""
        try:
            unpacked = zlib.decompressobj().decompress(data, max(1, self._left))
        except zlib.error:
            return b""
        self._left -= len(unpacked)
        return unpacked
