"""Take a JPEG file apart, and put its metadata around another picture (ITU-T T.81, B)."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from provenance.durable.pictures import jpeg_index
from provenance.durable.pictures.sheet import Kept, Refused
from provenance.engine.containers import jpeg

if TYPE_CHECKING:
    from provenance.limits import Limits

APPLICATIONS, COMMENT = range(0xE0, 0xF0), 0xFE
JFIF, JUMBF, ADOBE = 0xE0, 0xEB, 0xEE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_RESTART = 0xDD
_CREDENTIALS = b"jumdc2pa"  # type and first letters of the UUID of the outermost description box
_DAMAGED = "Open it in another program and save it again."


class Segment(NamedTuple):
    """One segment in front of the first scan."""

    marker: int
    payload: bytes

    @property
    def whole(self) -> bytes:
        """Return it as it stands in a file."""
        return (
            bytes((jpeg.MARKER, self.marker))
            + struct.pack(">H", len(self.payload) + 2)
            + self.payload
        )

    @property
    def is_metadata(self) -> bool:
        """Tell whether it says something about the picture, and is no part of it."""
        return self.marker in APPLICATIONS or self.marker == COMMENT


class Component(NamedTuple):
    """One component of a frame: its letter, how often it is sampled, and its quantisation table."""

    letter: int
    across: int
    down: int
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A JPEG file without its credentials.

    Attributes:
        segments: All that stand before the first scan.
        scans: From the first scan to the end of the picture.
        trailer: What follows it: further pictures, a film.
    """

    segments: tuple[Segment, ...]
    scans: bytes
    trailer: bytes = b""

    @property
    def frame(self) -> Segment:
        """Return the header of the frame."""
        return next(segment for segment in self.segments if segment.marker in FRAMES)

    @property
    def bits(self) -> int:
        """Return the depth of a sample."""
        return self.frame.payload[0]

    @property
    def components(self) -> tuple[Component, ...]:
        """Return what the frame consists of."""
        payload = self.frame.payload
        places = range(6, 6 + 3 * payload[5], 3)
        return tuple(
            Component(letter, sampling >> 4, sampling & 15, table)
            for letter, sampling, table in (payload[place : place + 3] for place in places)
        )

    @property
    def restart(self) -> int:
        """Return how many blocks lie between two restart markers; 0 for no such markers."""
        stated = [each.payload for each in self.segments if each.marker == _RESTART]
        return int.from_bytes(stated[-1][:2]) if stated else 0

    @property
    def transform(self) -> int | None:
        """Return how Adobe says that colours are stored: 0, 1 or 2; None when it says nothing."""
        stated = [each.payload for each in self.segments if _is_adobe(each)]
        return stated[-1][11] if stated else None

    @property
    def kept(self) -> Kept:
        """Return the metadata, without what has to change with the size of the picture."""
        metadata = [
            (f"{each.marker:02X}", each.payload)
            for each in self.segments
            if each.is_metadata and not jpeg_index.is_index(each.payload) and not _is_adobe(each)
        ]
        return (*metadata, ("trailer", self.trailer))

    def whole(self) -> bytes:
        """Return the file."""
        head = b"".join((jpeg.START_OF_IMAGE, *(each.whole for each in self.segments)))
        return b"".join((head, self.scans, self.trailer))

    def around(self, picture: Parts) -> Parts:
        """Return the metadata and the trailer of this file around another picture.

        How colours are stored is told by whoever encoded the picture: the Adobe segment
        changes its place with the new one, where there is one.
        """
        adobe = [each for each in picture.segments if _is_adobe(each)]
        mine = [each for each in self.segments if each.is_metadata]
        if adobe and picture.transform != self.transform:
            mine = [*(each for each in mine if not _is_adobe(each)), *adobe]
        coded = (each for each in picture.segments if not each.is_metadata)
        made = Parts(segments=(*mine, *coded), scans=picture.scans, trailer=self.trailer)
        return made.indexed(self)

    def indexed(self, before: Parts) -> Parts:
        """Return the file with an index that says where its further pictures are now."""
        then, now = before.layout(), self.layout()
        segments = tuple(
            each._replace(payload=jpeg_index.moved(each.payload, then, now))
            if jpeg_index.is_index(each.payload) and then.base is not None
            else each
            for each in self.segments
        )
        return replace(self, segments=segments)

    def layout(self) -> jpeg_index.Layout:
        """Return where the index and the end of the picture stand."""
        at, base = len(jpeg.START_OF_IMAGE), None
        for each in self.segments:
            if base is None and jpeg_index.is_index(each.payload):
                base = at + jpeg.HEADER + len(jpeg_index.NAME)
            at += jpeg.HEADER + len(each.payload)
        return jpeg_index.Layout(base=base, end=at + len(self.scans))


def take_apart(content: bytes, limits: Limits) -> Parts:
    """Return the parts of a JPEG file, without credentials.

    Raises:
        Refused: It is cut off or damaged, or has more parts than may be looked at.
    """
    end = jpeg.end_of_picture(content, most_segments=limits.boxes)
    if end is None:
        raise Refused("its picture is cut off or damaged", _DAMAGED)
    found = tuple(islice(jpeg.walk(io.BytesIO(content)), limits.boxes))
    segments = tuple(
        Segment(each.marker, content[each.offset + jpeg.HEADER :][: each.size]) for each in found
    )
    first_scan = found[-1].offset + jpeg.HEADER + found[-1].size if found else 0
    whole = Parts(segments=segments, scans=content[first_scan:end], trailer=content[end:])
    if not any(_is_frame(each) for each in segments) or not whole.scans.startswith(b"\xff\xda"):
        raise Refused("its picture is damaged", _DAMAGED)
    theirs = {each.payload[2:4] for each in segments if _begins_credentials(each)}
    left = (each for each in segments if not _is_jumbf(each) or each.payload[2:4] not in theirs)
    return replace(whole, segments=tuple(left)).indexed(whole)


def _is_frame(segment: Segment) -> bool:
    payload = segment.payload
    return segment.marker in FRAMES and len(payload) > 5 and len(payload) == 6 + 3 * payload[5]  # noqa: PLR2004  # T.81, B.2.2


def _is_adobe(segment: Segment) -> bool:
    payload = segment.payload
    return segment.marker == ADOBE and payload.startswith(b"Adobe") and len(payload) > 11  # noqa: PLR2004  # TN 5116


def _is_jumbf(segment: Segment) -> bool:
    return segment.marker == JUMBF and segment.payload.startswith(b"JP")


def _begins_credentials(segment: Segment) -> bool:
    return _is_jumbf(segment) and _CREDENTIALS in segment.payload[:48]
