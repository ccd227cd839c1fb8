"""A media file to look at: a path, bytes in memory, or a stream that can be read again."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from provenance.errors import InputNotFound, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTES, STREAM = "(bytes)", "(stream)"
"""How reports call content that has no name."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One media file, not yet read.

    Attributes:
        name: What people call it: the file's name, never trusted for its type.
        path: Where it lies on disk, when it does.
        data: Its bytes, when it lives in memory.
        stream: A seekable binary stream, when it is neither. It is read from its
            start each time, and never by two readers at once.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    stream: BinaryIO | None = None

    @classmethod
    def of(cls, source: AssetSource) -> Asset:
        """Make an asset of a path, of bytes, or of a seekable binary stream.

        Raises:
            InputNotFound: The path names no regular file.
            StorageError: The stream cannot seek.
        """
        if isinstance(source, Asset):
            return source
        if isinstance(source, bytes | bytearray | memoryview):
            return cls(name=BYTES, data=bytes(source))
        if not isinstance(source, str | os.PathLike):
            if not source.seekable():
                raise StorageError(
                    "The stream cannot seek.", hint="Read it into bytes or into a file first."
                )
            return cls(name=_name_of(source), stream=source)
        path = Path(source)
        if not path.is_file():
            absent = "is no regular file" if path.exists() else "does not exist"
            what = "is a folder" if path.is_dir() else absent
            raise InputNotFound(f"{path} {what}.", hint="Check the name of the file.")
        return cls(name=path.name, path=path)

    @property
    def title(self) -> str:
        """Return its name, or "" when it has none of its own."""
        return "" if self.name in {BYTES, STREAM} else self.name

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the content for reading from its start.

        Raises:
            StorageError: The file cannot be opened.
        """
        if self.data is not None:
            yield io.BytesIO(self.data)
        elif self.stream is not None:
            self.stream.seek(0)
            yield self.stream
        else:
            assert self.path is not None  # noqa: S101  # one of the three is set
            try:
                handle = self.path.open("rb")
            except OSError as error:
                raise StorageError(
                    f"{self.path} cannot be opened: {error.strerror}.",
                    hint="Check that you may read it.",
                ) from error
            with handle:
                yield handle

    def size(self) -> int:
        """Return the length of the content in bytes."""
        if self.data is not None:
            return len(self.data)
        with self.open() as content:
            return content.seek(0, io.SEEK_END)


AssetSource = str | os.PathLike[str] | bytes | BinaryIO | Asset
"""A file as a caller may give it; `Asset.of` takes all of them."""


def _name_of(stream: BinaryIO) -> str:
    """Return the file name of an open file, without the folders that it lies in."""
    name = getattr(stream, "name", None)
    return Path(name).name if isinstance(name, str) and name else STREAM


def occurs(wanted: bytes, content: BinaryIO) -> bool:
    """Tell whether bytes stand anywhere in a stream, read from its start in blocks."""
    content.seek(0)
    rest = b""
    while block := content.read(max(_BLOCK, len(wanted))):
        if wanted in rest + block:
            return True
        rest = (rest + block)[-len(wanted) :]  # a match may begin here
    return False
