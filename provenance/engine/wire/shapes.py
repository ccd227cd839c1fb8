"""Take foreign JSON by the shape that it should have; anything else reads as absent.

Nothing here raises: the maker of a file decides what stands in it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provenance.model.store import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.store import Json

ASSERTIONS = "c2pa.assertions"
STORE = "c2pa/"  # where URIs start: self#jumbf=/c2pa/… (C2PA 2.4, "JUMBF URIs")
BYTES_PREFIX = "b64'"  # how crJSON marks CBOR byte strings


def text(value: Json) -> str:
    """Return a string or a number as text, and anything else as ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def mapping(value: Json) -> Mapping[str, Json]:
    """Return an object, and anything else as an empty one."""
    return value if isinstance(value, dict) else NOTHING


def sequence(value: Json) -> list[Json]:
    """Return an array, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: Json) -> tuple[Mapping[str, Json], ...]:
    """Return the objects of an array."""
    return tuple(entry for entry in sequence(value) if isinstance(entry, dict))


def texts(value: Json) -> tuple[str, ...]:
    """Return the strings of an array."""
    return tuple(entry for entry in sequence(value) if isinstance(entry, str))


def flag(value: Json) -> bool | None:
    """Return true or false, and anything else as None."""
    return value if isinstance(value, bool) else None


def moment(value: Json) -> datetime | None:
    """Return an ISO 8601 time with a zone, and anything else as None."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found.astimezone(UTC)  # a time at the edge of the calendar has none
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def base64_of(value: Json) -> str:
    """Return the base64 text of a byte string, without the mark of crJSON."""
    found = text(value)
    return found.removeprefix(BYTES_PREFIX).removesuffix("'")


def manifest_label(uri: Json) -> str:
    """Return the label of the manifest that a JUMBF URI leads into; "" for none.

    The engine also follows a URI without its prefix or first slash, and a bare label.
    Whatever it follows is followed here, or an ancestor would escape judgement.
    """
    found = text(uri)
    path = found.split("=")[1] if "=" in found else found
    parts = (f"/{path}" if path.startswith(STORE) else path).split("/")
    return parts[2] if len(parts) > 2 and parts[1] == STORE[:-1] else found  # noqa: PLR2004


def assertion_label(uri: Json) -> str:
    """Return the label of the assertion that a JUMBF URI names, relative or absolute."""
    before, found, label = text(uri).rpartition(f"{ASSERTIONS}/")
    return label if found and not before.startswith("http") else ""
