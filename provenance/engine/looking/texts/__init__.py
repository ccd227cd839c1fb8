"""Gather what a file says beside its credentials: XMP, EXIF, IPTC and the texts of its container.

Gathered are statements on how the content came to be (programs, devices, times, credits and
AI) and, apart from them, traces of people, places and single devices. A file may hold any
number of either, and any nonsense in their place, so what is read and what is kept is bounded,
and damage ends the gathering without a word.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.looking.texts import (
    exif,
    films,
    iptc,
    jpeg,
    markup,
    png,
    riff,
    sound,
    xmp,
)
from provenance.engine.looking.texts.material import Material, Purse
from provenance.model.look import EmbeddedText, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from provenance.limits import Limits

    Open = Callable[[Purse], Iterator[Material | EmbeddedText | Trace]]

HEAD = 1024  # bytes in which a PDF file has to name itself
MOST_MATERIAL = 100  # blocks of one file; ordinary files have fewer than ten
PARSERS: Mapping[str, Callable[[bytes], Iterator[EmbeddedText | Trace]]] = {
    "XMP": xmp.read,
    "EXIF": exif.read,
    "IPTC": iptc.read,
}
FAMILIES: tuple[tuple[tuple[bytes, ...], Open], ...] = (
    ((b"\xff\xd8\xff",), jpeg.opened),
    ((b"\x89PNG\r\n\x1a\n",), png.opened),
    ((b"GIF8",), markup.of_gif),
    ((b"RIFF",), riff.opened),
    ((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), exif.of_tiff),
    ((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"), sound.of_id3),
    ((b"fLaC",), sound.of_flac),
)
BOXES = frozenset((b"ftyp", b"JXL ", b"moov", b"mdat", b"wide", b"free", b"skip"))


def gather(content: BinaryIO, limits: Limits) -> tuple[tuple[EmbeddedText, ...], tuple[Trace, ...]]:
    """Return the texts of `content` and the traces in it, each once, in the order of the file.

    Args:
        content: The file, seekable.
        limits: `embedded_bytes`, `embedded_texts`, `boxes` and `text_characters` bound them.

    Raises:
        OSError: The stream could not be read.
    """
    found: dict[EmbeddedText, None] = {}
    traces: dict[Trace, None] = {}
    for each in _statements(Purse(content, limits)):
        value = " ".join(each.value.split())[: limits.text_characters]
        if value and isinstance(each, Trace) and len(traces) < limits.embedded_texts:
            traces.setdefault(replace(each, value=value))
        elif value and isinstance(each, EmbeddedText):
            found.setdefault(EmbeddedText(place=each.place, name=each.name, value=value))
            if len(found) >= limits.embedded_texts:
                break
    return tuple(found), tuple(traces)


def _statements(purse: Purse) -> Iterator[EmbeddedText | Trace]:
    for each in islice(_family(purse)(purse), MOST_MATERIAL):
        if isinstance(each, Material):
            yield from PARSERS[each.kind](each.data)
        else:
            yield each


def _family(purse: Purse) -> Open:
    head = purse.peek(HEAD)
    for begins, opened in FAMILIES:
        if head.startswith(begins):
            return opened
    if head[4:8] in BOXES:
        return films.opened
    return markup.of_pdf if b"%PDF-" in head else markup.of_svg
