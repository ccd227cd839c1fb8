"""Tell a manifest store as it lies in a file from what an engine hands over as that store.

An engine writes the store anew from what it understood. Whatever it passed over is lost
on the way: boxes that nothing refers to, bytes between boxes, a description that it did
not look at. No signature covers those bytes, unless they belong to a statement that a
claim lists by its hash: then the hash decides (C2PA 2.4, "Hashing JUMBF Boxes").
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.evidence import cose
from provenance.evidence.jumbf import HEADER, Budget, Malformed, Superbox, parse, split
from provenance.evidence.opened import HASHES, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.limits import Limits

ASSERTIONS, CLAIM = b"c2as", b"c2cl"
LARGE = b"\0\0\0\1"  # a length of 64 bits follows
DEEPEST = 8  # twice the levels of a store: a few boxes are looked at once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a store holds beside what the engine hands over.

    Attributes:
        unread: How many bytes that no signature covers.
        altered: Labels of assertions that are not what their claim lists.
    """

    unread: int = 0
    altered: tuple[str, ...] = ()


NO_DIFFERENCE = Differences()


def compare(stored: bytes, read: bytes, limits: Limits) -> Differences:
    """Compare the store in the file with the engine's; it never raises about the content.

    Manifests and boxes may stand in another order, and zeros are no difference.
    """
    if stored in (b"", read):
        return NO_DIFFERENCE
    budget = Budget(limits.boxes * DEEPEST)
    found = list(_left(_outermost(stored), _outermost(read), budget))
    return Differences(
        unread=sum(each for each in found if isinstance(each, int)),
        altered=tuple(dict.fromkeys(each for each in found if isinstance(each, str))),
    )


def _outermost(store: bytes) -> Superbox:
    """Return the bytes of a store as if they lay in one more box."""
    whole = memoryview(store)
    return Superbox(type=b"", label="", content=whole, whole=whole)


def _left(
    stored: Superbox, read: Superbox, budget: Budget, listed: frozenset[bytes] = frozenset()
) -> Iterator[int | str]:
    """Yield how many bytes of `stored` are not in `read`, and labels of altered assertions."""
    if _description(stored) != _description(read):
        yield len(_description(stored))
    boxes, rest = _boxes(stored.content, budget)
    known, _ = _boxes(read.content, budget)
    if not _is_blank(rest):
        yield len(rest)
    left = Counter(each.key for each in known)
    twins = {each.inside.label: each.inside for each in known if each.inside}
    hashes = listed | _listed(twins, budget)
    for each in boxes:
        left[each.key] -= 1
        if left[each.key] >= 0 or each.is_padding:
            continue
        twin = twins.get(each.inside.label) if each.inside else None
        if each.inside is None or twin is None:
            yield len(each.content)
        elif read.type != ASSERTIONS:
            yield from _left(each.inside, twin, budget, hashes)
        elif not hashes & {hashlib.new(name, each.content).digest() for name in HASHES}:
            yield twin.label


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """One box of a level.

    Attributes:
        key: Equal for boxes of equal kind and content.
        inside: The same as a superbox; None when it is none.
    """

    kind: bytes
    content: memoryview
    key: bytes
    inside: Superbox | None

    @property
    def is_padding(self) -> bool:
        """Tell whether there are only zeros."""
        return not any(self.kind) and _is_blank(self.content)


def _boxes(content: memoryview, budget: Budget) -> tuple[tuple[_Box, ...], memoryview]:
    """Return the boxes of one level, and the bytes behind them in which none can be read."""
    found, place = [], 0
    try:
        for kind, inner in split(content, budget):
            key = hashlib.sha256(kind)
            key.update(inner)
            inside = _superbox(inner, budget) if kind == b"jumb" else None
            found.append(_Box(kind=kind, content=inner, key=key.digest(), inside=inside))
            place += len(inner) + (2 * HEADER if content[place : place + 4] == LARGE else HEADER)
    except Malformed:
        return tuple(found), content[place:]
    return tuple(found), content[:0]


def _superbox(content: memoryview, budget: Budget) -> Superbox | None:
    try:
        return parse(content, budget)
    except Malformed:
        return None


def _description(box: Superbox) -> bytes:
    return bytes(box.whole[: len(box.whole) - len(box.content)])


def _listed(boxes: Mapping[str, Superbox], budget: Budget) -> frozenset[bytes]:
    """Return every hash that the claim among the boxes of a manifest lists."""
    found: set[bytes] = set()
    for claim in (each for each in boxes.values() if each.type == CLAIM):
        try:
            value = cose.decode(claim.only(b"cbor", budget))
        except Malformed:
            continue
        lists = (value.get(name) for name in LISTS) if isinstance(value, Mapping) else ()
        for each in (each for held in lists if isinstance(held, list) for each in held):
            if isinstance(each, Mapping) and isinstance(each.get("hash"), bytes):
                found.add(each["hash"])
    return frozenset(found)


def _is_blank(data: memoryview) -> bool:
    return bytes(data).count(0) == len(data)
