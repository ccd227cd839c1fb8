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
    """Tell whether every reader gets through the head of a JPEG, and its last bytes end a picture.

    What lies between is not looked at, and no reader of credentials does so: a signature covers it
    as it is. Looking takes as long as half of hashing, and holds the interpreter's lock.
    """
    at = len(START_OF_IMAGE)
    for _ in range(most_segments):
        marker, size = _segment(frame, at)
        if size < SIZE:  # it counts itself
            return False
        at += HEADER - SIZE + size
        if marker == START_OF_SCAN:
            return at < len(frame) and frame.endswith(bytes((MARKER, END_OF_IMAGE)))
    return False


def end_of_picture(frame: bytes, *, most_segments: int) -> int | None:
    """Return where the first picture ends, or None when it is cut off or damaged."""
    at = len(START_OF_IMAGE)
    for _ in range(most_segments):
        marker, size = _segment(frame, at)
        if marker == END_OF_IMAGE:
            return at + 2
        if size < SIZE:
            return None
        at += HEADER - SIZE + size
        if marker == START_OF_SCAN:
            at = _end_of_scan(frame, at)
    return None


def _segment(frame: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place, 0 for none, and the size of its segment, 0 for one without."""
    if len(frame) < at + 2 or frame[at] != MARKER:
        return 0, 0
    marker = frame[at + 1]
    if marker in {MARKER, END_OF_IMAGE} or marker in WITHOUT_LENGTH or len(frame) < at + HEADER:
        return marker, 0
    return marker, int.from_bytes(frame[at + 2 : at + HEADER], "big")


def _end_of_scan(frame: bytes, at: int) -> int:
    """Return where the next marker is, or else the end."""
    found = _NEXT_MARKER.search(frame, at)
    return len(frame) if found is None else found.start()
