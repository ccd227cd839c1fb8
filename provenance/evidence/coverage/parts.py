"""Parts of a media file with the names that people know them by, and ranges of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.evidence.coverage import pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.evidence.coverage.source import Source

Kind = Literal["content", "metadata", "room", "index", "structure", "credentials"]
"""What a part is for: `content` is what people see and hear; `room` holds nothing that a
player looks at; an `index` says where content lies; `structure` carries no statement."""

Range = tuple[int, int]
"""First byte, and the byte behind the last."""

NOTE_CHARACTERS = 160  # muxers leave their name in free room


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a file.

    Attributes:
        name: As people call it: "EXIF Make", "XMP packet", "picture data".
        start: Offset in the file.
        length: In bytes.
        box: What a box hash calls it: "APP1", "IDAT"; "" for what is no box.
        store: Where bytes of the manifest store lie in credentials, in their order.
    """

    name: str
    kind: Kind
    start: int
    length: int
    box: str = ""
    store: tuple[Range, ...] = ()

    @property
    def end(self) -> int:
        """Return the offset behind the last byte."""
        return self.start + self.length


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return the same bytes as few ranges in order."""
    found: list[Range] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def without(ranges: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """Return what is left of `ranges` when the bytes of `taken` are not counted."""
    left: list[Range] = []
    away = merged(taken)
    place = 0
    for first, end in merged(ranges):
        start = first
        while place < len(away) and away[place][1] <= start:
            place += 1
        following = place
        while following < len(away) and away[following][0] < end:
            if away[following][0] > start:
                left.append((start, away[following][0]))
            start = max(start, away[following][1])
            following += 1
        if start < end:
            left.append((start, end))
    return left


def trailing(source: Source, start: int) -> Part:
    """Return what stands behind the end of a picture; another picture is content."""
    return stray(source, "after the end", start, source.size)


def stray(source: Source, where: str, start: int, end: int) -> Part:
    """Return bytes that belong to no part: another picture or film among them is content."""
    kind: Kind
    if source.is_blank(start, end):
        name, kind = f"zeros {where}", "structure"
    elif pictures.found(source, start, end):
        name, kind = f"another picture or film {where}", "content"
    else:
        name, kind = f"data {where}", "metadata"
    return Part(name=name, kind=kind, start=start, length=end - start)


def room(source: Source, name: str, start: int, payload: int, end: int) -> Part:
    """Return an unused part: only what is neither blank nor the name of a program counts."""
    short = end - payload <= NOTE_CHARACTERS
    text = source.at(payload, end - payload).rstrip(b"\0") if short else b""
    ordinary = text.isascii() and text.decode("ascii", "replace").isprintable() if short else False
    unused: Kind = "structure" if ordinary or source.is_blank(payload, end) else "room"
    return Part(name=name, kind=unused, start=start, length=end - start)
