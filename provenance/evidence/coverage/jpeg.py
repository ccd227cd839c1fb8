"""Name the segments of a JPEG file (ITU-T T.81, B.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.evidence.coverage import tiff
from provenance.evidence.coverage.parts import Kind, Part, trailing
from provenance.evidence.coverage.source import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source

START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xDA)))
APPLICATIONS = range(0xE0, 0xF0)
JUMBF = 0xEB
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # one that ends a scan
EXIF = b"Exif\0"
EXIF_HEADER = 10  # marker, length, "Exif", two zeros
NAMES = (
    (0xE0, b"JFIF\0", "JFIF header"),
    (0xE0, b"JFXX\0", "JFIF thumbnail"),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0", "XMP packet"),
    (0xE1, b"http://ns.adobe.com/xmp/extension/\0", "extended XMP packet"),
    (0xE2, b"ICC_PROFILE\0", "colour profile"),
    (0xE2, b"MPF\0", "index of further pictures"),
    (0xED, b"Photoshop 3.0\0", "IPTC and Photoshop data"),
)
FIRST, FURTHER = 12, 20  # bytes before the store in its segments (ISO 18477-3, annex B)
C2PA = b"jumdc2pa"  # type and first letters of the UUID of the outermost description box


def walk(source: Source, until: int) -> Iterator[Part]:
    """Yield the parts that begin before `until`, in their order."""
    yield Part(name="start of the picture", kind="structure", start=0, length=2, box="SOI")
    offset, instances = 2, set[bytes]()
    while offset < min(until, source.size):
        source.step()
        head = source.at(offset, 48)
        if head[:1] != b"\xff" or len(head) < 2:  # noqa: PLR2004  # a marker
            following = _next_marker(source, offset)
            yield Part(
                name="bytes between segments",
                kind="metadata",
                start=offset,
                length=following - offset,
            )
            offset = following
            continue
        marker, end = head[1], _end(source, offset, head)
        if marker == END:
            yield Part(
                name="end of the picture", kind="structure", start=offset, length=2, box="EOI"
            )
            if end < source.size:
                yield trailing(source, end)
            return
        yield from _segment(source, offset, end, head, instances)
        offset = end


def _end(source: Source, offset: int, head: bytes) -> int:
    marker = head[1]
    if marker == 0xFF:  # noqa: PLR2004  # a fill byte
        return offset + 1
    if marker in WITHOUT_LENGTH:
        return offset + 2
    end = offset + 2 + max(2, int.from_bytes(head[2:4]))
    return min(source.size, _next_marker(source, end) if marker == SCAN else end)


def _next_marker(source: Source, offset: int) -> int:
    """Return where the next marker stands, which is the end of the file where there is none."""
    while block := source.at(offset, BLOCK):
        found = MARKER.search(block)
        if found:
            return offset + found.start()
        offset += max(1, len(block) - 1) if len(block) == BLOCK else len(block)
    return source.size


def _segment(
    source: Source, offset: int, end: int, head: bytes, instances: set[bytes]
) -> Iterator[Part]:
    marker, length = head[1], end - offset
    if marker == 0xFF:  # noqa: PLR2004  # a fill byte
        yield Part(name="fill byte", kind="structure", start=offset, length=length)
        return
    if marker == JUMBF and head[4:6] == b"JP":
        if C2PA in head:
            instances.add(head[6:8])
        if head[6:8] in instances:
            yield _credentials(offset, end, head)
            return
    if marker == 0xE1 and head[4:].startswith(EXIF):  # noqa: PLR2004  # APP1
        yield from tiff.exif(source, offset, offset + EXIF_HEADER, end, box="APP1")
        return
    name, kind = _named(marker, head[4:])
    box = f"APP{marker - 0xE0}" if marker in APPLICATIONS else f"{marker:02X}"
    yield Part(name=name, kind=kind, start=offset, length=length, box=box)


def _credentials(offset: int, end: int, head: bytes) -> Part:
    """Return a segment of the store; every further one repeats the header of its box."""
    begin = offset + (FIRST if int.from_bytes(head[8:12]) <= 1 else FURTHER)
    return Part(
        name="credentials",
        kind="credentials",
        start=offset,
        length=end - offset,
        box="C2PA",
        store=((begin, end),),
    )


def _named(marker: int, payload: bytes) -> tuple[str, Kind]:
    if marker == COMMENT:
        return "JPEG comment", "metadata"
    if marker not in APPLICATIONS:
        return "picture data", "content"
    for of_marker, begin, name in NAMES:
        if marker == of_marker and payload.startswith(begin):
            return name, "metadata"
    return f"JPEG segment APP{marker - 0xE0}", "metadata"
