"""Tell TIFF pictures, DNG and camera raw files apart by their tags (TIFF 6.0, TIFF/EP, DNG 1.7)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers import tiff
from provenance.engine.formats import media_type
from provenance.engine.formats.strangers import stranger

if TYPE_CHECKING:
    from provenance.engine.formats.media_type import MediaType

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
COMPRESSION, PHOTOMETRIC, MAKE, DNG_VERSION = 259, 262, 271, 50706
COLOUR_FILTER_ARRAY = 32803  # TIFF/EP: one colour for each pixel, not developed yet
RAW_COMPRESSIONS = frozenset((32767, 34713))  # Sony ARW, Nikon NEF
MOST_ENTRIES = 2_000  # a raw file tells what it is in its first directories


def recognise(content: BinaryIO, head: bytes, subject: str) -> MediaType | None:
    """Recognise a file that begins like a TIFF.

    Raises:
        UnsupportedFormat: It is a raw photo of a maker whose files the engine does not know.
    """
    if not head.startswith(SIGNATURES):
        return None
    make, is_raw = b"", False
    for tag, value, *_ in islice(tiff.walk(content), MOST_ENTRIES):
        if tag == DNG_VERSION:
            return media_type.DNG
        if tag == MAKE and not make:
            make = _text(value)
        if tag == PHOTOMETRIC and COLOUR_FILTER_ARRAY in value:
            is_raw = True
        if tag == COMPRESSION and RAW_COMPRESSIONS.intersection(value):
            is_raw = True
    if not is_raw:
        return media_type.TIFF
    if make.startswith(b"NIKON"):
        return media_type.NEF
    if make.startswith(b"SONY"):
        return media_type.ARW
    raise stranger(subject, "a camera raw photo", "Convert it to DNG first.")


def _text(value: tuple[int, ...]) -> bytes:
    return bytes(number & 0xFF for number in value).upper()
