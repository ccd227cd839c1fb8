"""Name the parts of files that are read as one text: SVG drawings and PDF documents."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from provenance.evidence.coverage.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.evidence.coverage.parts import Range
    from provenance.evidence.coverage.source import Source

BEGIN = b"jumdc2pa"  # type and first letters of the UUID of the outermost description box
BEFORE = 12  # bytes of a store before them: its length and type, the length of that box
PLUMBING = 64  # bytes around a store that its container needs
ENCODED = b64encode(BEGIN[:6])  # in base64 three bytes are four letters
OTHER = re.compile(rb"[^A-Za-z0-9+/=\s]")


def drawing(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # it is one part
    """Yield the whole drawing: any part of its text can be what is drawn."""
    yield Part(name="the drawing", kind="content", start=0, length=source.size)


def document(source: Source, until: int) -> Iterator[Part]:  # noqa: ARG001  # it is one part
    """Yield the whole document: any part of it can redefine its pages."""
    yield Part(name="pages of the document", kind="content", start=0, length=source.size)


def stores(source: Source, ranges: Sequence[Range]) -> Iterator[Part]:
    """Yield the manifest stores that stand at the beginning of uncovered ranges."""
    for start, end in ranges:
        head = source.at(start, PLUMBING)
        if BEGIN in head:
            place = max(0, head.index(BEGIN) - BEFORE)
            last = start + place + int.from_bytes(head[place : place + 4])
        elif ENCODED in head:
            place = max(0, head.index(ENCODED) - len(b64encode(bytes(BEFORE))))
            last = _letters(source, start + place)
        else:
            continue
        # An update makes the store longer than the range that an earlier hash left out.
        whole = end if last <= end <= last + PLUMBING else min(last, source.size)
        store = ((start + place, whole if ENCODED not in head else last),)
        yield Part(
            name="credentials",
            kind="credentials",
            start=start,
            length=whole - start,
            store=store,
        )


def decoded(store: bytes) -> bytes:
    """Return a store that may be written in base64."""
    if BEGIN in store[:PLUMBING]:
        return store
    try:
        return b64decode(store)
    except ValueError:
        return b""


def _letters(source: Source, start: int) -> int:
    """Return where text in base64 ends."""
    for block in source.blocks(start, source.size):
        if found := OTHER.search(block):
            return start + found.start()
        start += len(block)
    return source.size
