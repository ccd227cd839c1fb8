"""What an index does for a repository, and nothing of how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from provenance.model.soft_binding import SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    from provenance.durable.interface import Entry, EntryState, Fault

Missing = tuple[int, bytes]
"""Number and value of a binding whose code nobody has made yet."""
NO_CODE = b""
"""Stands for the code of a value that its algorithm does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One binding of one entry.

    Attributes:
        code: The bits by which it is found when it is near; None where they are not known.
    """

    binding: SoftBinding
    private: bool
    code: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A binding that was found, of which manifest, and by how many bits it differs."""

    manifest: str
    binding: SoftBinding
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which codes are near enough.

    Attributes:
        algorithm: Of the fingerprint.
        code: What they are held against.
        most: In how many bits they may differ.
        family: How their values begin; b"" for any.
    """

    algorithm: str
    code: bytes
    most: int
    family: bytes = b""


class Index(Protocol):
    """Keep entries and bindings. Threads may share one; every method may raise StorageError.

    What writes is called within `changing`.
    """

    def changing(self, *, alone: bool = False) -> AbstractContextManager[None]:
        """Make what happens inside durable together, or undo it.

        With `alone`, nobody else is within `changing` at the same time.
        """

    def reserve(self, payload: int) -> bool:
        """Keep a payload from being issued again; tell whether it was free."""

    def entry(self, manifest: str) -> Entry | None:
        """Return an entry."""

    def entries(self) -> Iterator[Entry]:
        """Go through all entries, oldest first, some at a time."""

    def needs(self, store_sha256: str) -> bool:
        """Tell whether any entry needs a blob."""

    def insert(self, entry: Entry) -> bool:
        """Add an entry, without its bindings; tell whether there was none of its label."""

    def attach(self, manifest: str, attached: tuple[Attached, ...]) -> None:
        """Add bindings to an entry; those that it has already stay as they are."""

    def settle(self, manifest: str, state: EntryState) -> None:
        """Give an entry its final state, KEPT or DELETED; a deleted one tells no more than that."""

    def erase(self, manifest: str) -> None:
        """Remove an entry with its bindings, and its label too."""

    def exact(self, binding: SoftBinding, *, limit: int, private: bool) -> tuple[Found, ...]:
        """Return the entries that have just this binding, oldest first, each once."""

    def near(self, wanted: Wanted, *, limit: int, private: bool) -> tuple[Found, ...]:
        """Return the entries with a code that is near enough, nearest first."""

    def uncoded(self, algorithm: str, most: int) -> tuple[Missing, ...]:
        """Return some bindings of an algorithm that have no code yet."""

    def keep_codes(self, algorithm: str, codes: Mapping[int, bytes]) -> None:
        """Keep the codes of bindings, by their numbers."""

    def algorithms(self) -> tuple[tuple[str, str], ...]:
        """Return kind and name of each algorithm of which there are bindings, sorted."""

    def purge(self) -> None:
        """Take what was removed out of files, as far as this storage lets one; not within `changing`."""

    def check(self, *, repair: bool) -> tuple[Fault, ...]:
        """Hold what was derived from the rows against them."""

    def close(self) -> None:
        """Free files and connections."""
