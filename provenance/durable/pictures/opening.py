"""Open a picture file of any format that can be marked, told by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.durable.pictures.avif import AvifSheet
from provenance.durable.pictures.heic import HeicSheet
from provenance.durable.pictures.jpeg import JpegSheet
from provenance.durable.pictures.png import PngSheet
from provenance.durable.pictures.sheet import Paper, Refused, Written
from provenance.durable.pictures.tiff import TiffSheet
from provenance.durable.pictures.webp import WebpSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.durable.pictures.sheet import Sheet
    from provenance.limits import Limits

__all__ = ["Refused", "Written", "open_sheet"]

_STARTS: tuple[tuple[bytes, Callable[[Paper], Sheet]], ...] = (
    (b"\xff\xd8\xff", JpegSheet.open),
    (b"\x89PNG\r\n\x1a\n", PngSheet.open),
    *((start, TiffSheet.open) for start in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
_AVIF, _HEIC = (
    frozenset((b"avif", b"avis")),
    frozenset((b"heic", b"heix", b"mif1", b"heim", b"heis")),
)
_FORMATS = "JPEG, PNG, WebP, TIFF, AVIF and HEIC pictures can be marked"


def open_sheet(content: bytes, limits: Limits) -> Sheet:
    """Take the picture file in `content` apart; its pixels are decoded when they are asked for.

    Raises:
        Refused: It is of another format, or holds what could not be written again.
        LimitReached: It has too many pixels.
    """
    paper = Paper(content=content, limits=limits)
    for start, opened in _STARTS:
        if content.startswith(start):
            return opened(paper)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WebpSheet.open(paper)
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        if brand in _AVIF:
            return AvifSheet.open(paper)
        if brand in _HEIC:
            return HeicSheet.open(paper)
    if content.startswith(b"GIF8"):
        raise Refused(
            "GIF has colours from a palette, which has none to spare", "Save it as PNG or WebP."
        )
    raise Refused("its format is not one of those that can be", f"{_FORMATS}.")
