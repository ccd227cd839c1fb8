"""Name the chunks of a PNG file (PNG, third edition, 5.3 and 11)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from provenance.evidence.coverage import tiff
from provenance.evidence.coverage.parts import Part, Range, trailing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.coverage.source import Source

SIGNATURE, HEADER, CHECKSUM = 8, 8, 4
LONGEST_KEYWORD = 79
XMP = "XML:com.adobe.xmp"
CONTENT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"acTL", b"fcTL", b"fdAT"),
)
NAMES = {b"iCCP": "colour profile", b"tIME": "PNG time of the last change"}


def walk(source: Source, until: int) -> Iterator[Part]:
    """Yield the parts that begin before `until`, in their order."""
    yield Part(name="PNG signature", kind="structure", start=0, length=SIGNATURE, box="PNGh")
    offset = SIGNATURE
    while offset < min(until, source.size):
        source.step()
        head = source.at(offset, HEADER)
        if len(head) < HEADER:
            yield trailing(source, offset)
            return
        size, kind = struct.unpack(">I4s", head)
        end = min(source.size, offset + HEADER + size + CHECKSUM)
        yield from _chunk(source, kind, offset, end)
        offset = end
        if kind == b"IEND" and end < source.size:
            yield trailing(source, end)
            return


def _chunk(source: Source, kind: bytes, offset: int, end: int) -> Iterator[Part]:
    box = kind.decode("latin-1")
    store: tuple[Range, ...] = ()
    if kind == b"eXIf":
        yield from tiff.exif(source, offset, offset + HEADER, end - CHECKSUM, box=box)
        return
    if kind == b"caBX":
        name, use, box = "credentials", "credentials", "C2PA"
        store = ((offset + HEADER, end - CHECKSUM),)
    elif kind == b"IEND":
        name, use = "end of the picture", "structure"
    elif kind in CONTENT:
        name, use = "picture data", "content"
    elif kind in {b"tEXt", b"zTXt", b"iTXt"}:
        name, use = _text(source, offset), "metadata"
    else:
        letters = box if box.isascii() and box.isalpha() else kind.hex()
        name, use = NAMES.get(kind, f"PNG chunk {letters}"), "metadata"
    length = end - offset
    yield Part(name=name, kind=use, start=offset, length=length, box=box, store=store)  # type: ignore[arg-type]


def _text(source: Source, offset: int) -> str:
    keyword = source.at(offset + HEADER, LONGEST_KEYWORD).partition(b"\0")[0].decode("latin-1")
    return "XMP packet" if keyword == XMP else f"PNG text {keyword}"
