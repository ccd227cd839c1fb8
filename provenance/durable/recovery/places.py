"""Where credentials are looked for, each place only as long as it answers.

A service of others may be unreachable, slow or gone. What the other places have is found all the
same, and which one could not be asked is told: silence of a place is not that it has nothing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError

if TYPE_CHECKING:
    from provenance.durable.interface import Match
    from provenance.errors import ProvenanceError
    from provenance.model.soft_binding import SoftBinding

SERVICE_SECONDS = 60.0
"""How long one service is asked for one file: a question that has begun is let end."""


class Place(Protocol):
    """Where credentials are kept: a repository, or a service that others run."""

    def find(self, binding: SoftBinding, *, limit: int = 10) -> tuple[Match, ...]:
        """Return what a binding leads to, the nearest first."""

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None."""


class Asked:
    """A place that is asked about one file until it fails once, or has taken too long.

    Args:
        place: The place; one with an `address` is a service of others.
        seconds: How long a service is asked; a repository is asked to the end.

    Attributes:
        name: "repository", or the address of a service.
        is_service: Whether others run it.
        failure: Why it was not asked to the end; None when it was.
    """

    def __init__(self, place: Place, *, seconds: float = SERVICE_SECONDS) -> None:
        address = str(getattr(place, "address", ""))
        self.name = address or "repository"
        self.is_service = bool(address)
        self.failure: ProvenanceError | None = None
        self._place = place
        self._seconds_left = seconds

    def find(self, binding: SoftBinding, *, limit: int) -> tuple[Match, ...]:
        """Return what a binding leads to here; nothing from a place that has failed."""
        if self.failure:
            return ()
        try:
            self._require_time()
            started = time.monotonic()
            try:
                return self._place.find(binding, limit=limit)[:limit]
            finally:
                self._seconds_left -= time.monotonic() - started
        except InvalidArgument:  # an algorithm that this place does not know
            return ()
        except (StorageError, NetworkNotAllowed) as error:
            self.failure = error
            return ()

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None.

        Raises:
            NetworkNotAllowed, StorageError: It cannot be had.
        """
        self._require_time()
        started = time.monotonic()
        try:
            return self._place.store(manifest)
        finally:
            self._seconds_left -= time.monotonic() - started

    def _require_time(self) -> None:
        if self.is_service and self._seconds_left <= 0:
            raise StorageError(
                f"The service at {self.name} is too slow.", hint="Try again later, or leave it out."
            )
