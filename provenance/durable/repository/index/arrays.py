"""The arrays of codes beside an SQLite index: one file for each algorithm, derived from the rows.

A row of `arrays` names the present file of an algorithm, by an epoch, and how many codes of it
count. A code is written and flushed before the transaction that counts it ends: whatever dies in
between, the file holds all that counts, and what lies behind is written over. Which code is to be
erased is noted in the transaction that removes its row, and done after it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any

from provenance.durable.interface import Fault
from provenance.durable.repository.blobs.folder import flush_folder
from provenance.durable.repository.index import codes
from provenance.durable.repository.index.codes import Codes
from provenance.durable.repository.index.interface import NO_CODE
from provenance.errors import InvalidArgument
from provenance.pki.files import make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Run = Callable[..., list[tuple[Any, ...]]]
_BLOCK = 4096  # codes that are held against their rows at once
SCHEMA = """
CREATE TABLE arrays (
    algorithm TEXT PRIMARY KEY, width INTEGER NOT NULL, epoch TEXT NOT NULL, count INTEGER NOT NULL
) STRICT;
CREATE TABLE erasures (
    algorithm TEXT NOT NULL, epoch TEXT NOT NULL, position INTEGER NOT NULL
) STRICT;
"""


class CodeArrays:
    """The files of codes in a folder.

    Args:
        folder: Where they lie.
        run: Runs a statement in the database, within its transaction if there is one.
    """

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder = folder
        self._run = run
        self._mapped: dict[str, tuple[str, Codes]] = {}

    def append(self, algorithm: str, coded: Mapping[int, bytes]) -> None:
        """Give bindings their codes; within a transaction."""
        for number in [number for number, code in coded.items() if code == NO_CODE]:
            self._run("UPDATE bindings SET code = x'' WHERE number = ?", number)
        kept = [(number, code) for number, code in coded.items() if code != NO_CODE]
        if not kept:
            return
        path, width, count = self._whole(algorithm, len(kept[0][1]))
        if any(len(code) != width for _, code in kept):
            raise InvalidArgument(
                f"Codes of {algorithm} have {8 * width} bits here.",
                hint="Open the repository with the fingerprint that it was filled with.",
            )
        codes.put(path, width, {count + place: code for place, (_, code) in enumerate(kept)})
        for place, (number, code) in enumerate(kept):
            self._run(
                "UPDATE bindings SET code = ?, position = ? WHERE number = ?",
                code,
                count + place,
                number,
            )
        self._run("UPDATE arrays SET count = ? WHERE algorithm = ?", count + len(kept), algorithm)

    def mapped(self, algorithm: str, width: int) -> tuple[str, Codes] | None:
        """Return the present epoch and codes of an algorithm; None where there are none.

        Raises:
            FileNotFoundError: The file is not whole, or another took its place just now.
        """
        rows = self._run(
            "SELECT epoch, count FROM arrays WHERE algorithm = ? AND width = ? AND count > 0",
            algorithm,
            width,
        )
        if not rows:
            return None
        epoch, count = rows[0]
        before = self._mapped.get(algorithm)
        if before and before[0] == epoch and before[1].count == count:
            return before
        found = (epoch, Codes(self._path(algorithm, epoch), width, count))
        self._mapped[algorithm] = found
        return found

    def is_present(self, algorithm: str, epoch: str) -> bool:
        """Tell whether an epoch is still the present one."""
        return bool(
            self._run("SELECT 1 FROM arrays WHERE algorithm = ? AND epoch = ?", algorithm, epoch)
        )

    def note_erasure(self, manifest: str) -> None:
        """Note the codes of a manifest whose bindings are about to be removed."""
        self._run(
            "INSERT INTO erasures SELECT a.algorithm, a.epoch, b.position"
            " FROM bindings b JOIN arrays a ON a.algorithm = b.algorithm"
            " WHERE b.position IS NOT NULL"
            " AND b.entry = (SELECT number FROM entries WHERE manifest = ?)",
            manifest,
        )

    def erase(self) -> None:
        """Erase the codes that were noted; within a transaction."""
        noted = self._run(
            "SELECT e.algorithm, e.epoch, a.width, e.position FROM erasures e"
            " JOIN arrays a ON a.algorithm = e.algorithm AND a.epoch = e.epoch"
            " ORDER BY e.algorithm, e.epoch, e.position"
        )
        for (algorithm, epoch, width), rows in groupby(noted, key=lambda row: row[:3]):
            with suppress(FileNotFoundError):  # then there is nothing to erase
                nothing = {row[3]: bytes(width) for row in rows}
                codes.put(self._path(algorithm, epoch), width, nothing)
        self._run("DELETE FROM erasures")

    def repaired(self, algorithm: str, width: int) -> None:
        """Make the file of an algorithm anew unless it is whole; within a transaction."""
        self._whole(algorithm, width)

    def check(self, *, repair: bool) -> Iterator[Fault]:
        """Hold the files against the rows, and find those that nothing names; in a transaction."""
        present = set()
        for algorithm, width, epoch, count in self._run("SELECT * FROM arrays"):
            path = self._path(algorithm, epoch)
            if not self._agrees(path, algorithm, width, count):
                if repair:
                    path = self._renew(algorithm, width, count)
                yield Fault(
                    code="codes-differ",
                    subject=algorithm,
                    message="The codes by which near fingerprints are found are not those kept.",
                    repaired=repair,
                )
            present.add(path.name)
        for path in sorted(self._folder.glob("*.codes")):
            if path.name not in present:
                if repair:
                    path.unlink(missing_ok=True)
                yield Fault(
                    code="codes-orphaned",
                    subject=path.name,
                    message="A file of codes belongs to no algorithm.",
                    repaired=repair,
                )

    def _whole(self, algorithm: str, width: int) -> tuple[Path, int, int]:
        """Return file, width and count of an algorithm, made anew where the file is not whole."""
        rows = self._run("SELECT epoch, width, count FROM arrays WHERE algorithm = ?", algorithm)
        if not rows:
            return self._renew(algorithm, width, 0), width, 0
        epoch, width, count = rows[0]
        path = self._path(algorithm, epoch)
        with suppress(FileNotFoundError):
            if path.stat().st_size >= count * width:
                return path, width, count
        return self._renew(algorithm, width, count), width, count

    def _renew(self, algorithm: str, width: int, count: int) -> Path:
        """Make the file of an algorithm under a new epoch, and remove the one before it.

        If the transaction comes to nothing after all, the next one finds no file, and makes it.
        """
        epoch = secrets.token_hex(8)
        path = self._path(algorithm, epoch)
        make_folder(self._folder)
        codes.make(path, width, self._rows_of(algorithm), count)
        flush_folder(self._folder)
        before = self._run("SELECT epoch FROM arrays WHERE algorithm = ?", algorithm)
        self._run(
            "INSERT INTO arrays VALUES (?, ?, ?, ?)"
            " ON CONFLICT (algorithm) DO UPDATE SET epoch = excluded.epoch",
            algorithm,
            width,
            epoch,
            count,
        )
        for (old,) in before:
            self._path(algorithm, old).unlink(missing_ok=True)
        return path

    def _agrees(self, path: Path, algorithm: str, width: int, count: int) -> bool:
        """Tell whether a file holds the codes of the rows, and zeros where there is none."""
        rows = self._rows_of(algorithm)
        ahead = next(rows, None)
        try:
            with path.open("rb") as file:
                for start in range(0, count, _BLOCK):
                    size = min(_BLOCK, count - start)
                    wanted = bytearray(size * width)
                    while ahead and ahead[0] < start + size:
                        place = (ahead[0] - start) * width
                        wanted[place : place + width] = ahead[1]
                        ahead = next(rows, None)
                    if file.read(len(wanted)) != wanted:
                        return False
        except OSError:
            return False
        return True

    def _rows_of(self, algorithm: str) -> Iterator[tuple[int, bytes]]:
        position = -1
        statement = (
            "SELECT position, code FROM bindings"
            " WHERE algorithm = ? AND position > ? ORDER BY position LIMIT ?"
        )
        while rows := self._run(statement, algorithm, position, _BLOCK):
            yield from ((place, code) for place, code in rows)
            position = rows[-1][0]

    def _path(self, algorithm: str, epoch: str) -> Path:
        return self._folder / f"{algorithm}.{epoch}.codes"
