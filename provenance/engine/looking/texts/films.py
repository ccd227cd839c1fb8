"""Find metadata in MP4, MOV, HEIF, AVIF and JPEG XL files (ISO/IEC 14496-12; QuickTime)."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.containers import bmff
from provenance.engine.looking.texts import items, traces
from provenance.engine.looking.texts.boxes import inside
from provenance.engine.looking.texts.material import Material
from provenance.model.look import EmbeddedText, Tells, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.engine.containers.bmff import Box
    from provenance.engine.looking.texts.material import Purse

PLACE = "film metadata"
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # XMP, part 3, 1.2.7
LONGEST = 1 << 18  # bytes of a list of properties; a cover picture may be among them
TEXT_HEADER, DATA_HEADER = 4, 8
NAMES: Mapping[bytes, str] = MappingProxyType(
    {b"\xa9too": "Software", b"\xa9swr": "Software", b"\xa9mak": "Make", b"\xa9mod": "Model"}
)
KEYS: Mapping[bytes, str] = MappingProxyType(
    {
        b"com.apple.quicktime.software": "Software",
        b"com.apple.quicktime.make": "Make",
        b"com.apple.quicktime.model": "Model",
        b"com.apple.quicktime.creationdate": "CreateDate",
        b"AIGC": "AIGC",
    }
)


def opened(purse: Purse) -> Iterator[Material | EmbeddedText | Trace]:
    """Yield the metadata of a file of boxes."""
    catalogue = items.Catalogue()
    for box in islice(bmff.walk(purse.content), purse.steps):
        start, size = box.offset + box.header, box.size - box.header
        if box.kind == b"uuid" and purse.take(start, len(XMP_UUID)) == XMP_UUID:
            skipped = len(XMP_UUID)
            yield Material(kind="XMP", data=purse.take(start + skipped, size - skipped))
        elif box.kind in {b"XMP_", b"xml "}:
            yield Material(kind="XMP", data=purse.take(start, size))
        elif box.kind == b"Exif":
            yield Material(kind="EXIF", data=items.behind_its_header(purse.take(start, size)))
        elif box.kind in items.BOXES:
            catalogue.add(box, purse)
        elif box.kind == b"meta":
            yield from _properties(purse.take(start, min(size, LONGEST)))
        elif box.kind in NAMES or box.kind in traces.FILMS:
            yield from _text(box, purse)
    yield from catalogue.opened(purse)


def _text(box: Box, purse: Purse) -> Iterator[EmbeddedText | Trace]:
    """Yield a place of 3GPP's, or a text of QuickTime's: its length, its language, its letters."""
    payload = purse.take(box.offset + box.header, min(box.size - box.header, LONGEST))
    if box.kind == b"loci":
        place = traces.of_location_box(payload)
        yield Trace(tells=Tells.LOCATION, place=PLACE, name="loci", value=place)
        return
    value = payload[TEXT_HEADER : TEXT_HEADER + int.from_bytes(payload[:2])]
    if payload[4:8] != b"data":  # an iTunes list; `_properties` reads it
        yield from _said(box.kind, value)


def _properties(payload: bytes) -> Iterator[EmbeddedText | Trace]:
    """Yield what a list of properties says, of iTunes' kind or of QuickTime's with named keys."""
    whole = payload if payload[4:8] == b"hdlr" else payload[4:]  # QuickTime has no version here
    found = dict(inside(whole))
    keys = [name for _, name in inside(found.get(b"keys", b"")[8:])]
    for kind, item in inside(found.get(b"ilst", b"")):
        number = int.from_bytes(kind)
        key = keys[number - 1] if 0 < number <= len(keys) else b""
        value = dict(inside(item)).get(b"data", b"")[DATA_HEADER:]
        yield from _said(key or kind, value)


def _said(name: bytes, value: bytes) -> Iterator[EmbeddedText | Trace]:
    """Yield what a box or key of this name says."""
    text = value.decode("utf-8", "replace")
    if told := NAMES.get(name) or KEYS.get(name):
        yield EmbeddedText(place=PLACE, name=told, value=text)
    if name in traces.FILMS:
        tells, called = traces.FILMS[name]
        text = traces.of_film(text) if tells is Tells.LOCATION else text
        yield Trace(tells=tells, place=PLACE, name=called, value=text)
