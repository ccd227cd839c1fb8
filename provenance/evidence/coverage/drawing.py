"""Draw the map: which parts the uncovered ranges touch, and where the credentials lie."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from provenance.evidence.coverage.parts import Part, Range, stray, without
from provenance.evidence.coverage.source import Exhausted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provenance.evidence.coverage.source import Source

UNNAMED = "without a known use"


class Drawn(NamedTuple):
    """The uncovered part of every part, in the file's order, and where the store lies."""

    parts: tuple[Part, ...]
    store: tuple[Range, ...]


def draw(source: Source, ranges: Sequence[Range], parts: Iterable[Part]) -> Drawn:
    """Lay `ranges`, which stand in order and apart from each other, over the parts of a file."""
    known: list[Range] = []
    store: list[Range] = []
    found: dict[tuple[str, int], Part] = {}
    for part in parts:
        for place, (start, end) in enumerate(_shared(ranges, part)):
            known.append((start, end))
            if part.kind != "credentials":
                shown = Part(name=part.name, kind=part.kind, start=start, length=end - start)
                found.setdefault((shown.name, shown.start), shown)
            elif not place:
                store.extend(part.store)
    for start, end in without(ranges, known):
        unknown = stray(source, UNNAMED, start, end)
        if unknown.kind != "structure":
            found[unknown.name, start] = unknown
    ordered = sorted(found.values(), key=lambda each: (each.start, each.length))
    return Drawn(tuple(ordered), tuple(store))


def grown(ranges: Sequence[Range], parts: Iterable[Part]) -> list[Range]:
    """Stretch the range of the credentials to their present end, and move those behind it along.

    Update manifests add to the store after the hash was made; what it leaves out is stated as of
    then (C2PA 2.4, "Update Manifests").
    """
    begin, end = -1, -1
    for part in parts:
        if part.kind == "credentials" and (begin < 0 or part.start == end):
            begin = part.start if begin < 0 else begin
            end = part.end
    added, found = 0, []
    for start, stop in ranges:
        if start <= begin < stop:
            added = end - stop
            found.append((start, end))
        else:
            found.append((start + added, stop + added))
    return found


def joined(source: Source, places: Iterable[Range], *, most: int) -> bytes:
    """Return the bytes of several places in one.

    Raises:
        Exhausted: They are more than `most`.
    """
    held = [(start, end) for start, end in places if start < end]
    if sum(end - start for start, end in held) > most:
        raise Exhausted
    return b"".join(source.at(start, end - start) for start, end in held)


def _shared(ranges: Sequence[Range], part: Part) -> Iterator[Range]:
    for place in range(bisect_right(ranges, part.start, key=itemgetter(1)), len(ranges)):
        first, last = ranges[place]
        if first >= part.end or not part.length:
            return
        yield max(first, part.start), min(last, part.end)
