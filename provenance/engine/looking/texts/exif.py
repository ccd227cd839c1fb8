"""Read the statements of EXIF data, and of the directories of TIFF and raw files (EXIF 3.0, 4.6)."""

from __future__ import annotations

import io
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.containers import tiff
from provenance.engine.looking.texts.generators import recorded
from provenance.engine.looking.texts.material import Material
from provenance.model.look import EmbeddedText

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
CODES: Mapping[bytes, str] = MappingProxyType(
    {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16-be", b"\0" * 8: "utf-8"}
)
"""How a UserComment says in which letters it is written."""


def read(data: bytes) -> Iterator[EmbeddedText]:
    """Yield the statements of a block of EXIF data."""
    block = data.removeprefix(HEADER)
    seen = set[int]()
    for entry in islice(tiff.walk(io.BytesIO(block)), MOST_ENTRIES):
        value = block[entry.place : entry.place + min(entry.size, LONGEST)]
        yield from _stated(entry, value, seen)


def of_tiff(purse: Purse) -> Iterator[Material | EmbeddedText]:
    """Yield the statements of a TIFF file, and its XMP packet."""
    seen = set[int]()
    for entry in islice(tiff.walk(purse.content), purse.steps):
        if entry.tag == XMP_PACKET and entry.tag not in seen:
            seen.add(entry.tag)
            yield Material(kind="XMP", data=purse.take(entry.place, entry.size))
        elif entry.tag in NAMES or entry.tag in REMARKS:
            yield from _stated(entry, purse.take(entry.place, min(entry.size, LONGEST)), seen)


def _stated(entry: Entry, value: bytes, seen: set[int]) -> Iterator[EmbeddedText]:
    """Yield what an entry says, unless one of its tag came before: that is of the whole picture."""
    if entry.tag in seen:
        return
    if name := NAMES.get(entry.tag):
        seen.add(entry.tag)
        text = value.partition(b"\0")[0].decode("utf-8", "replace")
        yield EmbeddedText(place=PLACE, name=name, value=text)
    elif name := REMARKS.get(entry.tag):
        seen.add(entry.tag)
        text = _remark(value)
        if recorded(text):
            yield EmbeddedText(place=PLACE, name=name, value=text)


def _remark(value: bytes) -> str:
    letters = CODES.get(value[:8])
    if letters is None:
        return value.partition(b"\0")[0].decode("utf-8", "replace")
    text = value[8:]
    if letters == "utf-16-be" and text[1:2] == b"\0":  # in the order of the file, as many write it
        letters = "utf-16-le"
    return text.decode(letters, "replace").rstrip("\0")
