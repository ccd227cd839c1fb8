"""The rows of the queue: one SQLite file, written so that a killed process loses nothing."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError
from provenance.limits import Network
from provenance.pki.files import make_folder
from provenance.pki.timestamp.authority import TimestampAuthority

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE_SECONDS = 30.0  # for other threads and processes that write
_REFUSED = (InvalidArgument, NetworkNotAllowed)  # by the authority that a row names
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pending (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    manifest TEXT NOT NULL,
    authority TEXT NOT NULL,
    origin TEXT NOT NULL,
    added TEXT NOT NULL,
    placed INTEGER NOT NULL,
    token BLOB NOT NULL DEFAULT x'',
    problem TEXT NOT NULL DEFAULT ''
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One signature that waits for a time-stamp.

    Attributes:
        number: Its place in the order.
        path: The signed file.
        sha256: Digest of the whole file, in hexadecimal.
        manifest: Label of the manifest whose signature is to be stamped.
        authority: Whom to ask.
        origin: Where the credential of the signer is kept; "" when that is not known.
        added: When it was put in.
        placed: Whether the file is known to have appeared at its path.
        token: The time-stamp, once it was fetched; b"" before.
        problem: Why the last attempt failed; "" when there was none.
    """

    number: int
    path: Path
    sha256: str
    manifest: str
    authority: TimestampAuthority
    origin: str
    added: datetime
    placed: bool
    token: bytes = b""
    problem: str = ""


class Entries:
    """The rows in one file; each call opens it anew, so forks and threads are no concern."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> tuple[Pending, ...]:
        """Return every row in order; none when there is no file."""
        if not self._path.exists():
            return ()
        with self._open() as connection:
            rows = connection.execute("SELECT * FROM pending ORDER BY number").fetchall()
            return tuple(self._read(row) for row in rows)

    def insert(
        self,
        path: Path,
        sha256: str,
        manifest: str,
        authority: TimestampAuthority,
        origin: str,
        *,
        placed: bool = False,
    ) -> int:
        """Add a row, and return its number."""
        values = (
            os.fsencode(path),
            sha256,
            manifest,
            _written(authority),
            origin,
            datetime.now(UTC).isoformat(),
            placed,
        )
        make_folder(self._path.parent)
        with self._open() as connection:
            cursor = connection.execute(
                "INSERT INTO pending (path, sha256, manifest, authority, origin, added, placed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            return int(cursor.lastrowid or 0)

    def confirm(self, number: int) -> None:
        """Note that the file of a row is in its place."""
        self._change("UPDATE pending SET placed = 1 WHERE number = ?", number)

    def keep_token(self, number: int, token: bytes) -> None:
        """Keep a time-stamp before it is used."""
        self._change("UPDATE pending SET token = ? WHERE number = ?", token, number)

    def note(self, number: int, problem: str) -> None:
        """Keep why an attempt failed."""
        self._change("UPDATE pending SET problem = ? WHERE number = ?", problem, number)

    def delete(self, number: int) -> None:
        """Remove a row."""
        self._change("DELETE FROM pending WHERE number = ?", number)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other flush out, also one of another process; a killed one lets go.

        Raises:
            StorageError: Another one is at work.
        """
        make_folder(self._path.parent)
        name = self._path.with_name(f"{self._path.name}.lock")
        try:
            lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unusable(name, error.strerror or "") from error
        try:
            _take(lock, name)
            yield
        finally:
            os.close(lock)

    def _read(self, row: Any) -> Pending:  # noqa: ANN401  # what a query yields
        try:
            return _pending(row)
        except (ValueError, LookupError, TypeError, AttributeError, *_REFUSED) as error:
            raise StorageError(
                f"The queue {self._path} cannot be used: entry {row['number']} is damaged.",
                hint=f"Give it up: TimestampQueue(path).remove({row['number']}).",
            ) from error

    def _change(self, statement: str, *values: object) -> None:
        with self._open() as connection:
            connection.execute(statement, values)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction."""
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            opened = sqlite3.connect(
                self._path, timeout=_PATIENCE_SECONDS, isolation_level="IMMEDIATE"
            )
            with closing(opened) as connection:
                connection.row_factory = sqlite3.Row
                # Opened for one change at a time, a write-ahead log costs several times as much.
                connection.execute("PRAGMA journal_mode = TRUNCATE")
                connection.execute("PRAGMA synchronous = FULL")
                with connection:
                    connection.execute(_SCHEMA)
                    yield connection
        except sqlite3.Error as error:
            raise _unusable(self._path, str(error)) from error
        except OSError as error:
            raise _unusable(self._path, error.strerror or "") from error


def _take(lock: int, name: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StorageError(
            "Another flush of this queue is at work.", hint="Wait until it has ended."
        ) from error
    except OSError as error:
        raise _unusable(name, error.strerror or "") from error


def _written(authority: TimestampAuthority) -> str:
    return json.dumps(
        {
            "urls": authority.urls,
            "hosts": sorted(authority.network.hosts),
            "timeout_seconds": authority.timeout_seconds,
        }
    )


def _pending(row: Any) -> Pending:  # noqa: ANN401  # what a query yields
    authority = json.loads(row["authority"])
    return Pending(
        number=row["number"],
        path=Path(os.fsdecode(row["path"])),
        sha256=row["sha256"],
        manifest=row["manifest"],
        authority=TimestampAuthority(
            tuple(authority["urls"]),
            "defer",
            network=Network(hosts=frozenset(authority["hosts"])),
            timeout_seconds=authority["timeout_seconds"],
        ),
        origin=row["origin"],
        added=datetime.fromisoformat(row["added"]).astimezone(UTC),
        placed=bool(row["placed"]),
        token=bytes(row["token"]),
        problem=row["problem"],
    )


def _unusable(path: Path, reason: str) -> StorageError:
    return StorageError(
        f"The queue {path} cannot be used: {reason}.",
        hint="Check that it is yours and that the disk has room.",
    )
