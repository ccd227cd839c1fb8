"""Walk the segments of a JPEG file up to its first scan (ITU-T T.81, B.1)."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from provenance.engine.containers.bytes_at import bytes_at

if TYPE_CHECKING:
    from collections.abc import Iterator

START_OF_IMAGE = b"\xff\xd8"
MARKER = 0xFF
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))
HEADER, SIZE = 4, 2  # of marker and size; of the size alone


class Segment(NamedTuple):
    """One segment: the second byte of its marker, where it starts, and the size of its payload."""

    marker: int
    offset: int
    size: int = 0


def walk(content: BinaryIO) -> Iterator[Segment]:
    """Yield every segment before the first scan, fill bytes as themselves."""
    offset = len(START_OF_IMAGE)
    while len(head := bytes_at(content, offset, HEADER)) == HEADER and head[0] == MARKER:
        marker = head[1]
        if marker in {START_OF_SCAN, END_OF_IMAGE}:
            return
        if marker == MARKER:  # a fill byte
            yield Segment(marker, offset)
            offset += 1
        elif marker in WITHOUT_LENGTH:
            yield Segment(marker, offset)
            offset += 2
        else:
            (stated,) = struct.unpack_from(">H", head, 2)
            size = max(stated, 2) - 2
            yield Segment(marker, offset, size)
            offset += HEADER + size


APPLICATION_0, APPLICATION_1, APPLICATION_11 = 0xE0, 0xE1, 0xEB
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # in a scan: no stuffing, restart or fill
_STRETCH = 512 << 10  # bytes that are looked through at a time


def place_for_credentials(frame: bytes) -> int | None:
    """Return where credentials are put into a JPEG that has none: where JFIF lets them begin.

    None when the head is damaged, when there are JUMBF boxes already (ISO/IEC 19566-5, D.2),
    or when its XMP may name credentials that lie elsewhere.
    """
    place = len(START_OF_IMAGE)
    for segment in walk(io.BytesIO(frame)):
        start, end = segment.offset + HEADER, segment.offset + HEADER + segment.size
        remote = segment.marker == APPLICATION_1 and b"provenance" in frame[start:end]
        if remote or segment.marker == APPLICATION_11 or end > len(frame):
            return None
        if segment.marker == APPLICATION_0 and segment.offset == place:
            place = end
    return place if frame.startswith(START_OF_IMAGE) else None


def is_whole(frame: bytes, *, most_segments: int) -> bool:
    """Tell whether a JPEG is one picture from its first byte to its last, with nothing cut off.

    Pictures behind the first one, as some cameras append them, do not belong to it here.
    """
    return end_of_picture(frame, most_segments=most_segments) == len(frame)


def end_of_picture(frame: bytes, *, most_segments: int) -> int | None:
    """Return where the first picture ends, or None when it is cut off or damaged."""
    at = len(START_OF_IMAGE)
    for _ in range(most_segments):
        if len(frame) < at + 2 or frame[at] != MARKER:
            return None
        marker = frame[at + 1]
        if marker == END_OF_IMAGE:
            return at + 2
        if marker == MARKER or marker in WITHOUT_LENGTH or len(frame) < at + HEADER:
            return None
        (size,) = struct.unpack_from(">H", frame, at + 2)
        if size < SIZE:  # it counts itself
            return None
        at += HEADER - SIZE + size
        if marker == START_OF_SCAN:
            at = _end_of_scan(frame, at)
    return None


def _end_of_scan(frame: bytes, at: int) -> int:
    """Return where the next marker is, or else the end; other threads get their turn meanwhile."""
    for start in range(at, len(frame), _STRETCH):
        found = _NEXT_MARKER.search(  # a marker may begin at the last byte of a stretch
            frame, start, start + _STRETCH + 1
        )
        if found is not None:
            return found.start()
    return len(frame)
