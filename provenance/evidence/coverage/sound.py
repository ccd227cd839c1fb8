"""Name the parts of MP3 and FLAC recordings (ID3v2.4, 3 and 4; RFC 9639, section 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.coverage.parts import Kind, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source

ID3_HEADER, FRAME_HEADER, ID3V1 = 10, 10, 128
SYNCHSAFE = 4  # the version of ID3v2 from which sizes of frames have seven bits a byte
OBJECT, STORES = "GEOB", (b"application/c2pa", b"application/x-c2pa-manifest-store")
LONGEST_NAMES = 512  # of an encapsulated object: its type, its file and its description
BLOCK_HEADER, LAST = 4, 0x80
BLOCKS: dict[int, tuple[str, Kind]] = {
    0: ("sound data", "content"),
    1: ("padding", "structure"),
    2: ("FLAC application data", "metadata"),
    3: ("FLAC seek table", "structure"),
    4: ("Vorbis comment", "metadata"),
    5: ("FLAC cue sheet", "metadata"),
    6: ("FLAC picture", "metadata"),
}


def walk(source: Source, until: int) -> Iterator[Part]:
    """Yield the parts that begin before `until`, in their order."""
    start = 0
    if source.at(0, 3) == b"ID3":
        start = min(source.size, ID3_HEADER + _seven_bits(source.at(6, 4)))
        yield from _frames(source, start)
    if source.at(start, 4) == b"fLaC":
        yield from _blocks(source, start, until)
        return
    end = source.size
    if end - start > ID3V1 and source.at(end - ID3V1, 3) == b"TAG":
        end -= ID3V1
        yield Part(name="ID3v1 tag", kind="metadata", start=end, length=ID3V1)
    yield Part(name="sound data", kind="content", start=start, length=end - start)


def _frames(source: Source, end: int) -> Iterator[Part]:
    version = (source.at(3, 1) or b"\0")[0]
    yield Part(name="ID3 header", kind="structure", start=0, length=ID3_HEADER)
    offset = ID3_HEADER
    while offset + FRAME_HEADER <= end:
        source.step()
        head = source.at(offset, FRAME_HEADER)
        name = head[:4].decode("latin-1")
        if not (name.isascii() and name.isalnum()):
            break
        size = _seven_bits(head[4:8]) if version >= SYNCHSAFE else int.from_bytes(head[4:8])
        following = min(end, offset + FRAME_HEADER + size)
        yield _frame(source, name, offset, following)
        offset = following
    yield Part(name="ID3 padding", kind="structure", start=offset, length=end - offset)


def _frame(source: Source, name: str, start: int, end: int) -> Part:
    """Return one frame; the store is the data of an encapsulated object (ID3v2.4, 4.15)."""
    if name == OBJECT:
        head = source.at(start + FRAME_HEADER + 1, LONGEST_NAMES)
        kind, *names = head.split(b"\0", 3)
        if kind in STORES and len(names) == 3:  # noqa: PLR2004  # kind, name, description, data
            begin = start + FRAME_HEADER + 1 + len(head) - len(names[-1])
            return Part(
                name="credentials",
                kind="credentials",
                start=start,
                length=end - start,
                store=((begin, end),),
            )
    return Part(name=f"ID3 {name}", kind="metadata", start=start, length=end - start)


def _blocks(source: Source, start: int, until: int) -> Iterator[Part]:
    yield Part(name="FLAC signature", kind="structure", start=start, length=4)
    offset, last = start + 4, False
    while offset < min(until, source.size) and not last:
        source.step()
        head = source.at(offset, BLOCK_HEADER)
        last = bool(head[0] & LAST)
        name, kind = BLOCKS.get(head[0] & ~LAST, ("FLAC block", "metadata"))
        end = min(source.size, offset + BLOCK_HEADER + int.from_bytes(head[1:4]))
        yield Part(name=name, kind=kind, start=offset, length=end - offset)
        offset = end
    yield Part(name="sound data", kind="content", start=offset, length=source.size - offset)


def _seven_bits(data: bytes) -> int:
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
