"""Read the statements of EXIF data, and of the directories of TIFF and raw files (EXIF 3.0, 4.6)."""

from __future__ import annotations

import io
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.containers import tiff
from provenance.engine.looking.texts import traces
from provenance.engine.looking.texts.generators import recorded
from provenance.engine.looking.texts.material import Material
from provenance.model.look import EmbeddedText, Tells, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.engine.containers.tiff import Entry
    from provenance.engine.looking.texts.material import Purse

PLACE = "EXIF"
HEADER = b"Exif\0\0"
MOST_ENTRIES = 2_000  # of one block; cameras write fewer than a hundred
LONGEST = 4_000  # bytes of one value
XMP_PACKET = 700
NAMES: Mapping[int, str] = MappingProxyType(
    {271: "Make", 272: "Model", 305: "Software", 36867: "DateTimeOriginal"}
)
REMARKS: Mapping[int, str] = MappingProxyType({270: "ImageDescription", 37510: "UserComment"})
"""Tags for anything; only what image generators leave there is gathered."""
KNOWN = frozenset((*NAMES, *REMARKS, *traces.EXIF, *traces.SIZED, *traces.GPS_TAGS))
ORDERS: Mapping[bytes, str] = MappingProxyType({b"II": "<", b"MM": ">"})
CODES: Mapping[bytes, str] = MappingProxyType(
    {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16-be", b"\0" * 8: "utf-8"}
)
"""How a UserComment says in which letters it is written."""


def read(data: bytes) -> Iterator[EmbeddedText | Trace]:
    """Yield the statements of a block of EXIF data."""
    block = data.removeprefix(HEADER)
    statements = _Statements(ORDERS.get(block[:2], "<"))
    for entry in islice(tiff.walk(io.BytesIO(block)), MOST_ENTRIES):
        value = block[entry.place : entry.place + min(entry.size, LONGEST)]
        yield from statements.of(entry, value)
    yield from statements.position()


def of_tiff(purse: Purse) -> Iterator[Material | EmbeddedText | Trace]:
    """Yield the statements of a TIFF file, and its XMP packet."""
    statements = _Statements(ORDERS.get(purse.peek(2), "<"))
    packed = False
    for entry in islice(tiff.walk(purse.content), purse.steps):
        if entry.tag == XMP_PACKET and not packed:
            packed = True
            yield Material(kind="XMP", data=purse.take(entry.place, entry.size))
        elif entry.tag in KNOWN:
            value = purse.take(entry.place, min(entry.size, LONGEST))
            yield from statements.of(entry, value)
    yield from statements.position()


class _Statements:
    """What the entries of one block say; of each tag the first, which is of the whole picture."""

    def __init__(self, order: str) -> None:
        self._order = order
        self._seen: set[int] = set()
        self._gps: dict[int, bytes] = {}

    def of(self, entry: Entry, value: bytes) -> Iterator[EmbeddedText | Trace]:
        """Yield what one entry says."""
        if entry.tag in self._seen or entry.tag not in KNOWN or not entry.size:
            return
        self._seen.add(entry.tag)
        if entry.tag in traces.GPS_TAGS:
            self._gps[entry.tag] = value
        if entry.tag in traces.SIZED:
            yield traces.sized(entry, PLACE)
        if entry.tag in traces.EXIF:
            tells, called = traces.EXIF[entry.tag]
            yield Trace(tells=tells, place=PLACE, name=called, value=_text(value))
        if name := NAMES.get(entry.tag):
            yield EmbeddedText(place=PLACE, name=name, value=_text(value))
        elif (name := REMARKS.get(entry.tag)) and recorded(text := _remark(value)):
            yield EmbeddedText(place=PLACE, name=name, value=text)

    def position(self) -> Iterator[Trace]:
        """Yield where the content was made, once all entries were seen."""
        if value := traces.position(self._gps, self._order):
            yield Trace(tells=Tells.LOCATION, place=PLACE, name="GPS", value=value)


def _text(value: bytes) -> str:
    return value.partition(b"\0")[0].decode("utf-8", "replace")


def _remark(value: bytes) -> str:
    letters = CODES.get(value[:8])
    if letters is None:
        return value.partition(b"\0")[0].decode("utf-8", "replace")
    text = value[8:]
    if letters == "utf-16-be" and text[1:2] == b"\0":  # in the order of the file, as many write it
        letters = "utf-16-le"
    return text.decode(letters, "replace").rstrip("\0")
