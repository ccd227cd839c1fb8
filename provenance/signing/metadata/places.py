"""Move a position to a grid so coarse that it names a region, not a house."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.store import Json

_LATITUDE, _LONGITUDE = "GPSLatitude", "GPSLongitude"
_STEEPEST = 0.01  # cosine of 89.4 degrees: nearer to a pole, longitudes say nothing anyway


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees north and east; negative south and west."""

    latitude: float
    longitude: float

    def on_grid(self, degrees: float) -> Position:
        """Return the nearest point of a grid with `degrees` of latitude between its lines.

        Meridians draw near to each other towards the poles: so many degrees are taken
        between two of them that cells are at least as wide as high.
        """
        latitude = _nearest(self.latitude, degrees)
        narrow = max(math.cos(math.radians(latitude)), _STEEPEST)
        longitude = _nearest(self.longitude, degrees * math.ceil(round(1 / narrow, 6)))
        return Position(latitude, longitude)


def position_in(tags: Mapping[str, Json]) -> Position | None:
    """Return the position that ExifTool makes of all tags, or None.

    Args:
        tags: By names with groups, in numbers; ExifTool has joined degrees and hemisphere.
    """
    latitude = _first(tags, _LATITUDE, 90)
    longitude = _first(tags, _LONGITUDE, 180)
    if latitude is None or longitude is None:
        return None
    return Position(latitude, longitude)


def _first(tags: Mapping[str, Json], name: str, most: int) -> float | None:
    """Return the sum of all tags, or else what XMP says, whose numbers bear their sign."""
    for family in ("Composite:", "XMP:"):
        for tag, value in tags.items():
            if tag.startswith(family) and tag.rpartition(":")[2] == name:
                is_number = isinstance(value, int | float) and not isinstance(value, bool)
                return float(value) if is_number and abs(value) <= most else None
    return None


def _nearest(value: float, step: float) -> float:
    return round(round(value / step) * step, 6)
