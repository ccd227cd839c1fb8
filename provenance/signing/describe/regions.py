"""Where in the content a change was made: areas, spans of time, and frames or pages.

Source: C2PA 2.4, "Region of interest". The field `role` is left out: the engine cannot take it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.errors import DescriptionError
from provenance.signing.checks import name, text

if TYPE_CHECKING:
    from provenance.model.store import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """An upright rectangle whose upper left corner lies at `x`, `y`.

    Attributes:
        unit: "pixel", or "percent" of the width and of the height.
    """

    x: float
    y: float
    width: float
    height: float
    unit: Literal["pixel", "percent"] = "pixel"

    def __post_init__(self) -> None:
        numbers = (self.x, self.y, self.width, self.height)
        if not all(math.isfinite(n) for n in numbers) or min(self.width, self.height) <= 0:
            raise DescriptionError(
                "The rectangle has no area.", hint="Give a width and a height above zero."
            )
        if self.unit not in {"pixel", "percent"}:
            raise DescriptionError(
                f"The unit {self.unit!r} is unknown.", hint="Choose pixel or percent."
            )

    def as_json(self) -> Json:
        """Return the range as a manifest states it."""
        shape = {
            "type": "rectangle",
            "unit": self.unit,
            "origin": {"x": float(self.x), "y": float(self.y)},
            "width": float(self.width),
            "height": float(self.height),
        }
        return {"type": "spatial", "shape": shape}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """A span of the recording, in seconds from its start; None means its start or its end."""

    start: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        _ordered(self.start, self.end, "time span")

    def as_json(self) -> Json:
        """Return the range as a manifest states it (normal play time, RFC 2326)."""
        ends = {"start": self.start, "end": self.end}
        stated = {
            key: f"{value:.6f}".rstrip("0").rstrip(".")
            for key, value in ends.items()
            if value is not None
        }
        return {"type": "temporal", "time": {"type": "npt"} | stated}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Frames of a video or pages of a document, counted from 0, the last one included."""

    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        _ordered(self.start, self.end, "range of frames")

    def as_json(self) -> Json:
        """Return the range as a manifest states it."""
        ends = {"start": self.start, "end": self.end}
        return {"type": "frame", "frame": {k: v for k, v in ends.items() if v is not None}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the content that an action changed.

    Raises:
        DescriptionError: No range is given, or a text cannot be stated.
    """

    ranges: tuple[Rectangle | TimeSpan | Frames, ...]
    name: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ranges", tuple(self.ranges))
        if not self.ranges:
            raise DescriptionError(
                "The region names no part of the content.", hint="Give a Rectangle or a TimeSpan."
            )
        name(self.name, "name of the region")
        text(self.description, "description of the region")

    def as_json(self) -> Json:
        """Return the region as a manifest states it."""
        stated = {"name": self.name, "description": self.description}
        return {"region": [part.as_json() for part in self.ranges]} | {
            key: value for key, value in stated.items() if value
        }


def _ordered(start: float | None, end: float | None, what: str) -> None:
    first, last = start or 0, math.inf if end is None else end
    if not 0 <= first <= last:
        raise DescriptionError(
            f"The {what} ends before it starts, or starts before zero.", hint="Swap its ends."
        )
