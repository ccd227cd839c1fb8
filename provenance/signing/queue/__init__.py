"""Signatures that wait for a time-stamp, kept on disk until they have it.

A signature is announced before its file appears, and confirmed after that: whenever the process
dies, the queue knows of every file that stands in its place, and a file that never came is told
by its digest. What a flush fetched is kept before it is used, so nothing is fetched twice.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.model.asset import Asset
from provenance.signing.queue.entries import Entries, Pending

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from provenance.engine.interface import SealingKey
    from provenance.model.definition import SignedAsset
    from provenance.pki.timestamp.authority import TimestampAuthority
    from provenance.signing.queue.flush import Outcome

__all__ = ["Pending", "TimestampQueue"]

FILE_NAME = "time-stamps.sqlite3"


class TimestampQueue:
    """A durable queue of signed files; threads and processes may share it.

    Args:
        path: The file that keeps it, made when something is first put in; by default one in
            the user's own folder for data. It holds names of files and where keys lie, and no
            secret; only its owner may read it.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = _own_path() if path is None else Path(path)
        self._entries = Entries(self.path)

    def pending(self) -> tuple[Pending, ...]:
        """Return what waits, the oldest first.

        Raises:
            StorageError: The queue cannot be read.
        """
        return self._entries.all()

    def add(
        self,
        file: str | os.PathLike[str],
        authority: TimestampAuthority,
        *,
        credential: SealingKey | None = None,
    ) -> Pending:
        """Put in a signed file whose active signature is to be time-stamped later.

        For a file that was signed into memory, or was moved while it waited.

        Args:
            file: The file where it is to stay.
            authority: Whom to ask, whatever its policy.
            credential: Who will sign the update; where it is kept is recorded, if it is known.

        Raises:
            InputNotFound, EngineError, UnsupportedFormat, StorageError: It cannot be read, or
                carries no credentials, or the queue cannot be written.
        """
        from provenance.engine import open_engine  # noqa: PLC0415  # a process of its own

        asset = Asset.of(Path(file).resolve())
        with open_engine() as engine:
            reading = engine.read(asset)
        label, origin = reading.store.active.label, str(getattr(credential, "origin", ""))
        number = self._entries.insert(
            Path(file).resolve(), reading.sha256, label, authority, origin, placed=True
        )
        return next(entry for entry in self.pending() if entry.number == number)

    def remove(self, number: int) -> None:
        """Take an entry out, stamped or not."""
        self._entries.delete(number)

    def flush(
        self,
        credential: SealingKey | None = None,
        *,
        authority: TimestampAuthority | None = None,
        passphrase: Callable[[], bytes] | None = None,
        drop_missing: bool = False,
    ) -> tuple[Outcome, ...]:
        """Fetch the time-stamps that wait, in order, and add each to its file.

        It stops at the first that nobody answers; the rest waits on. A file is replaced by a
        verified one in one step: the time-stamp stands in an update manifest (in a standard one,
        where the format knows no updates), which is signed and time-stamped itself.

        Args:
            credential: Who signs the updates; by default who signed each file, opened again.
            authority: Whom to ask; by default whom each file was signed for, whose lists are
                not kept: then any token that holds is taken.
            passphrase: Asks for the passphrase of a key that is opened again.
            drop_missing: Whether files that are not there are given up.

        Raises:
            StorageError: The queue cannot be read or written, or another flush is at work.
        """
        from provenance.signing.queue.flush import Flush  # noqa: PLC0415  # loads the signer

        with (
            self._entries.alone(),
            Flush(self._entries, credential, authority, passphrase, drop_missing) as work,
        ):
            return work.run()

    def announce(
        self, path: Path, signed: SignedAsset, authority: TimestampAuthority, origin: str
    ) -> int:
        """Put in a file that is about to appear, and return its number."""
        return self._entries.insert(path, signed.sha256, signed.manifest_label, authority, origin)

    def confirm(self, number: int) -> None:
        """Note that a file that was announced is in its place."""
        self._entries.confirm(number)


def _own_path() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415  # not needed with a path

    return user_data_path("provenance") / FILE_NAME


def age(entry: Pending) -> float:
    """Return for how many seconds an entry has waited."""
    return (datetime.now(UTC) - entry.added).total_seconds()
