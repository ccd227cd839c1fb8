"""One line of JSON for whatever was asked, written before the answer leaves.

A line holds no token, no key, no content: of a token the beginning of its digest, of what was
signed its digest, of a certificate its serial number.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from provenance.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

_OWN = 0o600


class AuditLog:
    """A file that only grows. Renaming it and calling `reopen` starts a new one.

    Args:
        path: The file; None keeps no log.

    Raises:
        StorageError: It cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file = self._opened()

    def write(self, event: str, **facts: object) -> None:
        """Add a line.

        Raises:
            StorageError: It could not be written whole.
        """
        if self._file is None:
            return
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {name: value for name, value in facts.items() if value not in {"", None}}
        line = msgspec.json.encode({"time": moment, "event": event, **told}) + b"\n"
        with self._lock:
            try:
                whole = os.write(self._file, line) == len(line)
            except OSError as error:
                raise self._refused(error) from error
        if not whole:
            raise self._refused(OSError(0, "the disk is full"))

    def reopen(self) -> None:
        """Go on in a file of the same name, made if the old one was moved away."""
        opened = self._opened()
        with self._lock:
            old, self._file = self._file, opened
        if old is not None:
            os.close(old)

    def close(self) -> None:
        """Close the file; nothing can be recorded after that."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int | None:
        if self._path is None:
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWN)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> StorageError:
        return StorageError(
            f"The audit log {self._path} cannot be written: {error.strerror}.",
            hint="Name another file, and check that you may write there.",
        )
