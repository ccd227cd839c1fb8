"""Name the boxes of MP4, MOV, HEIF, AVIF and JPEG XL files, and apply exclusions to them.

ISO/IEC 14496-12, 4.2, and C2PA 2.4, "BMFF-Based Hash".
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.evidence.coverage import tiff
from provenance.evidence.coverage.parts import Kind, Part, Range, room
from provenance.evidence.coverage.targets import targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.evidence.coverage.source import Source
    from provenance.model.store import Json

HEADER, LARGE_HEADER, FULL = 8, 16, 4
TO_THE_END, LARGE = 0, 1  # special values of the 32-bit size
CONTAINERS = {
    **dict.fromkeys((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex"), 0),
    **dict.fromkeys((b"moof", b"traf", b"mfra", b"iprp", b"ipco", b"udta"), 0),
    b"meta": FULL,
}
C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
PURPOSE = FULL + 16  # where the purpose stands in a C2PA box, behind its header
LONGEST_PURPOSE = 16
OFFSET = 8  # of the first box for Merkle trees, before the store (C2PA 2.4, A.5.1)
INDEXES = frozenset((b"stco", b"co64", b"iloc", b"tfhd", b"trun", b"tfra", b"mfro", b"sidx"))
STRUCTURE = frozenset((b"ftyp", b"styp", b"mfra", b"JXL ", b"emsg", b"prft"))
SAMPLES = frozenset(
    (
        *(b"mdat", b"idat", b"imda", b"jxlc", b"jxlp", b"jbrd", b"stsd", b"stts", b"ctts", b"stsc"),
        *(b"stsz", b"stz2", b"stss", b"elst", b"tfdt", b"trex", b"iinf", b"iref", b"ipma", b"pitm"),
        *(b"hvcC", b"av1C", b"ispe", b"irot", b"imir", b"clap", b"grid"),
    )
)
METADATA = {b"Exif": "EXIF data", b"xml ": "XMP packet", b"ilst": "titles and tags"}
DEEPEST = 32  # boxes in each other; real files have less than ten
LONGEST_PATH = 512
STEP = re.compile(r"/([^/\[\]]{4})(?:\[(\d{1,9})\])?")
PATH = re.compile(rf"(?:{STEP.pattern})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box.

    Attributes:
        path: Kinds of its ancestors and its own, each with its place among its like, from 1.
        header: Length of its header.
        inside: Offset of the first box in it; None when it holds none.
    """

    kind: bytes
    path: tuple[tuple[bytes, int], ...]
    start: int
    end: int
    header: int
    inside: int | None


def boxes(source: Source) -> Iterator[Box]:
    """Yield every box, parents before their children."""
    ahead: list[tuple[int, int, tuple[tuple[bytes, int], ...], dict[bytes, int]]]
    ahead = [(0, source.size, (), {})]
    while ahead:
        start, limit, above, counted = ahead.pop()
        source.step()
        box = _box(source, start, limit, above, counted)
        if box is None:
            continue
        yield box
        ahead.append((box.end, limit, above, counted))
        if box.inside is not None:
            ahead.append((box.inside, box.end, box.path, {}))


def _box(
    source: Source,
    start: int,
    limit: int,
    above: tuple[tuple[bytes, int], ...],
    counted: dict[bytes, int],
) -> Box | None:
    head = source.at(start, LARGE_HEADER) if start + HEADER <= limit else b""
    if len(head) < HEADER:
        return None
    size, kind = struct.unpack_from(">I4s", head)
    header = HEADER
    if size == TO_THE_END:
        size = limit - start
    elif size == LARGE and len(head) == LARGE_HEADER:
        (size,) = struct.unpack_from(">Q", head, HEADER)
        header = LARGE_HEADER
    if size < header:
        return None
    counted[kind] = counted.get(kind, 0) + 1
    holds_boxes = kind in CONTAINERS and len(above) < DEEPEST
    inside = start + header + CONTAINERS[kind] if holds_boxes else None
    if holds_boxes and kind == b"meta" and source.at(start + header + 4, 4) == b"hdlr":
        inside = start + header  # QuickTime writes it without version and flags
    return Box(
        kind=kind,
        path=(*above, (kind, counted[kind])),
        start=start,
        end=min(start + size, limit),
        header=header,
        inside=inside,
    )


def left_out(source: Source, exclusions: Sequence[Json]) -> Iterator[Range]:
    """Yield the bytes that the exclusions of a BMFF hash leave out."""
    by_kinds: dict[tuple[bytes, ...], list[Mapping[str, Json]]] = {}
    for each in exclusions:
        if isinstance(each, Mapping) and isinstance(each.get("xpath"), str):
            steps = _steps(each["xpath"])
            kinds = tuple(kind.encode("latin-1", "replace") for kind, _ in steps)
            by_kinds.setdefault(kinds, []).append(each)
    for box in boxes(source):
        for each in by_kinds.get(tuple(kind for kind, _ in box.path), ()):
            source.step()
            if _matches(source, box, each):
                subset = _listed(each.get("subset"))
                source.step(len(subset))
                yield from _subset(box, subset)


def _steps(xpath: str) -> list[tuple[str, str]]:
    """Return kind and place of each step; nothing for what is no path to a box."""
    return STEP.findall(xpath) if len(xpath) <= LONGEST_PATH and PATH.fullmatch(xpath) else []


def _matches(source: Source, box: Box, rule: Mapping[str, Json]) -> bool:
    steps = _steps(rule["xpath"])
    if any(at and int(at) != place for (_, at), (_, place) in zip(steps, box.path, strict=True)):
        return False
    length = rule.get("length")
    if isinstance(length, int) and length != box.end - box.start:
        return False
    full = source.at(box.start + box.header, FULL)
    version = rule.get("version")
    if isinstance(version, int) and full[:1] != bytes([version & 0xFF]):
        return False
    if not _flags_match(rule.get("flags"), full[1:], exact=rule.get("exact") is not False):
        return False
    return all(_bytes_match(source, box, each) for each in _listed(rule.get("data")))


def _flags_match(wanted: Json, found: bytes, *, exact: bool) -> bool:
    flags = _bytes(wanted)
    if not flags:
        return True
    if exact:
        return flags == found
    both = int.from_bytes(flags) & int.from_bytes(found)
    return both == int.from_bytes(flags)


def _bytes_match(source: Source, box: Box, rule: Json) -> bool:
    match rule:
        case {"offset": int() as offset, "value": value}:
            wanted = _bytes(value)
            source.step(1 + len(wanted))
            return offset >= 0 and source.at(box.start + offset, len(wanted)) == wanted
    return False


def _subset(box: Box, subset: Sequence[Json]) -> Iterator[Range]:
    if not subset:
        yield box.start, box.end
    for each in subset:
        match each:
            case {"offset": int() as offset, "length": int() as length} if min(offset, length) >= 0:
                end = box.start + offset + length if length else box.end  # 0: to its end
                yield min(box.start + offset, box.end), min(end, box.end)


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else ()


def _bytes(value: Json) -> bytes:
    numbers = [each for each in _listed(value) if isinstance(each, int) and 0 <= each < 256]  # noqa: PLR2004  # bytes
    return bytes(numbers)


def walk(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # boxes are few
    """Yield the boxes, those that hold others as their headers alone, and what indexes lead to."""
    found = list(boxes(source))
    yield from named(source, found)
    yield from targets(source, found)


def outermost(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # as other walks
    """Yield the boxes that a box hash of a JPEG XL file names: those that lie in no other."""
    for box in boxes(source):
        if len(box.path) == 1:
            store = box.kind == b"jumb"
            yield Part(
                name="box",
                kind="content",
                start=box.start,
                length=box.end - box.start,
                box="C2PA" if store else box.kind.decode("latin-1"),
            )


def named(source: Source, found: Iterable[Box]) -> Iterator[Part]:
    """Yield boxes as parts with names."""
    for box in found:
        if box.inside is not None:
            start, length = box.start, min(box.inside, box.end) - box.start
            yield Part(name="box header", kind="structure", start=start, length=length)
        elif box.kind in {b"free", b"skip", b"wide"}:
            letters = box.kind.decode()
            yield room(source, f"{letters} box", box.start, box.start + box.header, box.end)
        elif box.kind == b"Exif":
            # ISO/IEC 18181-2, 9.4: four bytes say where the TIFF header stands.
            yield from tiff.exif(source, box.start, box.start + box.header + FULL, box.end)
        else:
            name, kind = _named(source, box)
            letters = box.kind.decode("latin-1")
            yield Part(
                name=name,
                kind=kind,
                start=box.start,
                length=box.end - box.start,
                box=letters,
                store=_store(source, box) if kind == "credentials" else (),
            )


def _store(source: Source, box: Box) -> tuple[Range, ...]:
    """Return where the store lies in its box: in a JPEG XL file that is the box itself."""
    if box.kind == b"jumb":
        return ((box.start, box.end),)
    purpose = box.start + box.header + PURPOSE
    word, found, _ = source.at(purpose, LONGEST_PURPOSE).partition(b"\0")
    if not found or word == b"merkle":
        return ()
    return ((purpose + len(word) + 1 + OFFSET, box.end),)


def _named(source: Source, box: Box) -> tuple[str, Kind]:
    payload = box.start + box.header
    letters = "".join(chr(byte) if 32 < byte < 127 else "?" for byte in box.kind)  # noqa: PLR2004  # ASCII
    if box.kind == b"uuid":
        return _uuid(source, payload)
    if box.kind == b"jumb":
        store = source.at(payload + HEADER, 4) == b"c2pa"
        return ("credentials", "credentials") if store else ("JUMBF box", "metadata")
    if box.kind in SAMPLES:
        return f"picture, sound or film data ({letters} box)", "content"
    if box.kind in INDEXES:
        return f"{letters} box", "index"
    if box.kind in STRUCTURE:
        return f"{letters} box", "structure"
    return METADATA.get(box.kind, f"{letters} box"), "metadata"


def _uuid(source: Source, payload: int) -> tuple[str, Kind]:
    identity = source.at(payload, 16)
    if identity == XMP:
        return "XMP packet", "metadata"
    purpose = source.at(payload + PURPOSE, LONGEST_PURPOSE).partition(b"\0")[0]
    if identity == C2PA and purpose in {b"manifest", b"original", b"update", b"merkle"}:
        return "credentials", "credentials"
    return f"uuid box {identity.hex()}", "metadata"
