"""An index in one SQLite file, with the arrays of codes beside it; kill -9 at any moment is fine."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenance.durable.repository.index.arrays import SCHEMA as ARRAYS
from provenance.durable.repository.index.arrays import CodeArrays
from provenance.durable.repository.index.interface import Found, Wanted
from provenance.durable.repository.index.rows import RowIndex, bound, nearest_of_each
from provenance.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from provenance.durable.interface import Fault
    from provenance.durable.repository.index.codes import Codes
    from provenance.durable.repository.index.rows import Row

FILE, FOLDER = "index.sqlite", "codes"
_PATIENCE_SECONDS = 60.0  # for other threads and processes that write
_ATTEMPTS = 5  # to look into an array that others are making anew
_SCHEMA = f"""
CREATE TABLE entries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest TEXT NOT NULL UNIQUE,
    store_sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    asset_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    added TEXT NOT NULL,
    path BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_store ON entries (store_sha256);
CREATE TABLE bindings (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry INTEGER NOT NULL REFERENCES entries (number),
    algorithm TEXT NOT NULL,
    kind TEXT NOT NULL,
    value BLOB NOT NULL,
    private INTEGER NOT NULL,
    code BLOB,
    position INTEGER,
    UNIQUE (entry, algorithm, value)
) STRICT;
CREATE INDEX bindings_by_value ON bindings (algorithm, value);
CREATE INDEX bindings_by_position ON bindings (algorithm, position) WHERE position IS NOT NULL;
CREATE INDEX bindings_without_code ON bindings (algorithm) WHERE code IS NULL;
CREATE TABLE issued (payload INTEGER PRIMARY KEY) STRICT;
{ARRAYS}
"""


class SqliteIndex(RowIndex):
    """Rows in `index.sqlite` of a folder; processes may share them, and threads an index.

    Whoever forks opens it anew.

    Args:
        folder: Where it is.
        new: Whether it is made there. One that is lost is not made anew in silence: everything
            that was kept would read as never kept.

    Raises:
        StorageError: It is lost, or cannot be opened.
    """

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        self._path = folder / FILE
        self._lock = threading.RLock()
        with self._storage_errors():
            self._connection = self._open(new=new)
        self._arrays = CodeArrays(folder / FOLDER, self._rows)
        if self._rows("SELECT 1 FROM erasures LIMIT 1"):  # whoever noted them did not come to it
            self.purge()

    @contextmanager
    def changing(self, *, alone: bool = False) -> Iterator[None]:  # noqa: ARG002  # one writes at a time
        """Make what happens inside durable together, or undo it."""
        with self._lock, self._storage_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def keep_codes(self, algorithm: str, codes: Mapping[int, bytes]) -> None:
        """Keep the codes of bindings, in their rows and in the array."""
        self._arrays.append(algorithm, codes)

    def near(self, wanted: Wanted, *, limit: int, private: bool) -> tuple[Found, ...]:
        """Return the entries with a code that is near enough, nearest first."""
        for _ in range(_ATTEMPTS):
            array = self._array(wanted.algorithm, len(wanted.code))
            if array is None:
                return ()
            epoch, codes = array
            candidates = codes.within(wanted.code, wanted.most)
            found = nearest_of_each(self._behind(wanted, candidates, private=private), limit)
            if self._arrays.is_present(wanted.algorithm, epoch):
                return found
        raise StorageError(
            f"The codes of {wanted.algorithm} change all the time.", hint="Try again in a moment."
        )

    def purge(self) -> None:
        """Take what was removed out of all files: the array, the database and its log."""
        with self.changing():
            self._arrays.erase()
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self, *, repair: bool) -> tuple[Fault, ...]:
        """Hold the arrays of codes against the rows."""
        with self.changing():
            self._arrays.erase()
            return tuple(self._arrays.check(repair=repair))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _erase_bindings(self, manifest: str) -> None:
        self._arrays.note_erasure(manifest)
        super()._erase_bindings(manifest)

    def _array(self, algorithm: str, width: int) -> tuple[str, Codes] | None:
        with self._lock, self._storage_errors():
            try:
                return self._arrays.mapped(algorithm, width)
            except FileNotFoundError:
                with self.changing():
                    self._arrays.repaired(algorithm, width)
                return self._arrays.mapped(algorithm, width)

    def _behind(
        self, wanted: Wanted, candidates: Iterator[tuple[int, int]], *, private: bool
    ) -> Iterator[Found]:
        """Find the rows behind candidates; one whose row says something else is none."""
        algorithm, code = wanted.algorithm, int.from_bytes(wanted.code)
        for distance, position in candidates:
            rows = self._rows(
                "SELECT e.manifest, b.kind, b.value, b.code"
                " FROM bindings b JOIN entries e ON e.number = b.entry"
                " WHERE b.algorithm = ? AND b.position = ? AND b.private <= ?",
                algorithm,
                position,
                int(private),
            )
            for manifest, kind, value, kept in rows:
                is_same = (int.from_bytes(kept) ^ code).bit_count() == distance
                if is_same and value.startswith(wanted.family):
                    binding = bound(algorithm, kind, value)
                    yield Found(manifest=manifest, binding=binding, distance=distance)

    def _rows(self, statement: str, *values: object) -> list[Row]:
        with self._lock, self._storage_errors():
            return self._connection.execute(statement, values).fetchall()

    def _open(self, *, new: bool) -> sqlite3.Connection:
        if not new and not (self._path.is_file() and self._path.stat().st_size):
            raise self._lost()
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(
            self._path,
            timeout=_PATIENCE_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {setting}")
        if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall():
            if not new:
                raise self._lost()
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall():
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
            connection.execute("COMMIT")
        return connection

    def _lost(self) -> StorageError:
        return StorageError(
            f"The index {self._path} is lost.",
            hint="Put it back from a copy, or make a new repository and add the files again.",
        )

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StorageError(
                f"The index {self._path} cannot be used: {getattr(error, 'strerror', '') or error}.",
                hint="Check that it is yours, whole, and that the disk has room.",
            ) from error
