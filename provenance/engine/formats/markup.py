"""Recognise SVG drawings behind whatever may stand before their root element (XML 1.0, 2.8)."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers.bytes_at import bytes_at
from provenance.engine.formats import media_type
from provenance.engine.formats.strangers import stranger

if TYPE_CHECKING:
    from provenance.engine.formats.media_type import MediaType

MOST_BYTES = 1 << 20  # of comments and declarations before the root element
GZIP = b"\x1f\x8b"
ROOT = re.compile(rb"<(?:[\w.-]{1,99}:)?svg[\s/>]")
BEFORE_ROOT = re.compile(
    rb"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s+[\w.:-]*svg\b[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL
)


def recognise(content: BinaryIO, head: bytes, subject: str) -> MediaType | None:
    """Recognise an SVG drawing.

    Raises:
        UnsupportedFormat: It is a compressed drawing, or another gzip file.
    """
    if head.startswith(GZIP):
        if _is_drawing(_inflated(head)):
            raise stranger(subject, "a compressed SVG drawing (svgz)", "Unpack it with gunzip.")
        raise stranger(subject, "a gzip file", "Unpack it first.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = bytes_at(content, 0, MOST_BYTES).decode("utf-16", "ignore").encode()
        return _IN_UTF16 if _is_drawing(text) else None
    text = head.removeprefix(codecs.BOM_UTF8)
    if not text.lstrip().startswith(b"<"):
        return None
    return media_type.SVG if _is_drawing(bytes_at(content, 0, MOST_BYTES)) else None


def _is_drawing(text: bytes) -> bool:
    text = text.removeprefix(codecs.BOM_UTF8)
    at = 0
    while before := BEFORE_ROOT.match(text, at):
        at = before.end()
    return ROOT.match(text, at) is not None


def _inflated(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, MOST_BYTES)
    except zlib.error:
        return b""


_IN_UTF16 = replace(
    media_type.SVG,
    writable=False,
    obstacle="It is written in UTF-16.",
    cure="Save it as UTF-8, then sign that.",
)
