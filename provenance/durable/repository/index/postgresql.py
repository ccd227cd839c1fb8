"""An index in PostgreSQL 14 or newer, for repositories that several machines share.

Near codes are counted by the server, over all of them (`bit_count` of what differs).
"""

from __future__ import annotations

import importlib
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from provenance.durable.repository.index.interface import NO_CODE, Found, Wanted
from provenance.durable.repository.index.rows import RowIndex, bound
from provenance.errors import InvalidArgument, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

    from provenance.durable.interface import Fault
    from provenance.durable.repository.index.address import ServerAddress
    from provenance.durable.repository.index.rows import Row

_LOCK = 0x70726F76656E  # of whoever changes something, among all locks of the database
_CONNECT_SECONDS = "10"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    manifest TEXT NOT NULL UNIQUE,
    store_sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    asset_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    added TEXT NOT NULL,
    path BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_store ON entries (store_sha256);
CREATE TABLE IF NOT EXISTS bindings (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry BIGINT NOT NULL REFERENCES entries (number),
    algorithm TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    value BYTEA NOT NULL,
    private INTEGER NOT NULL,
    code BIT VARYING,
    UNIQUE (entry, algorithm, value)
);
CREATE INDEX IF NOT EXISTS bindings_by_value ON bindings (algorithm, value);
CREATE INDEX IF NOT EXISTS bindings_without_code ON bindings (algorithm) WHERE code IS NULL;
CREATE TABLE IF NOT EXISTS issued (payload BIGINT PRIMARY KEY);
"""
_NEAR = """
SELECT manifest, kind, value, distance FROM (
    SELECT DISTINCT ON (b.entry) e.manifest, b.entry, b.kind, b.value, b.distance FROM (
        SELECT number, entry, kind, value, private, algorithm, CASE length(code)
            WHEN length(?::bit varying) THEN bit_count(code # ?::bit varying) END AS distance
        FROM bindings
        WHERE algorithm = ? AND private <= ? AND substring(value FROM 1 FOR ?) = ?
    ) b JOIN entries e ON e.number = b.entry
    WHERE b.distance <= ? ORDER BY b.entry, b.distance, b.number
) nearest ORDER BY distance, entry LIMIT ?
"""


class PostgresqlIndex(RowIndex):
    """Rows in tables of one database; machines may share them, and threads an index.

    Raises:
        InvalidArgument: psycopg is missing.
        StorageError: The server cannot be reached, or refuses.
    """

    def __init__(self, address: ServerAddress) -> None:
        try:
            self._psycopg: Any = importlib.import_module("psycopg")
        except ImportError as error:
            raise InvalidArgument(
                "A repository in PostgreSQL needs psycopg.",
                hint='Run: pip install "media-provenance[postgresql]"',
            ) from error
        self._address = address
        self._lock = threading.RLock()
        self._connection: psycopg.Connection[Row] | None = None
        with self.changing(alone=True):
            for statement in _SCHEMA.strip().split(";\n"):
                self._rows(statement)

    @contextmanager
    def changing(self, *, alone: bool = False) -> Iterator[None]:
        """Make what happens inside durable together, or undo it."""
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with self._lock, self._storage_errors(), self._opened().transaction():
            self._rows(f"SELECT {lock}({_LOCK})")
            yield

    def keep_codes(self, algorithm: str, codes: Mapping[int, bytes]) -> None:  # noqa: ARG002  # in the row
        """Keep the codes of bindings in their rows."""
        for number, code in codes.items():
            self._rows(
                "UPDATE bindings SET code = ?::bit varying WHERE number = ?", _bits(code), number
            )

    def near(self, wanted: Wanted, *, limit: int, private: bool) -> tuple[Found, ...]:
        """Return the entries with a code that is near enough, nearest first."""
        bits, algorithm = _bits(wanted.code), wanted.algorithm
        family = (len(wanted.family), wanted.family)
        rows = self._rows(_NEAR, bits, bits, algorithm, int(private), *family, wanted.most, limit)
        return tuple(
            Found(manifest=manifest, binding=bound(algorithm, kind, value), distance=distance)
            for manifest, kind, value, distance in rows
        )

    def purge(self) -> None:
        """Leave it to the server, which reuses the room of removed rows in its own time (VACUUM)."""

    def check(self, *, repair: bool) -> tuple[Fault, ...]:  # noqa: ARG002  # nothing to repair
        """Return nothing: nothing is derived from the rows."""
        return ()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _rows(self, statement: str, *values: object) -> list[Row]:
        with self._lock, self._storage_errors():
            cursor = self._opened().execute(statement.replace("?", "%s").encode(), values)
            return cursor.fetchall() if cursor.description else []

    def _opened(self) -> psycopg.Connection[Row]:
        """Return the connection; a lost one is made anew."""
        if self._connection is None or self._connection.closed:
            parameters = {"connect_timeout": _CONNECT_SECONDS} | dict(self._address.parameters)
            connection: psycopg.Connection[Row] = self._psycopg.connect(
                **parameters, autocommit=True, application_name="provenance"
            )
            connection.execute("SET client_min_messages = warning")
            connection.execute("SET synchronous_commit = on")
            self._connection = connection
        return self._connection

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except self._psycopg.Error as error:
            reason = " ".join(str(error).split())
            raise StorageError(
                f"The database {self._address.name} cannot be used: {reason}.",
                hint="Check that the server runs, and that this user may change it.",
            ) from error


def _bits(code: bytes) -> str:
    return "" if code == NO_CODE else f"{int.from_bytes(code):0{8 * len(code)}b}"
