"""Walk the blocks and sub-blocks of a GIF file (GIF89a specification, section 15 and on)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = 13  # signature and logical screen descriptor
FLAGS = 10  # of the logical screen
DESCRIPTOR, DESCRIPTOR_FLAGS = 9, 8  # of an image, without its introducer
IMAGE, EXTENSION, TRAILER = 0x2C, 0x21, 0x3B
WINDOW = 1 << 16


def walk(content: BinaryIO) -> Iterator[int]:
    """Yield the first byte of every block and the length of every sub-block."""
    source = _Bytes(content)
    header = source.take(HEADER)
    if len(header) < HEADER:
        return
    source.skip(_palette(header[FLAGS]))
    while (introducer := source.one()) in {IMAGE, EXTENSION}:
        yield introducer
        if introducer == IMAGE:
            descriptor = source.take(DESCRIPTOR)
            if len(descriptor) < DESCRIPTOR:
                return
            source.skip(_palette(descriptor[DESCRIPTOR_FLAGS]))
        source.skip(1)  # the LZW code size, or the extension's label
        while size := source.one():
            if size < 0:
                return
            yield size
            source.skip(size)


def _palette(flags: int) -> int:
    """Return the size of a colour table in bytes."""
    return 3 << ((flags & 0b111) + 1) if flags & 0x80 else 0


class _Bytes:
    """Serve single bytes from a window: sub-blocks are too many for a seek each."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._content.seek(0)
        self._window = b""
        self._at = 0

    def one(self) -> int:
        """Return the next byte; -1 at the end."""
        if self._at >= len(self._window) and not self._refill():
            return -1
        byte = self._window[self._at]
        self._at += 1
        return byte

    def take(self, size: int) -> bytes:
        """Return the next few bytes."""
        return bytes(byte for _ in range(size) if (byte := self.one()) >= 0)

    def skip(self, size: int) -> None:
        """Step over `size` bytes."""
        self._at += size

    def _refill(self) -> bool:
        self._at -= len(self._window)
        self._window = self._content.read(WINDOW)
        while self._window and self._at >= len(self._window):
            self._at -= len(self._window)
            self._window = self._content.read(WINDOW)
        return bool(self._window)
