"""What a file shows and says beside its credentials: a small picture, and text that nobody signed."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What decoding a file showed.

    Attributes:
        miniature: None when there is no picture, or it cannot be decoded.
        texts: What the file says beside its credentials.
        problem: Why there is no miniature, a few words; "" when there is one.
    """

    miniature: Miniature | None = None
    texts: tuple[EmbeddedText, ...] = ()
    problem: str = ""
