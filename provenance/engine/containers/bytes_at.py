"""Read a few bytes at a place that a file names, however absurd."""

from __future__ import annotations

import errno
import io
from typing import BinaryIO


def bytes_at(content: BinaryIO, offset: int, size: int) -> bytes:
    """Return up to `size` bytes from `offset`; fewer, or none, past the end of the file."""
    try:
        content.seek(offset)
    except OverflowError:
        return b""
    except OSError as error:
        if error.errno == errno.EINVAL:  # larger than the file system can count
            return b""
        raise
    return content.read(size)


def length(content: BinaryIO) -> int:
    """Return the length of the file in bytes."""
    return content.seek(0, io.SEEK_END)
