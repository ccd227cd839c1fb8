"""Find out which bytes of a file its signature does not cover, and what people call them.

Four kinds of hard binding leave bytes out: a data hash by ranges, a BMFF hash by paths
to boxes, a box hash by whatever is in none of its boxes (C2PA 2.4, "Hard bindings"). The
engine matches the rest and is silent about what these bytes are. A collection hash names
the members of an archive, and leaves out what is in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from provenance.evidence.coverage import archive, bmff, gif, jpeg, png, riff, sound, text, tiff
from provenance.evidence.coverage.drawing import draw, grown, joined
from provenance.evidence.coverage.parts import Part, Range, merged, without
from provenance.evidence.coverage.source import Exhausted, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.limits import Limits
    from provenance.model.store import Assertion, Json

__all__ = ["Coverage", "Part", "chart"]

DATA, BOXES, COLLECTION = "c2pa.hash.data", "c2pa.hash.boxes", "c2pa.hash.collection.data"
STORE_BOX = "C2PA"  # what a box hash calls the credentials
BMFF = ("c2pa.hash.bmff", "c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3")
STEPS_FOR_EACH_BOX = 40  # an animation may have 40 sub-blocks where a film has one box

Walk = Callable[[Source, int], Iterator[Part]]
FAMILIES: tuple[tuple[tuple[bytes, ...], Walk], ...] = (
    ((b"\xff\xd8\xff",), jpeg.walk),
    ((b"\x89PNG\r\n\x1a\n",), png.walk),
    ((b"PK\x03\x04",), archive.walk),
    ((b"GIF8",), gif.walk),
    ((b"RIFF",), riff.walk),
    ((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), tiff.walk),
    ((b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"), sound.walk),
)
TEXTS = (text.drawing, text.document)
BOXES_OF: Mapping[Walk, Walk] = {
    jpeg.walk: jpeg.walk,
    png.walk: png.walk,
    gif.walk: gif.boxed,
    bmff.walk: bmff.outermost,
}
"""What yields the boxes of a box hash, for each container that can have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the signature of a file does not cover.

    Attributes:
        parts: Uncovered parts in the order of the file, without the credentials.
        whole: Whether the map was drawn to its end within limits.
        store: The manifest store as it lies in the file; b"" where it was not found.
    """

    parts: tuple[Part, ...] = ()
    whole: bool = True
    store: bytes = b""

    def of(self, kind: str) -> tuple[Part, ...]:
        """Return the parts of one kind."""
        return tuple(each for each in self.parts if each.kind == kind)

    @property
    def exchangeable(self) -> tuple[Part, ...]:
        """Return what is shown and could be another: content, or room where the index is open too."""
        return self.of("content") or (self.of("room") if self.of("index") else ())


def chart(
    content: BinaryIO, bindings: Sequence[Assertion], limits: Limits, *, updated: bool = False
) -> Coverage:
    """Map what the hard bindings of a file leave out; it never raises about the content.

    Args:
        content: The file, seekable; it is never read as a whole.
        bindings: The hash assertions of the manifest that binds the file.
        limits: How many parts are looked at, and how large a store may be.
        updated: Whether updates were added since the hash was made, so that the store has grown.

    Raises:
        OSError: The stream could not be read.
    """
    source = Source(content, steps=limits.boxes * STEPS_FOR_EACH_BOX)
    walk = _family(source)
    try:
        open_ranges = merged(
            each for binding in bindings for each in _left_out(source, binding, walk)
        )
        if updated and walk not in TEXTS and walk is not bmff.walk:
            open_ranges = grown(open_ranges, walk(source, source.size))
        own = tuple(text.stores(source, open_ranges)) if walk in TEXTS else ()
        left = without(open_ranges, ((each.start, each.end) for each in own))
        parts, places = draw(source, left, walk(source, left[-1][1]) if left else ())
        places = (*(place for each in own for place in each.store), *places)
        store = joined(source, places, most=limits.store_bytes)
        return Coverage(parts=parts, store=text.decoded(store))
    except Exhausted:
        return Coverage(whole=False)


def _family(source: Source) -> Walk:
    head = source.at(0, 1024)
    for begins, walk in FAMILIES:
        if head.startswith(begins):
            return walk
    if head[4:8] in {b"ftyp", b"JXL ", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        return bmff.walk
    return text.document if b"%PDF-" in head else text.drawing


def _left_out(source: Source, binding: Assertion, walk: Walk) -> Iterator[Range]:
    label = binding.label.split("__")[0]
    data = binding.data if isinstance(binding.data, Mapping) else {}
    exclusions = data.get("exclusions")
    listed = exclusions if isinstance(exclusions, list | tuple) else ()
    if label == DATA:
        source.step(len(listed))
        yield from _ranges(source, listed)
    elif label in BMFF:
        hashed_apart = bool(data.get("merkle"))
        for start, end in bmff.left_out(source, listed):
            # Under a Merkle tree the samples are left out of one hash and covered by others.
            if not (hashed_apart and _in_samples(source, start)):
                yield start, end
    elif label == COLLECTION and walk is archive.walk:
        yield from archive.left_out(source, data)
    elif label == BOXES:
        yield from _outside_boxes(source, data.get("boxes"), walk)


def _ranges(source: Source, exclusions: Sequence[Json]) -> Iterator[Range]:
    for each in exclusions:
        match each:
            case {"start": int() as start, "length": int() as length} if start >= 0 < length:
                yield min(start, source.size), min(start + length, source.size)


def _in_samples(source: Source, start: int) -> bool:
    """Tell whether an excluded range begins in an `mdat` box, by the header before it."""
    return any(source.at(start - skipped + 4, 4) == b"mdat" for skipped in (0, 8, 16))


def _outside_boxes(source: Source, boxes: Json, walk: Walk) -> Iterator[Range]:
    """Yield what lies in no box of a box hash, or in one that it excludes.

    Raises:
        Exhausted: The file has other boxes than the hash names, so nobody can tell which is which.
    """
    entries = [each for each in boxes if isinstance(each, Mapping)] if _is_list(boxes) else []
    names = [name for each in entries if _is_list(each.get("names")) for name in each["names"]]
    named = sum(name != STORE_BOX and not str(name).startswith("RST") for name in names)
    parts = list(BOXES_OF[walk](source, source.size)) if walk in BOXES_OF else []
    counted = sum(len(part.box.split("+")) for part in parts if part.box not in {"", STORE_BOX})
    if named != counted or not parts:
        raise Exhausted
    excluded = {STORE_BOX}
    for each in entries:
        if each.get("excluded") is True and _is_list(each.get("names")):
            excluded.update(map(str, each["names"]))
    covered = [
        (part.start, part.end)
        for part in parts
        if (part.box not in excluded if part.box else part.kind == "structure")
    ]
    yield from without([(0, source.size)], covered)


def _is_list(value: Json) -> bool:
    return isinstance(value, list | tuple)
