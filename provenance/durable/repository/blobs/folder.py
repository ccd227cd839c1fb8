"""Blobs in a folder of this machine: written aside, flushed, renamed; its owner's alone."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenance.durable.repository.blobs.interface import place
from provenance.errors import StorageError
from provenance.limits import Limits
from provenance.pki.files import make_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FolderBlobs:
    """Blobs below one folder, which is made when the first one is put in.

    Args:
        folder: The folder.
        most: Bytes that are read of one blob. What has more, and whatever is no file, is taken for
            a damaged one: somebody put it there.
    """

    def __init__(self, folder: Path, *, most: int = Limits().store_bytes) -> None:
        self._folder = folder
        self._most = most

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`, flushed with its folder before this returns."""
        path = self._folder / place(name)
        if self._is_whole(path, name):
            return
        with _storage_errors(path):
            for folder in (self._folder, path.parent):
                if not folder.is_dir():
                    make_folder(folder)
                    flush_folder(folder.parent)
            aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
            try:
                write_new(aside, content, secret=True)
                aside.replace(path)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise
            flush_folder(path.parent)

    def take(self, name: str) -> bytes | None:
        """Return what is kept under a name; None for nothing."""
        path = self._folder / place(name)
        with _storage_errors(path):
            try:
                return self._read(path)
            except FileNotFoundError:
                return None

    def remove(self, name: str) -> None:
        """Remove a blob, or what an unfinished writing left."""
        path = self._folder / place(name)
        with _storage_errors(path):
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                flush_folder(path.parent)

    def names(self) -> Iterator[str]:
        """Go through all names, unfinished ones too, in order."""
        with _storage_errors(self._folder):
            if not self._folder.is_dir():
                return
            for inner in sorted(self._folder.iterdir()):
                if inner.is_dir() and not inner.is_symlink():  # what is elsewhere is not ours
                    for path in sorted(inner.iterdir()):
                        yield inner.name + path.name

    def _is_whole(self, path: Path, name: str) -> bool:
        try:
            return hashlib.sha256(self._read(path)).hexdigest() == name
        except OSError:
            return False

    def _read(self, path: Path) -> bytes:
        # Opening a pipe would wait for somebody to write into it.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            return file.read(self._most + 1) if is_file else b""


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path} cannot be used: {error.strerror}.",
            hint="Check that the repository is yours and that the disk has room.",
        ) from error
