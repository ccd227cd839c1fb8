"""Ask repositories and services where the clues of a file lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from provenance.durable.interface import Match
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provenance.durable.recovery.clues import Clues

PER_CLUE = 32
"""Candidates that one clue may lead to in one place: a picture signed anew often keeps its mark."""


class Place(Protocol):
    """Where credentials are kept: a repository, or a service that others run."""

    def find(self, binding: SoftBinding, *, limit: int = 10) -> tuple[Match, ...]:
        """Return what a binding leads to, the nearest first."""

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A manifest that clues lead to, and where it can be had.

    Attributes:
        manifest: Its label.
        clues: What was found in the file and leads there, marks first, then the nearest.
        score: How near the place calls the first of them, 0.0 to 1.0: its word alone.
        places: Who says so, by name; more than one may have it, and not every one a sound one.
    """

    manifest: str
    clues: tuple[SoftBinding, ...]
    score: float
    places: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    clue: SoftBinding
    match: Match
    place: tuple[str, Place]


def candidates(clues: Clues, places: Sequence[tuple[str, Place]], most: int) -> list[Candidate]:
    """Return at most so many manifests, each once: those of marks first, then the nearest.

    Raises:
        StorageError: A place could not be asked.
    """
    found: dict[str, list[_Lead]] = {}
    for lead in sorted(
        _leads((*clues.marks, *clues.likenesses, *clues.sounds), places), key=_nearness
    ):
        found.setdefault(lead.match.manifest, []).append(lead)
    return [_candidate(manifest, leads) for manifest, leads in list(found.items())[:most]]


def _candidate(manifest: str, leads: list[_Lead]) -> Candidate:
    places = {id(each.place[1]): each.place for each in leads}
    return Candidate(
        manifest=manifest,
        clues=tuple(dict.fromkeys(each.clue for each in leads)),
        score=_told(leads[0].match),
        places=tuple(places.values()),
    )


def _leads(bindings: Iterable[SoftBinding], places: Sequence[tuple[str, Place]]) -> Iterator[_Lead]:
    for binding in bindings:
        for name, place in places:
            try:
                matches = place.find(binding, limit=PER_CLUE)
            except InvalidArgument:  # an algorithm that this place does not know
                continue
            for match in matches[:PER_CLUE]:
                yield _Lead(clue=binding, match=match, place=(name, place))


def _nearness(lead: _Lead) -> tuple[bool, float]:
    return lead.clue.kind is not BindingKind.WATERMARK, -_told(lead.match)


def _told(match: Match) -> float:
    return min(1.0, max(0.0, match.score))
