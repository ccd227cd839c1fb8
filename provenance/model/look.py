"""What a file shows and says beside its credentials: a small picture, and text that nobody signed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SIDE = 64
"""Pixels of a miniature's side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miniature:
    """A picture, upright, squeezed into a small gray square.

    Attributes:
        width: Of the picture itself, in pixels.
        height: Likewise.
        luma: SIDE rows of SIDE bytes, 0 for black.
    """

    width: int
    height: int
    luma: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedText:
    """One statement that a file carries outside its credentials.

    Attributes:
        place: Where it stands: "XMP", "EXIF", "PNG text" and so on.
        name: Name of the property, as its standard writes it.
        value: What it says.
    """

    place: str
    name: str
    value: str


class Tells(StrEnum):
    """What something tells about people, places or a single device."""

    LOCATION = "location"
    TIME = "time"
    SERIAL = "serial number"
    OWNER = "owner"
    CREATOR = "creator"
    PEOPLE = "people"
    DEVICE = "device"
    SOFTWARE = "software"
    MAKER_NOTES = "maker notes"
    PREVIEW = "preview"
    IDENTIFIER = "identifier"
    FILE_NAME = "file name"
    IDENTITY = "identity"
    INGREDIENT = "ingredient"
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One thing in a file's own metadata that tells about people, places or a single device.

    Attributes:
        place: Where it stands: "XMP", "EXIF", "film metadata" and so on.
        name: Name of the property, as its standard writes it.
        value: What it says; degrees north and east of a position.
    """

    tells: Tells
    place: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What decoding a file showed.

    Attributes:
        miniature: None when there is no picture, or it cannot be decoded.
        texts: What the file says beside its credentials of how it came to be.
        traces: What it says there about people, places or a single device.
        problem: Why there is no miniature, a few words; "" when there is one.
    """

    miniature: Miniature | None = None
    texts: tuple[EmbeddedText, ...] = ()
    traces: tuple[Trace, ...] = ()
    problem: str = ""


def tells_place(look: Look) -> bool:
    """Tell whether a file's own metadata say where its content was made."""
    return any(trace.tells is Tells.LOCATION for trace in look.traces)
