"""Read a media file piece by piece, with an end to the patience."""

from __future__ import annotations

import errno
import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 1 << 20


class Exhausted(Exception):
    """The file has more parts than are looked at; it never leaves this room."""


class Source:
    """A seekable stream of which few bytes are held at a time.

    Args:
        content: The stream.
        steps: Parts that may be looked at before `Exhausted` is raised.
    """

    def __init__(self, content: BinaryIO, *, steps: int) -> None:
        self._content = content
        self._steps = steps
        self.size = content.seek(0, io.SEEK_END)

    def at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset`; fewer, or none, past the end."""
        if not 0 <= offset < self.size:
            return b""
        try:
            self._content.seek(offset)
        except OSError as error:
            if error.errno == errno.EINVAL:  # larger than the file system can count
                return b""
            raise
        return self._content.read(max(0, min(size, self.size - offset)))

    def step(self, steps: int = 1) -> None:
        """Count one part.

        Raises:
            Exhausted: There have been too many.
        """
        self._steps -= steps
        if self._steps < 0:
            raise Exhausted

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to `end`, a block at a time."""
        while start < end and (block := self.at(start, min(BLOCK, end - start))):
            yield block
            start += len(block)

    def is_blank(self, start: int, end: int) -> bool:
        """Tell whether there are only zeros from `start` to `end`."""
        return all(block.count(0) == len(block) for block in self.blocks(start, end))

    def holds(self, letters: bytes, start: int, end: int) -> bool:
        """Tell whether some letters, fewer than a block has, stand anywhere from `start` to `end`."""
        last = b""
        for block in self.blocks(start, end):
            if letters in last + block:
                return True
            last = block[1 - len(letters) :]
        return False
