"""Name the fields of TIFF files and of EXIF data (TIFF 6.0, section 2; EXIF 3.0, 4.6)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from provenance.evidence.coverage.parts import Kind, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source

EXIF_IFD, GPS_IFD, SUB_IFDS, INTEROPERABILITY = 34665, 34853, 330, 40965
TAG_AND_TYPE = 4  # bytes at the start of an entry
C2PA = 0xCD41  # C2PA 2.4, "Embedding manifests into TIFF"
DATA = {273: 279, 324: 325, 513: 514}  # strips, tiles, JPEG: where they lie, how long they are
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
SIZES |= {16: 8, 17: 8, 18: 8}
LETTERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
LAYOUT = frozenset(  # what says how a picture is stored: with another value it is another picture
    (
        *(254, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325),
        *(330, 338, 339, 347, 512, 513, 514, 519, 520, 521, 530, 532, 33421, 33422),
    )
)
NAMED = {
    700: "XMP packet",
    33723: "IPTC data",
    34377: "IPTC and Photoshop data",
    34675: "colour profile",
    37500: "EXIF MakerNote",
}
Where = Literal["picture", "exif", "gps"]


class Entry(NamedTuple):
    """One entry of a directory: tag, type, where it lies, and where its values lie."""

    tag: int
    type: int
    start: int
    size: int
    place: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one flavour of TIFF lays out a directory.

    Attributes:
        base: Offset in the file from which offsets count.
        end: Where the data end.
        count: Format of the number of entries, entry: of an entry, offset: of an offset.
    """

    base: int
    end: int
    order: str
    count: str = "H"
    entry: str = "HHI4x"
    offset: str = "I"

    def size(self, kind: str) -> int:
        """Return the length of a format in bytes."""
        return struct.calcsize(self.order + kind)

    def unpack(self, kind: str, data: bytes) -> tuple[int, ...]:
        """Return the numbers, or none where the data are too short."""
        return struct.unpack(self.order + kind, data) if len(data) == self.size(kind) else ()


def exif(source: Source, start: int, base: int, end: int, *, box: str = "") -> Iterator[Part]:
    """Yield the fields of EXIF data that lie from `base` to `end` in a part from `start`."""
    fields = list(_fields(source, base, end, whole_file=False))
    # Where no field can be read, the data as a whole are still something that people rely on.
    kind: Kind = "structure" if fields else "metadata"
    yield Part(name="EXIF data", kind=kind, start=start, length=end - start, box=box)
    yield from fields


def walk(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # fields lie anywhere
    """Yield the fields and the pictures of a TIFF file, in the order of its directories."""
    yield Part(name="TIFF header", kind="content", start=0, length=8)
    yield from _fields(source, 0, source.size, whole_file=True)


def _fields(source: Source, base: int, end: int, *, whole_file: bool) -> Iterator[Part]:
    layout, first = _layout(source, base, end)
    if layout is None:
        return
    ahead: list[tuple[int, Where, bool]] = [(first, "picture", True)]
    seen = {0}
    while ahead:
        start, where, main = ahead.pop()
        if start in seen or not base <= base + start < end:
            continue
        seen.add(start)
        entries = {each.tag: each for each in _entries(source, layout, start)}
        if whole_file:
            yield from _frame(source, layout, start)
        for each in entries.values():
            yield from _parts(each, where, whole_file=whole_file)
            if each.tag in {EXIF_IFD, GPS_IFD, INTEROPERABILITY, SUB_IFDS}:
                inside: Where = "gps" if each.tag == GPS_IFD else "exif"
                inside = "picture" if each.tag == SUB_IFDS else inside
                ahead += [(place, inside, False) for place in _numbers(source, layout, each)]
        name = "picture data" if whole_file else "EXIF thumbnail"
        use: Kind = "content" if whole_file else "metadata"
        yield from _stored(source, layout, entries, Part(name=name, kind=use, start=0, length=0))
        ahead += [(place, "picture", True) for place in _next(source, layout, start) if main]


def _layout(source: Source, base: int, end: int) -> tuple[Layout | None, int]:
    head = source.at(base, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:  # noqa: PLR2004  # a header
        return None, 0
    if head[2:4] in {b"\x2b\0", b"\0\x2b"}:
        big = Layout(base=base, end=end, order=order, count="Q", entry="HHQ8x", offset="Q")
        return big, next(iter(big.unpack("Q", head[8:16])), 0)
    small = Layout(base=base, end=end, order=order)
    return small, next(iter(small.unpack("I", head[4:8])), 0)


def _entries(source: Source, layout: Layout, start: int) -> Iterator[Entry]:
    position = layout.base + start
    counted = layout.unpack(layout.count, source.at(position, layout.size(layout.count)))
    position += layout.size(layout.count)
    size, inline = layout.size(layout.entry), layout.size(layout.offset)
    for _ in range(counted[0] if counted else 0):
        source.step()
        raw = source.at(position, size)
        if len(raw) < size or position + size > layout.end:
            return
        tag, kind, count = layout.unpack(layout.entry, raw)
        length, place = SIZES.get(kind, 0) * count, position + size - inline
        if length > inline:
            place = layout.base + layout.unpack(layout.offset, raw[-inline:])[0]
        length = max(0, min(length, layout.end - place))
        yield Entry(tag, kind, position, size, place, length)
        position += size


def _next(source: Source, layout: Layout, start: int) -> tuple[int, ...]:
    place = _behind(source, layout, start)
    return layout.unpack(layout.offset, source.at(place, layout.size(layout.offset)))


def _behind(source: Source, layout: Layout, start: int) -> int:
    """Return where the entries of a directory end."""
    place = layout.base + start
    counted = layout.unpack(layout.count, source.at(place, layout.size(layout.count)))
    return place + layout.size(layout.count) + sum(counted) * layout.size(layout.entry)


def _frame(source: Source, layout: Layout, start: int) -> Iterator[Part]:
    """Yield the number before the entries, and the offset of the next directory behind them."""
    before, behind = layout.base + start, _behind(source, layout, start)
    for place, kind in ((before, layout.count), (behind, layout.offset)):
        length = max(0, min(layout.size(kind), layout.end - place))
        name = "picture layout (directory)"
        yield Part(name=name, kind="content", start=place, length=length)


def _parts(entry: Entry, where: Where, *, whole_file: bool) -> Iterator[Part]:
    """Yield the entry itself, and its values where they lie apart."""
    field = _field(entry.tag, where)
    kind: Kind = "metadata"
    if entry.tag == C2PA and where == "picture":
        field, kind = "credentials", "credentials"
    elif whole_file and where == "picture" and entry.tag in LAYOUT:
        field, kind = f"picture layout ({field.removeprefix('EXIF ')})", "content"
    elif entry.tag in {EXIF_IFD, GPS_IFD, INTEROPERABILITY} or (
        not whole_file and entry.tag in DATA.keys() | DATA.values()
    ):
        kind = "structure"
    counts = entry.start + TAG_AND_TYPE, (entry.size - TAG_AND_TYPE) // 2
    if kind == "content":
        # The engine leaves out a count beside the credentials. Which bytes a longer or shorter
        # list would take in is fixed all the same: the offset and what it leads to are covered.
        yield Part(name="count of values", kind="structure", start=counts[0], length=counts[1])
        yield Part(name=field, kind=kind, start=entry.start, length=TAG_AND_TYPE)
        yield Part(name=field, kind=kind, start=sum(counts), length=counts[1])
    else:
        yield Part(name=field, kind=kind, start=entry.start, length=entry.size)
    inside = entry.start <= entry.place < entry.start + entry.size
    if not inside and entry.length:
        place = entry.place, entry.place + entry.length
        store = (place,) if kind == "credentials" else ()
        yield Part(name=field, kind=kind, start=place[0], length=entry.length, store=store)


def _field(tag: int, where: Where) -> str:
    from PIL.ExifTags import GPSTAGS, TAGS  # noqa: PLC0415  # only where fields are left out

    names = GPSTAGS if where == "gps" else TAGS
    return NAMED.get(tag) or f"EXIF {names.get(tag, f'field {tag}')}"


def _numbers(source: Source, layout: Layout, entry: Entry) -> tuple[int, ...]:
    letter = LETTERS.get(entry.type)
    if letter is None:
        return ()
    count = entry.length // layout.size(letter)
    source.step(count)
    data = source.at(entry.place, count * layout.size(letter))
    count = len(data) // layout.size(letter)
    return struct.unpack_from(f"{layout.order}{count}{letter}", data)


def _stored(
    source: Source, layout: Layout, entries: dict[int, Entry], model: Part
) -> Iterator[Part]:
    """Yield the strips, tiles or JPEG streams of one directory."""
    for places, lengths in DATA.items():
        if places in entries and lengths in entries:
            starts = _numbers(source, layout, entries[places])
            sizes = _numbers(source, layout, entries[lengths])
            for start, size in zip(starts, sizes, strict=False):
                fitting = max(0, min(size, layout.end - layout.base - start))
                yield Part(
                    name=model.name, kind=model.kind, start=layout.base + start, length=fitting
                )
