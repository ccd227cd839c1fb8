"""Name the chunks of WAV, AVI and WebP files."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from provenance.evidence.coverage import tiff
from provenance.evidence.coverage.parts import Kind, Part, Range, room, trailing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source

HEADER, FORM = 8, 4
CONTENT = {
    **dict.fromkeys((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"), "picture data"),
    **dict.fromkeys((b"fmt ", b"data", b"fact"), "sound data"),
    **dict.fromkeys((b"hdrl", b"movi", b"idx1", b"odml"), "film data"),
}
NAMES = {
    b"XMP ": "XMP packet",
    b"_PMX": "XMP packet",
    b"ICCP": "colour profile",
    b"INFO": "RIFF INFO fields",
    b"bext": "broadcast data",
    b"id3 ": "ID3 tag",
    b"ID3 ": "ID3 tag",
    b"iXML": "iXML data",
}
ROOM = frozenset((b"JUNK", b"PAD ", b"FLLR"))


def walk(source: Source, until: int) -> Iterator[Part]:
    """Yield the parts that begin before `until`, in their order."""
    yield Part(name="RIFF header", kind="structure", start=0, length=HEADER + FORM)
    offset, segment = HEADER + FORM, _end(source, 0)
    while offset < min(until, source.size):
        source.step()
        if offset >= segment:
            if source.at(offset, 4) != b"RIFF":
                yield trailing(source, offset)
                return
            # Large AVI films go on in further RIFF chunks (OpenDML 1.02).
            segment = _end(source, offset)
            yield Part(name="RIFF header", kind="structure", start=offset, length=HEADER + FORM)
            offset += HEADER + FORM
            continue
        end = _end(source, offset)
        yield from _chunk(source, offset, end)
        offset = end


def _end(source: Source, offset: int) -> int:
    head = source.at(offset, HEADER)
    if len(head) < HEADER:
        return source.size
    (size,) = struct.unpack("<4xI", head)
    return int(min(source.size, offset + HEADER + size + size % 2))


def _chunk(source: Source, offset: int, end: int) -> Iterator[Part]:
    kind = source.at(offset, 4)
    if kind == b"EXIF":
        start = offset + HEADER
        skipped = 6 if source.at(start, 6) == b"Exif\0\0" else 0
        yield from tiff.exif(source, offset, start + skipped, end)
        return
    if kind in ROOM:
        yield room(source, "unused chunk", offset, offset + HEADER, end)
        return
    if kind == b"LIST":
        kind = source.at(offset + HEADER, FORM)
    name, use = _named(kind)
    store = _payload(source, offset, end) if use == "credentials" else ()
    yield Part(name=name, kind=use, start=offset, length=end - offset, store=store)


def _payload(source: Source, offset: int, end: int) -> tuple[Range, ...]:
    """Return the bytes of a chunk without the one that makes its length even."""
    (size,) = struct.unpack("<4xI", source.at(offset, HEADER).ljust(HEADER, b"\0"))
    return ((offset + HEADER, min(end, offset + HEADER + int(size))),)


def _named(kind: bytes) -> tuple[str, Kind]:
    if kind == b"C2PA":
        return "credentials", "credentials"
    if kind in CONTENT:
        return CONTENT[kind], "content"
    letters = kind.decode("latin-1").strip()
    shown = letters if letters.isascii() and letters.isalnum() else kind.hex()
    return NAMES.get(kind, f"RIFF chunk {shown}"), "metadata"
