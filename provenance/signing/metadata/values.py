"""Write what ExifTool read the way XMP writes it (ISO 16684-1; XMP part 2, Exif)."""

from __future__ import annotations

import re
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.signing.metadata.vocabulary import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provenance.model.store import Json
    from provenance.signing.metadata.vocabulary import Property

_LONGEST_TEXT = 2_000  # IPTC's caption, the longest of these fields, holds 2,000 bytes
_MOST_ITEMS = 64
_DATE = re.compile(
    r"(\d{4}):(\d\d):(\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_NO_DATE = "0000"
_IN_ONE = ":GPSCoordinates"


def write(row: Property, tag: str, tags: Mapping[str, Json]) -> Json:
    """Return the value of `tag` as `row` states it, or None when it says nothing.

    Args:
        row: What is stated.
        tag: The tag that holds it, with its group.
        tags: All tags, for those that explain this one: hemisphere, time zone.
    """
    value = tags[tag]
    if row.form is Form.DATE:
        return _date(str(value), *_clock(tag, tags))
    if row.form in _HEMISPHERES:
        if tag.endswith(_IN_ONE):
            value = _part(value, row.form)
        return _coordinate(value, str(tags.get(f"{tag}Ref", "")), _HEMISPHERES[row.form])
    return _WRITERS[row.form](value)


def _text(value: Json) -> str | None:
    text = " ".join(str(value).replace("\x00", " ").split()) if _is_plain(value) else ""
    return text[:_LONGEST_TEXT] or None


def _texts(value: Json) -> list[str] | None:
    items = value if isinstance(value, list) else [value]
    return [text for text in map(_text, items[:_MOST_ITEMS]) if text] or None


def _is_plain(value: Json) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _number(value: Json) -> float | int | None:
    if isinstance(value, list):  # XMP keeps ISO speeds as a sequence; the first one counts
        value = value[0] if value else None
    if not _is_plain(value):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124  # NaN is no number
        return None
    return int(number) if number.is_integer() else round(number, 6)


def _numbers(value: Json) -> dict[str, list[float | int]] | None:
    parts = value.split() if isinstance(value, str) else value
    if not isinstance(parts, list):
        return None
    numbers = [number for part in parts[:_MOST_ITEMS] if (number := _number(part)) is not None]
    return {"@list": numbers} if len(numbers) == len(parts) > 0 else None


def _fraction(value: Json) -> str | None:
    """Write an exposure time as photographers do: 1/125, 2.5."""
    number = _number(value)
    if number is None or number <= 0:
        return None
    if number >= 1:
        return str(number)
    return f"1/{round(1 / Fraction(str(value)))}"


def _clock(tag: str, tags: Mapping[str, Json]) -> tuple[str, str]:
    """Return the time of day and the time zone that other tags add to the date in `tag`."""
    companions = {
        "ExifIFD:DateTimeOriginal": ("", "ExifIFD:OffsetTimeOriginal"),
        "ExifIFD:CreateDate": ("", "ExifIFD:OffsetTimeDigitized"),
        "IFD0:ModifyDate": ("", "ExifIFD:OffsetTime"),
        "IPTC:DateCreated": ("IPTC:TimeCreated", ""),
    }
    time, zone = companions.get(tag, ("", ""))
    return str(tags.get(time, "")).strip(), str(tags.get(zone, "")).strip()


def _date(value: str, time: str, zone: str) -> str | None:
    """Write a date as ISO 8601; what is no date, or all zeros, says nothing."""
    found = _DATE.fullmatch(f"{value.strip()} {time}".strip())
    if found is None or found[1] == _NO_DATE:
        return None
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if found[4] is None:
        return day
    zone = found[5] or zone
    known_zone = zone if re.fullmatch(r"Z|[+-]\d\d:?\d\d", zone) else ""
    return f"{day}T{found[4]}{known_zone}"


def _part(value: Json, form: Form) -> str | None:
    """Return one of the numbers of a film's position: north, east, height."""
    parts = value.split() if isinstance(value, str) else []
    place = 0 if form is Form.LATITUDE else 1
    return parts[place] if len(parts) > 1 else None


def _coordinate(value: Json, hemisphere: str, letters: str) -> str | None:
    """Write decimal degrees as XMP does: degrees, decimal minutes, hemisphere."""
    degrees = _number(value)
    if degrees is None:
        return None
    letter = hemisphere[:1].upper()
    if letter not in letters or not letter:
        letter = letters[degrees < 0]
    whole, rest = divmod(abs(float(degrees)), 1)
    return f"{int(whole)},{rest * 60:.6f}{letter}"


def _places(value: Json) -> list[dict[str, str]] | None:
    """Write IPTC location structures, each field with its prefix."""
    items = value if isinstance(value, list) else [value]
    places = [
        {
            f"Iptc4xmpExt:{name}": text
            for name, field in item.items()
            if (text := _text(field)) is not None
        }
        for item in items[:_MOST_ITEMS]
        if isinstance(item, dict)
    ]
    return [place for place in places if place] or None


_HEMISPHERES: Mapping[Form, str] = MappingProxyType({Form.LATITUDE: "NS", Form.LONGITUDE: "EW"})
_WRITERS: Mapping[Form, Callable[[Json], Json]] = MappingProxyType(
    {
        Form.TEXT: _text,
        Form.TEXTS: _texts,
        Form.NUMBER: _number,
        Form.NUMBERS: _numbers,
        Form.FRACTION: _fraction,
        Form.PLACES: _places,
    }
)
