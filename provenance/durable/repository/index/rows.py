"""The rows of every index: the statements that SQLite and PostgreSQL have in common."""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections import defaultdict
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provenance.durable.interface import Entry, EntryState
from provenance.durable.repository.index.interface import Attached, Found
from provenance.errors import StorageError
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provenance.durable.repository.index.interface import Missing

Row = tuple[Any, ...]
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PAGE = 500  # entries that are read at once
_COLUMNS = "number, manifest, store_sha256, media_type, asset_sha256, state, added, path"


class RowIndex(ABC):
    """An index in a database that speaks SQL, with `?` where a value stands."""

    @abstractmethod
    def _rows(self, statement: str, *values: object) -> list[Row]:
        """Run one statement, and return what it yields."""

    @abstractmethod
    def keep_codes(self, algorithm: str, codes: Mapping[int, bytes]) -> None:
        """Keep the codes of bindings, by their numbers."""

    def reserve(self, payload: int) -> bool:
        """Keep a payload from being issued again; tell whether it was free."""
        statement = "INSERT INTO issued VALUES (?) ON CONFLICT DO NOTHING RETURNING payload"
        return bool(self._rows(statement, payload))

    def entry(self, manifest: str) -> Entry | None:
        """Return an entry."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM entries WHERE manifest = ?", manifest)  # noqa: S608  # no foreign text
        return next(self._with_bindings(rows), None)

    def entries(self) -> Iterator[Entry]:
        """Go through all entries, oldest first, some at a time."""
        statement = f"SELECT {_COLUMNS} FROM entries WHERE number > ? ORDER BY number LIMIT {_PAGE}"  # noqa: S608  # no foreign text
        rows = self._rows(statement, 0)
        while rows:
            yield from self._with_bindings(rows)
            rows = self._rows(statement, rows[-1][0])

    def needs(self, store_sha256: str) -> bool:
        """Tell whether any entry needs a blob."""
        return bool(
            self._rows("SELECT 1 FROM entries WHERE store_sha256 = ? LIMIT 1", store_sha256)
        )

    def insert(self, entry: Entry) -> bool:
        """Add an entry, without its bindings; tell whether there was none of its label."""
        added = self._rows(
            "INSERT INTO entries"
            " (manifest, store_sha256, media_type, asset_sha256, state, added, path)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING number",
            entry.manifest,
            entry.store_sha256,
            entry.media_type,
            entry.asset_sha256,
            entry.state.value,
            entry.added.isoformat(),
            os.fsencode(entry.path),
        )
        return bool(added)

    def attach(self, manifest: str, attached: tuple[Attached, ...]) -> None:
        """Add bindings to an entry; those that it has already stay as they are."""
        coded: dict[str, dict[int, bytes]] = defaultdict(dict)
        for each in attached:
            added = self._rows(
                "INSERT INTO bindings (entry, algorithm, kind, value, private)"
                " SELECT number, ?, ?, ?, ? FROM entries WHERE manifest = ?"
                " ON CONFLICT DO NOTHING RETURNING number",
                each.binding.algorithm,
                each.binding.kind.value,
                each.binding.value,
                int(each.private),
                manifest,
            )
            if added and each.code is not None:
                coded[each.binding.algorithm][added[0][0]] = each.code
        for algorithm, codes in coded.items():
            self.keep_codes(algorithm, codes)

    def settle(self, manifest: str, state: EntryState) -> None:
        """Give an entry its final state; a deleted one tells no more than that."""
        if state is EntryState.DELETED:
            self._erase_bindings(manifest)
            self._rows(
                "UPDATE entries SET state = ?, path = ?,"
                " store_sha256 = '', media_type = '', asset_sha256 = '' WHERE manifest = ?",
                state.value,
                b"",
                manifest,
            )
        else:
            self._rows(
                "UPDATE entries SET state = ?, path = ? WHERE manifest = ?",
                state.value,
                b"",
                manifest,
            )

    def erase(self, manifest: str) -> None:
        """Remove an entry with its bindings, and its label too."""
        self._erase_bindings(manifest)
        self._rows("DELETE FROM entries WHERE manifest = ?", manifest)

    def exact(self, binding: SoftBinding, *, limit: int, private: bool) -> tuple[Found, ...]:
        """Return the entries that have just this binding, oldest first, each once."""
        rows = self._rows(
            "SELECT e.manifest, b.kind FROM bindings b JOIN entries e ON e.number = b.entry"
            " WHERE b.algorithm = ? AND b.value = ? AND b.private <= ?"
            " ORDER BY e.number LIMIT ?",
            binding.algorithm,
            binding.value,
            int(private),
            limit,
        )
        return tuple(
            Found(
                manifest=manifest,
                binding=bound(binding.algorithm, kind, binding.value),
                distance=0,
            )
            for manifest, kind in rows
        )

    def uncoded(self, algorithm: str, most: int) -> tuple[Missing, ...]:
        """Return some bindings of an algorithm that have no code yet."""
        rows = self._rows(
            "SELECT number, value FROM bindings WHERE algorithm = ? AND code IS NULL LIMIT ?",
            algorithm,
            most,
        )
        return tuple((number, value) for number, value in rows)

    def algorithms(self) -> tuple[tuple[str, str], ...]:
        """Return kind and name of each algorithm of which there are bindings, sorted."""
        # One step of the index for each name, instead of one for each binding.
        return tuple(
            (kind, algorithm)
            for algorithm, kind in self._rows(
                "WITH RECURSIVE names(name) AS ("
                " SELECT min(algorithm) FROM bindings UNION ALL"
                " SELECT (SELECT min(algorithm) FROM bindings WHERE algorithm > name)"
                " FROM names WHERE name IS NOT NULL)"
                " SELECT name, (SELECT kind FROM bindings WHERE algorithm = name LIMIT 1)"
                " FROM names WHERE name IS NOT NULL ORDER BY 1"
            )
        )

    def _erase_bindings(self, manifest: str) -> None:
        self._rows(
            "DELETE FROM bindings WHERE entry = (SELECT number FROM entries WHERE manifest = ?)",
            manifest,
        )

    def _with_bindings(self, rows: list[Row]) -> Iterator[Entry]:
        if not rows:
            return
        bindings: dict[tuple[int, int], list[SoftBinding]] = defaultdict(list)
        for entry, algorithm, kind, value, private in self._rows(
            "SELECT entry, algorithm, kind, value, private FROM bindings"
            " WHERE entry BETWEEN ? AND ? ORDER BY number",
            rows[0][0],
            rows[-1][0],
        ):
            bindings[entry, private].append(bound(algorithm, kind, value))
        for number, *known in rows:
            yield _entry(known, tuple(bindings[number, 0]), tuple(bindings[number, 1]))


def _entry(
    row: Sequence[Any], bindings: tuple[SoftBinding, ...], private: tuple[SoftBinding, ...]
) -> Entry:
    manifest, store, media_type, asset, state, added, path = row
    with _readable():
        if state != EntryState.DELETED and not _DIGEST.fullmatch(store):
            raise ValueError(store)  # it would lead to another file
        return Entry(
            manifest=manifest,
            store_sha256=store,
            media_type=media_type,
            asset_sha256=asset,
            bindings=bindings,
            private=private,
            state=EntryState(state),
            added=datetime.fromisoformat(added),
            path=os.fsdecode(path),
        )


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError) as error:
        raise StorageError(
            "A row of the index is damaged.", hint="Put the index back from a copy."
        ) from error


def bound(algorithm: str, kind: str, value: bytes) -> SoftBinding:
    """Return a binding as its row tells it."""
    with _readable():
        return SoftBinding(algorithm=algorithm, value=value, kind=BindingKind(kind))


def nearest_of_each(found: Iterator[Found], limit: int) -> tuple[Found, ...]:
    """Return the first of each manifest, up to `limit` of them; they come nearest first."""
    nearest: dict[str, Found] = {}
    for each in found:
        nearest.setdefault(each.manifest, each)
        if len(nearest) == limit:
            break
    return tuple(nearest.values())
