"""Recognise MP3 files, and FLAC files behind an ID3 tag (ID3v2.4; ISO/IEC 11172-3, 2.4.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.containers.bytes_at import bytes_at
from provenance.engine.formats import media_type
from provenance.engine.formats.strangers import stranger

if TYPE_CHECKING:
    from provenance.engine.formats.media_type import MediaType

TAG_HEADER = 10
HAS_FOOTER = 0x10
MOST_TAGS = 8
SYNC, SYNC_MASK = 0xFFE0, 0xFFE0
LAYER_3, AAC_LAYER = 0b01, 0b00


def recognise(content: BinaryIO, head: bytes, subject: str) -> MediaType | None:
    """Recognise what follows the ID3 tags, or a first frame.

    Raises:
        UnsupportedFormat: It is an AAC stream.
    """
    offset = 0
    for _ in range(MOST_TAGS):
        tag = bytes_at(content, offset, TAG_HEADER)
        if len(tag) < TAG_HEADER or not tag.startswith(b"ID3"):
            break
        offset += TAG_HEADER + _size(tag[6:10]) + (TAG_HEADER if tag[5] & HAS_FOOTER else 0)
    first = bytes_at(content, offset, 4) if offset else head[:4]
    if first == b"fLaC":
        return media_type.FLAC
    if _layer(first) == AAC_LAYER:
        raise stranger(subject, "an AAC stream", "Put it into an M4A file first.")
    # Behind a tag there may be padding before the first frame, or a frame may be damaged.
    return media_type.MP3 if offset or _layer(first) == LAYER_3 else None


def _size(syncsafe: bytes) -> int:
    """Return a size written in four times seven bits (ID3v2.4, 6.2)."""
    size = 0
    for byte in syncsafe:
        size = size << 7 | byte & 0x7F
    return size


def _layer(frame: bytes) -> int | None:
    """Return the layer bits of a frame header; None where there is no such header."""
    if len(frame) < 4 or int.from_bytes(frame[:2]) & SYNC_MASK != SYNC:  # noqa: PLR2004
        return None
    version, layer = frame[1] >> 3 & 0b11, frame[1] >> 1 & 0b11
    if layer == AAC_LAYER:
        return AAC_LAYER if frame[1] & 0xF6 == 0xF0 else None  # noqa: PLR2004  # ADTS
    bit_rate, sampling = frame[2] >> 4, frame[2] >> 2 & 0b11
    reserved = version == 0b01 or bit_rate in {0, 0b1111} or sampling == 0b11  # noqa: PLR2004
    return None if reserved else layer
