"""Private folders in which files grow before they are put in place.

One whose process died is recognised by its name and by its free lock, and swept by the next run.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from provenance.errors import StorageError

PART, WORKING, MARKED = "output", "working", "marked"
"""Names of the files that may lie in one."""
_NAME = re.compile(r"\..*\.[0-9a-f]{16}\.provenance-part")
_LONGEST_STEM = 50  # characters, of up to four bytes, in a name of at most 255 bytes
_ATTEMPTS = 5


class Sweeper:
    """Sweep each folder once; threads may share one."""

    def __init__(self) -> None:
        self._swept: set[Path] = set()
        self._turn = threading.Lock()

    def sweep(self, folder: Path) -> None:
        """Remove what dead processes left in `folder`, unless that was done before."""
        with self._turn:
            known = folder in self._swept
            self._swept.add(folder)
        if not known:
            sweep(folder)


def sweep(folder: Path) -> tuple[Path, ...]:
    """Remove what dead processes left in `folder`, and return what was removed.

    A folder that a living process holds, or that holds a file of another name, stays.
    """
    try:
        with os.scandir(folder) as entries:
            candidates = [Path(entry.path) for entry in entries if _NAME.fullmatch(entry.name)]
    except OSError:
        return ()
    return tuple(path for path in candidates if _sweep_one(path))


def _sweep_one(path: Path) -> bool:
    with suppress(OSError):
        left = PrivateFolder.take_over(path)
        if left is not None:
            left.remove()
            return not path.exists()
    return False


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """A folder that nobody else may enter, locked for as long as its process lives.

    Attributes:
        path: Where it is.
        lock: Handle of the lock on it.
    """

    path: Path
    lock: int

    @classmethod
    def make(cls, destination: Path) -> PrivateFolder:
        """Make and lock a new folder beside `destination`."""
        stem = destination.name[:_LONGEST_STEM]
        for _ in range(_ATTEMPTS):
            path = destination.parent / f".{stem}.{secrets.token_hex(8)}.provenance-part"
            path.mkdir(mode=0o700)
            try:
                folder = cls.take_over(path, ours=True)
            except BaseException:
                with suppress(OSError):
                    path.rmdir()
                raise
            if folder is not None:
                return folder
        raise StorageError(f"{destination.parent} does not keep a new folder.", hint="Try again.")

    @classmethod
    def take_over(cls, path: Path, *, ours: bool = False) -> PrivateFolder | None:
        """Lock the folder at `path`; None when another process holds it or it is gone.

        Between making a folder and locking it, a sweep may take it for a leftover. Then there
        is nothing to open, or the lock is held on what no longer stands at `path`, and its
        maker makes another. A file system without locks (ours: make do; a leftover: leave it) keeps
        its leftovers.
        """
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if not ours or error.errno == errno.EWOULDBLOCK:
                os.close(lock)
                return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), os.lstat(path)):
                return cls(path, lock)
        os.close(lock)
        return None

    def remove(self) -> None:
        """Remove the folder and what was written to it; a foreign file in it saves it."""
        try:
            sweep(self.path)  # of a transaction that was working inside
            for _ in range(_ATTEMPTS):  # a writer that is just ending may still create its file
                for name in (PART, WORKING, MARKED):
                    with suppress(FileNotFoundError):
                        (self.path / name).unlink()
                with suppress(OSError):
                    self.path.rmdir()
                    break
        finally:
            os.close(self.lock)
