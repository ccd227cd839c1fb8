"""Which files a command looks at: named files always, and what a folder holds of known kinds."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.engine.formats import detect
from provenance.errors import InputNotFound, StorageError, UnsupportedFormat
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Files to look at, in order.

    Attributes:
        skipped: How many files of folders are of no kind that carries credentials.
        several: Whether the answer is a list, however many files there are.
    """

    files: tuple[Path, ...]
    skipped: int
    several: bool


def collect(named: Sequence[Path]) -> Targets:
    """Take files as they are named, and search folders to their depths, sorted by path.

    Raises:
        InputNotFound: The folders hold no file of a known kind.
    """
    files: list[Path] = []
    skipped = 0
    for path in named:
        if not path.is_dir():
            files.append(path)
            continue
        for found in sorted(_walk(path)):
            if _is_media(found):
                files.append(found)
            else:
                skipped += 1
    if not files:
        others = f", only {skipped} of other kinds" if skipped else ""
        raise InputNotFound(
            f"{named[0]} holds no file of a kind that carries credentials{others}.",
            hint="Name files, or another folder.",
        )
    several = len(named) > 1 or named[0].is_dir()
    return Targets(files=tuple(files), skipped=skipped, several=several)


def as_named(path: Path) -> Asset:
    """Make an asset that is called what the caller called it, folders and all.

    Raises:
        InputNotFound: The path names no regular file.
    """
    return replace(Asset.of(path), name=str(path))


def _walk(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if path.is_file():
                yield path


def _is_media(path: Path) -> bool:
    try:
        with path.open("rb") as content:
            detect(content, name=path.name)
    except UnsupportedFormat:
        return False
    except (OSError, StorageError):
        return True  # so that the reader's own error is reported
    return True
