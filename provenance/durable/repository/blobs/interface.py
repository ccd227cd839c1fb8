"""What keeps blobs does this much for a repository, and nothing of how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Blobs(Protocol):
    """Keep bytes under their SHA-256 in hexadecimal. Every method may raise StorageError.

    Whoever removes blobs keeps everybody else from adding some meanwhile.
    """

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`, whole and durably before this returns; a damaged one is put right."""

    def take(self, name: str) -> bytes | None:
        """Return what is kept under a name, as it lies there; None for nothing."""

    def remove(self, name: str) -> None:
        """Remove a blob; one that is not there is removed already."""

    def names(self) -> Iterator[str]:
        """Go through all names, those of unfinished leftovers too, which `remove` takes."""


def place(name: str) -> str:
    """Return where a blob lies below the top: `ab/cdef…`, so that no folder grows without end."""
    return f"{name[:2]}/{name[2:]}"
