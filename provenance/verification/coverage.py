"""Judge what a signature leaves out of a file: content never, metadata by name, room as a note.

An engine that finds a hash matching says TRUSTED whatever that hash covers. Here content
that is left out is a failure: anyone could have exchanged it, and no honest signer has a
reason. Metadata that are left out are named, so that nobody relies on them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.errors import StorageError
from provenance.evidence.coverage import Coverage, chart
from provenance.evidence.differences import NO_DIFFERENCE, Differences, compare
from provenance.model.report import Uncovered
from provenance.model.status import CONTENT_MATCHES, StatusDomain, StatusKind, lookup
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provenance.engine.interface import Reading
    from provenance.evidence.coverage import Part
    from provenance.limits import Limits
    from provenance.model.asset import Asset
    from provenance.model.store import Status

HARD_BINDING = "c2pa.hash."
MOST_NAMED = 12
"""Parts that one sentence names."""
MOST_LISTED = 500
"""Parts that a report lists."""
OWN_WORDS = ("PNG text ", "member ")
"""Beginnings of names whose rest is the file's own word."""


def examine(asset: Asset, reading: Reading, limits: Limits) -> Coverage:
    """Map what the signature of `asset` leaves out, where the engine matched the rest.

    Raises:
        StorageError: The file could not be read.
    """
    manifest = reading.store.base
    statuses = (each for one in reading.store.manifests for each in one.statuses)
    matched = any(each.code in CONTENT_MATCHES for each in statuses)
    if not (manifest and matched and reading.content_checked):
        return Coverage()
    bindings = [each for each in manifest.assertions if each.label.startswith(HARD_BINDING)]
    try:
        with asset.open() as content:
            updated = reading.store.active.is_update
            drawn = chart(content, bindings, limits, updated=updated)
    except OSError as error:
        raise StorageError(
            f"{asset.name} could not be read: {error.strerror or error}.", hint="Try again."
        ) from error
    # Where the engine finds a store that is not found here, the two read different files.
    lost = bindings and reading.embedded and not drawn.store
    stored = drawn.store if reading.embedded else reading.beside
    return replace(drawn, whole=drawn.whole and not lost, store=stored)


def judge(coverage: Coverage, differences: Differences = NO_DIFFERENCE) -> Mapping[str, str]:
    """Return codes for what is left out, each with its sentence ("" for the usual one).

    Args:
        coverage: What the signature leaves out of the file.
        differences: What the manifest store in the file holds beside what the engine read.
    """
    if not coverage.whole:
        return {"binding.unmapped": ""}
    said = dict(_of_store(differences))
    content = coverage.exchangeable
    if content:
        said["binding.left-out"] = (
            f"The signature of this file leaves out {_names_of(content)}, which anyone could have "
            "exchanged."
        )
    if metadata := coverage.of("metadata"):
        said["binding.metadata-left-out"] = (
            "The signature does not cover these parts of the file, which anyone could have "
            f"changed: {_names_of(metadata)}."
        )
    if (room := coverage.of("room")) and not content:
        size = sum(each.length for each in room)
        said["binding.room-left-out"] = (
            f"The file carries {size:,} bytes that the signature does not cover and no player "
            f"shows: {_names_of(room)}."
        )
    return said


def compared(coverage: Coverage, reading: Reading, limits: Limits) -> Differences:
    """Return how the store in the file differs from what the engine read.

    An engine that met a broken manifest may leave all the rest of the store unread, so
    then it is not counted. A statement that was altered always is.
    """
    found = compare(coverage.store, reading.jumbf, limits)
    statuses = (each for one in reading.store.manifests for each in one.statuses)
    return replace(found, unread=0) if any(map(_breaks, statuses)) else found


def _breaks(status: Status) -> bool:
    domain = lookup(status.code).domain
    return status.kind is StatusKind.FAILURE and domain is StatusDomain.INTEGRITY


def _of_store(differences: Differences) -> Iterator[tuple[str, str]]:
    if differences.altered:
        names = _names(map(quoted, differences.altered))
        yield (
            "assertion.hashedURI.mismatch",
            f"A statement in the credentials of this file is not the one that was signed: {names}.",
        )
    if differences.unread:
        said = (
            f"The credentials carry {differences.unread:,} bytes that no signature covers and "
            "that belong to no statement."
        )
        yield "binding.store-left-out", said


def listed(coverage: Coverage) -> tuple[Uncovered, ...]:
    """Return what a report lists."""
    return tuple(
        Uncovered(name=each.name, start=each.start, length=each.length)
        for each in coverage.parts[:MOST_LISTED]
    )


def _names_of(parts: Iterable[Part]) -> str:
    return _names(_name(each.name) for each in parts)


def _names(found: Iterable[str]) -> str:
    names = list(dict.fromkeys(found))
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _name(name: str) -> str:
    for begin in OWN_WORDS:
        if name.startswith(begin):
            return begin + quoted(name.removeprefix(begin))
    return name
