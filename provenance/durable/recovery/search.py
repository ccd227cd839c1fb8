"""Ask repositories and services where the clues of a file lead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from provenance.durable.interface import Match
from provenance.durable.recovery.places import Asked
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provenance.durable.recovery.clues import Clues

PER_CLUE = 32
"""Candidates that one clue may lead to in one place: a picture signed anew often keeps its mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A manifest that clues lead to, and where it can be had.

    Attributes:
        manifest: Its label.
        clues: What was found in the file and leads there, marks first, then the nearest.
        score: How near the place calls the first of them, 0.0 to 1.0: its word alone.
        places: Who says so; more than one may have it, and not every one a sound one.
    """

    manifest: str
    clues: tuple[SoftBinding, ...]
    score: float
    places: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    clue: SoftBinding
    match: Match
    place: Asked


def candidates(clues: Clues, places: Sequence[Asked], most: int) -> list[Candidate]:
    """Return at most so many manifests, each once.

    What one place says of one kind of clue never crowds out the rest: the nearest of each come
    first, then the second of each. Own repositories come before services, and marks before the
    nearest likenesses.
    """
    found: dict[str, list[_Lead]] = {}
    said: dict[tuple[bool, int, int], list[str]] = defaultdict(list)
    bindings = (*clues.marks, *clues.likenesses, *clues.sounds)
    kinds = list(dict.fromkeys(each.algorithm for each in bindings))
    for lead in sorted(_leads(bindings, places), key=_nearness):
        found.setdefault(lead.match.manifest, []).append(lead)
        kind, place = kinds.index(lead.clue.algorithm), places.index(lead.place)
        said[lead.place.is_service, kind, place].append(lead.match.manifest)
    turns = chain.from_iterable(zip_longest(*(said[key] for key in sorted(said))))
    chosen = [each for each in dict.fromkeys(turns) if each is not None]
    return [_candidate(manifest, found[manifest]) for manifest in chosen[:most]]


def _candidate(manifest: str, leads: list[_Lead]) -> Candidate:
    return Candidate(
        manifest=manifest,
        clues=tuple(dict.fromkeys(each.clue for each in leads)),
        score=_told(leads[0].match),
        places=tuple(dict.fromkeys(each.place for each in leads)),
    )


def _leads(bindings: Iterable[SoftBinding], places: Sequence[Asked]) -> Iterator[_Lead]:
    for binding in bindings:
        for place in places:
            for match in place.find(binding, limit=PER_CLUE):
                yield _Lead(clue=binding, match=match, place=place)


def _nearness(lead: _Lead) -> tuple[bool, float]:
    return lead.clue.kind is not BindingKind.WATERMARK, -_told(lead.match)


def _told(match: Match) -> float:
    return min(1.0, max(0.0, match.score))
