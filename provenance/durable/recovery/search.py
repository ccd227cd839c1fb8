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

PER_CLUE = 10
"""Candidates that one clue may lead to in one place."""


class Place(Protocol):
    """Where credentials are kept: a repository, or a service that others run."""

    def find(self, binding: SoftBinding, *, limit: int = 10) -> tuple[Match, ...]:
        """Return what a binding leads to, the nearest first."""

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A manifest that a clue leads to, and where it can be had.

    Attributes:
        clue: What was found in the file.
        match: What it leads to.
        place: Who says so.
        name: Of that place, for people.
    """

    clue: SoftBinding
    match: Match
    place: Place
    name: str


def candidates(clues: Clues, places: Sequence[tuple[str, Place]], most: int) -> list[Candidate]:
    """Return at most so many manifests, each once: those of marks first, then the nearest.

    Raises:
        StorageError: A place could not be asked.
    """
    found: dict[str, Candidate] = {}
    everything = [*_asked(clues.marks, places), *_asked(clues.likenesses, places)]
    for each in sorted(everything, key=_nearness):
        found.setdefault(each.match.manifest, each)
    return list(found.values())[:most]


def _asked(
    bindings: Iterable[SoftBinding], places: Sequence[tuple[str, Place]]
) -> Iterator[Candidate]:
    for binding in bindings:
        for name, place in places:
            try:
                matches = place.find(binding, limit=PER_CLUE)
            except InvalidArgument:  # an algorithm that this place does not know
                continue
            for match in matches:
                yield Candidate(clue=binding, match=match, place=place, name=name)


def _nearness(candidate: Candidate) -> tuple[bool, float]:
    return candidate.clue.kind is not BindingKind.WATERMARK, -candidate.match.score
