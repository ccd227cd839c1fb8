"""Name the blocks of a GIF file (GIF89a specification, section 15 and on)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.evidence.coverage.parts import Kind, Part, Range, trailing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source

HEADER, FLAGS, DESCRIPTOR = 13, 10, 10
IMAGE, EXTENSION, END = 0x2C, 0x21, 0x3B
WINDOW = 1 << 16
LAST = "end of the picture"
EXTENSIONS: dict[bytes, tuple[str, Kind]] = {
    b"\xfe": ("GIF comment", "metadata"),
    b"\x01": ("picture data", "content"),
    b"\xf9": ("picture data", "content"),
    b"\xff\x0bC2PA_GIF": ("credentials", "credentials"),
    b"\xff\x0bXMP DataXMP": ("XMP packet", "metadata"),
    b"\xff\x0bNETSCAPE": ("picture data", "content"),
}


def walk(source: Source, until: int) -> Iterator[Part]:
    """Yield the parts that begin before `until`, in their order."""
    offset = HEADER + _palette(source.at(FLAGS, 1))
    yield Part(name="picture data", kind="content", start=0, length=offset)
    while offset < min(until, source.size):
        head = source.at(offset, 16)
        if head[0] == IMAGE:
            first = offset + DESCRIPTOR + _palette(source.at(offset + DESCRIPTOR - 1, 1)) + 1
            name, kind = "picture data", "content"
        elif head[0] == EXTENSION:
            first = offset + 2
            name, kind = _extension(head[1:])
        else:
            last = offset + 1 if head[0] == END else offset
            yield Part(name=LAST, kind="structure", start=offset, length=1)
            if last < source.size:
                yield trailing(source, last)
            return
        blocks = list(_sub_blocks(source, first))
        end = min(source.size, blocks[-1][1])
        store = tuple(blocks[1:]) if kind == "credentials" else ()  # the first names the program
        yield Part(name=name, kind=kind, start=offset, length=end - offset, store=store)  # type: ignore[arg-type]
        offset = end


def boxed(source: Source, until: int) -> Iterator[Part]:
    """Yield the parts with the names that a box hash gives them (C2PA 2.4, "GIF box hash")."""
    for part in walk(source, until):
        yield replace(part, box=_box(source, part))


def _box(source: Source, part: Part) -> str:
    begin = source.at(part.start, 2)
    if part.kind == "credentials":
        return "C2PA"
    if not part.start:
        return "GIF89a+LSD"
    if begin[:1] == bytes([EXTENSION]):
        return begin.hex().upper()
    if begin[:1] == bytes([IMAGE]):
        return "2C+TBID"
    return "3B" if part.name == LAST and begin[:1] == bytes([END]) else ""


def _palette(flags: bytes) -> int:
    """Return the size of a colour table in bytes."""
    return 3 << ((flags[0] & 0b111) + 1) if flags and flags[0] & 0x80 else 0


def _extension(head: bytes) -> tuple[str, Kind]:
    for begin, named in EXTENSIONS.items():
        if head.startswith(begin):
            return named
    return "GIF extension", "metadata"


def _sub_blocks(source: Source, start: int) -> Iterator[Range]:
    """Yield where the data of a chain of sub-blocks lie; the last is empty and ends it."""
    window, begin = source.at(start, WINDOW), start
    while True:
        source.step()
        if not begin <= start < begin + len(window):
            window, begin = source.at(start, WINDOW), start
        size = window[start - begin] if window else 0
        start += 1
        yield start, start + size
        if not size:
            return
        start += size
