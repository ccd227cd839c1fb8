"""Hold a repository against itself, and put right what a crash left.

| code | what | repaired by |
|---|---|---|
| pending-delivered | its file is in place, and nobody said so | keeping the entry |
| pending-abandoned | its file never came | withdrawing the entry |
| blob-missing, blob-altered | a manifest store is gone or damaged | adding the same file again |
| blob-orphaned | a blob that no entry needs | removing it |
| codes-differ, codes-orphaned | what near fingerprints are found by is not as kept | making it anew |
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.durable.interface import EntryState, Fault
from provenance.model.asset import occurs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.interface import Entry
    from provenance.durable.repository.blobs.interface import Blobs
    from provenance.durable.repository.index.interface import Index

ABANDONED_SECONDS = 3600.0
"""After this long a file that was announced and did not appear never will."""


def drop_blob(index: Index, blobs: Blobs, name: str) -> None:
    """Remove a blob, unless an entry needs it; not within `changing`."""
    with index.changing(alone=True):
        if not index.needs(name):
            blobs.remove(name)


class Check:
    """One check of one repository, which others may go on using meanwhile."""

    def __init__(self, index: Index, blobs: Blobs, *, repair: bool, patience: float) -> None:
        self._index = index
        self._blobs = blobs
        self._repair = repair
        self._patience = patience

    def run(self) -> tuple[Fault, ...]:
        """Return everything that was found."""
        derived = self._index.check(repair=self._repair)
        faults = (*self._entries(), *self._orphans(), *derived)
        if self._repair:
            self._index.purge()
        return faults

    def _entries(self) -> Iterator[Fault]:
        for entry in self._index.entries():
            if entry.state is EntryState.PENDING:
                yield from self._pending(entry)
            if entry.state is not EntryState.DELETED:
                yield from self._blob(entry)

    def _pending(self, entry: Entry) -> Iterator[Fault]:
        if _is_in_place(entry):
            if self._repair:
                with self._index.changing():
                    if self._still_pending(entry):
                        self._index.settle(entry.manifest, EntryState.KEPT)
            yield self._fault(
                "pending-delivered", entry.manifest, "The signed file is in place; nobody said so."
            )
        elif (datetime.now(UTC) - entry.added).total_seconds() >= self._patience:
            if self._repair:
                with self._index.changing(alone=True):
                    if self._still_pending(entry):
                        self._index.erase(entry.manifest)
                drop_blob(self._index, self._blobs, entry.store_sha256)
            yield self._fault(
                "pending-abandoned", entry.manifest, "The signed file was never put in its place."
            )

    def _still_pending(self, entry: Entry) -> bool:
        now = self._index.entry(entry.manifest)
        return now is not None and now.state is EntryState.PENDING

    def _blob(self, entry: Entry) -> Iterator[Fault]:
        blob = self._blobs.take(entry.store_sha256)
        if blob is not None and hashlib.sha256(blob).hexdigest() == entry.store_sha256:
            return
        if not self._index.needs(entry.store_sha256):  # it was taken out just now
            return
        code, what = ("blob-missing", "missing") if blob is None else ("blob-altered", "damaged")
        yield Fault(
            code=code,
            subject=entry.manifest,
            message=f"The kept manifest store is {what}; add the same signed file again.",
        )

    def _orphans(self) -> Iterator[Fault]:
        for name in self._blobs.names():
            if self._index.needs(name):
                continue
            with self._index.changing(alone=True):  # whoever was adding it is done now
                if self._index.needs(name) or self._blobs.take(name) is None:
                    continue
                if self._repair:
                    self._blobs.remove(name)
            yield self._fault("blob-orphaned", name, "No entry needs this blob.")

    def _fault(self, code: str, subject: str, message: str) -> Fault:
        return Fault(code=code, subject=subject, message=message, repaired=self._repair)


def _is_in_place(entry: Entry) -> bool:
    """Tell whether the file came: as it was signed, or with these credentials in its history.

    Before anybody says that it came, a time-stamp may have been added to it, or an edit.
    """
    path = Path(entry.path)
    return digest_of(path) == entry.asset_sha256 or _holds(path, entry.manifest.encode())


def _holds(path: Path, label: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return occurs(label, file)
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, or "" when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
