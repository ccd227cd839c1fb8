"""The files that a browser gets: read once from a folder, and nothing else from the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from provenance.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file for the browser."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Files by name."""

    files: dict[str, Page]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read every file of a folder whose type is known.

        Raises:
            StorageError: One cannot be read.
        """
        try:
            return cls(
                {
                    path.name: Page(content=path.read_bytes(), media_type=TYPES[path.suffix])
                    for path in sorted(folder.iterdir())
                    if path.suffix in TYPES
                }
            )
        except OSError as error:
            raise StorageError(
                f"The pages in {folder} cannot be read: {error.strerror}.",
                hint="Check that the folder is complete.",
            ) from error

    def named(self, name: str) -> Page | None:
        """Return the file of that name; "" is the first page."""
        return self.files.get(name or "index.html")
