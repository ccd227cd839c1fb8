"""Judge what a signature leaves out of a file: content never, metadata by name, room as a note.

An engine that finds a hash matching says TRUSTED whatever that hash covers. Here content
that is left out is a failure: anyone could have exchanged it, and no honest signer has a
reason. Metadata that are left out are named, so that nobody relies on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import StorageError
from provenance.evidence.coverage import Coverage, chart
from provenance.model.report import Uncovered
from provenance.model.status import CONTENT_MATCHES
from provenance.verification.proof import binding_manifest
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.engine.interface import Reading
    from provenance.evidence.coverage import Part
    from provenance.limits import Limits
    from provenance.model.asset import Asset

HARD_BINDING = "c2pa.hash."
MOST_NAMED = 12
"""Parts that one sentence names."""
MOST_LISTED = 500
"""Parts that a report lists."""
OWN_WORDS = ("PNG text ",)
"""Beginnings of names whose rest is the file's own word."""


def examine(asset: Asset, reading: Reading, limits: Limits) -> Coverage:
    """Map what the signature of `asset` leaves out, where the engine matched the rest.

    Raises:
        StorageError: The file could not be read.
    """
    manifest = reading.store.find(binding_manifest(reading.store))
    matched = manifest and any(each.code in CONTENT_MATCHES for each in manifest.statuses)
    if not (manifest and matched and reading.content_checked):
        return Coverage()
    bindings = [each for each in manifest.assertions if each.label.startswith(HARD_BINDING)]
    try:
        with asset.open() as content:
            return chart(content, bindings, reading.jumbf, limits)
    except OSError as error:
        raise StorageError(
            f"{asset.name} could not be read: {error.strerror or error}.", hint="Try again."
        ) from error


def judge(coverage: Coverage) -> Mapping[str, str]:
    """Return codes of ours for what is left out, each with its sentence ("" for the usual one)."""
    if not coverage.whole:
        return {"binding.unmapped": ""}
    said = {}
    content = coverage.of("content") or _reachable(coverage)
    if content:
        said["binding.left-out"] = (
            f"The signature of this file leaves out {_names(content)}, which anyone could have "
            "exchanged."
        )
    if metadata := coverage.of("metadata"):
        said["binding.metadata-left-out"] = (
            "The signature does not cover these parts of the file, which anyone could have "
            f"changed: {_names(metadata)}."
        )
    if room := coverage.of("room"):
        size = sum(each.length for each in room)
        said["binding.room-left-out"] = (
            f"The file carries {size:,} bytes that the signature does not cover and no player "
            f"shows: {_names(room)}."
        )
    return said


def listed(coverage: Coverage) -> tuple[Uncovered, ...]:
    """Return what a report lists."""
    return tuple(
        Uncovered(name=each.name, start=each.start, length=each.length)
        for each in coverage.parts[:MOST_LISTED]
    )


def _reachable(coverage: Coverage) -> tuple[Part, ...]:
    """Return room that may hold what is shown: the index that says where that lies is open too."""
    return coverage.of("room") if coverage.of("index") else ()


def _names(parts: Iterable[Part]) -> str:
    names = list(dict.fromkeys(_name(each.name) for each in parts))
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _name(name: str) -> str:
    for begin in OWN_WORDS:
        if name.startswith(begin):
            return begin + quoted(name.removeprefix(begin))
    return name
