"""When the signatures of one signer are time-stamped: as they are made, later, or never."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument, TimestampError
from provenance.evidence import countersigned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.engine.interface import SealingKey, Stamper
    from provenance.model.definition import SignedAsset
    from provenance.pki.timestamp.authority import TimestampAuthority
    from provenance.signing.destination import Destination
    from provenance.signing.queue import TimestampQueue

_WAITING = "Its time-stamp is deferred: `provenance queue flush` fetches it."
_UNPLACED = (
    "The time-stamp is deferred, and this result has no path: write it to a file, "
    "and add that to the queue (TimestampQueue.add)."
)


class Timing:
    """Keep what a signer was told about time-stamps.

    Args:
        authority: Whom to ask, and what happens when nobody answers; None for no time-stamps.
        queue: Where deferred ones wait; None for the user's own queue.
        credential: Who signs; where it is kept is recorded, for later.

    Raises:
        InvalidArgument: There is a queue, and nothing is deferred.
    """

    def __init__(
        self,
        authority: TimestampAuthority | None,
        queue: TimestampQueue | None,
        credential: SealingKey,
    ) -> None:
        self._authority = authority
        self._origin = str(getattr(credential, "origin", ""))
        self._queue: TimestampQueue | None = None
        if authority is not None and authority.policy == "defer":
            from provenance.signing.queue import TimestampQueue  # noqa: PLC0415  # loads SQLite

            self._queue = queue or TimestampQueue()
        elif queue is not None:
            raise InvalidArgument(
                "A queue was given, but no time-stamp is deferred.",
                hint='Give time=TimestampAuthority(url, "defer"), too.',
            )

    @property
    def wanted(self) -> bool:
        """Tell whether signatures get a time-stamp, now or later."""
        return self._authority is not None

    def seal(
        self, write: Callable[[Stamper | None], bytes], undo: Callable[[], object]
    ) -> tuple[bytes, tuple[str, ...]]:
        """Have a signed file written, with time if possible; return its store, and notes.

        Args:
            write: Writes the file, and returns the manifest store.
            undo: Takes back what was written, before a second attempt.

        Raises:
            TimestampError: There is no time-stamp, and one is required.
        """
        if self._authority is None or self._authority.policy == "defer":
            return write(None), ()
        try:
            return write(self._stamper(self._authority)), ()
        except TimestampError as error:
            if self._authority.policy == "require":
                raise
            undo()
            return write(None), (f"It is signed without time. {error.message}",)

    @contextmanager
    def deferring(self, where: Destination, signed: SignedAsset) -> Iterator[None]:
        """Keep in the queue what is put in place meanwhile; nothing stays of what is not."""
        if self._queue is None or self._authority is None or not where.is_path:
            yield
            return
        path = where.path.resolve()
        entry = self._queue.announce(path, signed, self._authority, self._origin)
        try:
            yield
        except BaseException:
            self._queue.remove(entry)
            raise
        self._queue.confirm(entry)

    def notes(self, where: Destination) -> tuple[str, ...]:
        """Return what the caller should know of a signature whose time-stamp is deferred."""
        if self._queue is None:
            return ()
        return (_WAITING if where.is_path else _UNPLACED,)

    @staticmethod
    def _stamper(authority: TimestampAuthority) -> Stamper:
        def stamp(request: bytes, signed: bytes, signature: bytes) -> bytes:
            return authority.respond(request, countersigned.message(signed, signature))

        return stamp
