"""Walk the boxes of a manifest store (ISO 19566-5), strictly and within bounds.

Anything unusual raises `Malformed`: a reader that guesses might see another
signature than the engine did. Nothing here recurses.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.limits import Limits

HEADER = 8  # length and type, four bytes each
DESCRIPTION = 17  # type UUID and one byte of toggles
HAS_LABEL = 0x02  # toggle bit 1, "label present"


class Malformed(ValueError):
    """Say in plain words what is wrong with a store; it never leaves this room."""


@dataclass(slots=True)
class Budget:
    """Count boxes down to zero, so that a store of countless boxes ends early."""

    boxes: int

    def spend(self) -> None:
        """Take one box.

        Raises:
            Malformed: None is left.
        """
        if self.boxes <= 0:
            raise Malformed("The manifest store has too many boxes.")
        self.boxes -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Superbox:
    """One JUMBF superbox.

    Attributes:
        type: First four bytes of its type UUID, b"c2ma" for a manifest.
        label: Its name among its siblings.
        content: The boxes after its description box, not yet parsed.
        whole: The same with the description box: what a hash of it covers (C2PA 2.4,
            "Hashing JUMBF Boxes").
    """

    type: bytes
    label: str
    content: memoryview
    whole: memoryview

    def children(self, budget: Budget) -> tuple[Superbox, ...]:
        """Return the superboxes directly inside this one; other boxes are passed over.

        Raises:
            Malformed: A box does not fit.
        """
        boxes = split(self.content, budget)
        return tuple(parse(content, budget) for kind, content in boxes if kind == b"jumb")

    def only(self, kind: bytes, budget: Budget) -> bytes:
        """Return the content of the one box of this `kind`.

        Raises:
            Malformed: There is none, or more than one, or a box does not fit.
        """
        found = [content for name, content in split(self.content, budget) if name == kind]
        if len(found) != 1:
            raise Malformed(f"The box {self.label} does not hold exactly one content box.")
        return bytes(found[0])


def manifests_of(store: bytes, budget: Budget, limits: Limits) -> tuple[Superbox, ...]:
    """Return the manifests of a whole store; none when it is no store, or too large."""
    if len(store) > limits.store_bytes:
        return ()
    try:
        return root(store, budget).children(budget)[: limits.manifests]
    except Malformed:
        return ()


def outer_boxes(stored: bytes, budget: Budget) -> Iterator[bytes]:
    """Yield each box with its header, as far as boxes can be read.

    A film keeps what updates added in a box of its own (C2PA 2.4, "Embedding manifests
    into BMFF-based assets").
    """
    place = 0
    with suppress(Malformed):
        for _, content in split(memoryview(stored), budget):
            start = place
            place += _header(memoryview(stored)[start:])[0] + len(content)
            yield stored[start:place]


def root(store: bytes, budget: Budget) -> Superbox:
    """Return the superbox that is the whole manifest store.

    Raises:
        Malformed: The bytes are not exactly one C2PA superbox.
    """
    boxes = list(split(memoryview(store), budget))
    if len(boxes) != 1 or boxes[0][0] != b"jumb":
        raise Malformed("The manifest store is not one JUMBF box.")
    found = parse(boxes[0][1], budget)
    if found.type != b"c2pa":
        raise Malformed("The outer box is not a C2PA manifest store.")
    return found


def split(content: memoryview, budget: Budget) -> Iterator[tuple[bytes, memoryview]]:
    """Yield type and content of each box in `content`.

    Raises:
        Malformed: A box does not fit into its parent.
    """
    offset = 0
    while offset < len(content):
        budget.spend()
        start, length = _header(content[offset:])
        end = offset + length
        if length < start or end > len(content):
            raise Malformed("A box of the manifest store does not fit into its parent.")
        yield bytes(content[offset + 4 : offset + 8]), content[offset + start : end]
        offset = end


def _header(box: memoryview) -> tuple[int, int]:
    """Return the lengths of the header and of the whole box (0 and 1 are special)."""
    if len(box) < HEADER:
        raise Malformed("The manifest store ends inside a box.")
    length = int.from_bytes(box[:4])
    if length == 0:
        return HEADER, len(box)
    if length == 1:
        return 2 * HEADER, int.from_bytes(box[8:16])
    return HEADER, length


def parse(content: memoryview, budget: Budget) -> Superbox:
    """Return the superbox whose content, description box first, is `content`.

    Raises:
        Malformed: The description box is missing or has no readable label.
    """
    kind, description = next(split(content, budget), (b"", memoryview(b"")))
    if kind != b"jumd" or len(description) < DESCRIPTION:
        raise Malformed("A box of the manifest store has no description.")
    if not description[DESCRIPTION - 1] & HAS_LABEL:
        raise Malformed("A box of the manifest store has no name.")
    label, end, _ = bytes(description[DESCRIPTION:]).partition(b"\0")
    if not end:
        raise Malformed("The name of a box of the manifest store does not end.")
    try:
        text = label.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("The name of a box of the manifest store is not text.") from error
    rest = content[_header(content)[1] :]
    return Superbox(type=bytes(description[:4]), label=text, content=rest, whole=content)
