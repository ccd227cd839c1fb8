"""Dates and source types in the signed metadata of a manifest, as far as they are typed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.model.store import Json, Manifest

ASSERTIONS = ("c2pa.metadata", "cawg.metadata", "stds.exif", "stds.iptc", "stds.schema-org")
DATES = frozenset(
    {
        *("DateTimeOriginal", "DateTimeDigitized", "DateTime", "CreateDate", "ModifyDate"),
        *("MetadataDate", "DateCreated", "dateCreated", "dateModified"),
    }
)
"""Fields of EXIF, XMP, IPTC and schema.org, without their prefixes, whose value is a past moment."""
SOURCE_TYPE = "DigitalSourceType"
_EXIF = re.compile(r"(\d{4}):(\d\d):(\d\d)(.*)", re.DOTALL)  # Exif 3.0, 4.6.5: 2026:11:23 10:00:00


def dates(manifest: Manifest) -> Iterator[tuple[str, datetime]]:
    """Yield the fields whose value is a date, under their own names.

    A date without a time zone is taken as UTC: whoever compares it allows for that.
    """
    for name, value in _fields(manifest):
        if name.rpartition(":")[2] in DATES and isinstance(value, str):
            at = _date(value)
            if at is not None:
                yield name, at


def origins(manifest: Manifest) -> Iterator[str]:
    """Yield the digital source types of the whole content."""
    for name, value in _fields(manifest):
        if name.rpartition(":")[2] == SOURCE_TYPE and isinstance(value, str):
            yield value


def _fields(manifest: Manifest) -> Iterator[tuple[str, Json]]:
    for assertion in manifest.assertions:
        stem = assertion.label.partition("__")[0]
        if stem.startswith(ASSERTIONS) and isinstance(assertion.data, Mapping):
            yield from assertion.data.items()


def _date(written: str) -> datetime | None:
    exif = _EXIF.fullmatch(written.strip()[:40])
    text = "{}-{}-{}{}".format(*exif.groups()) if exif else written.strip()
    try:
        found = datetime.fromisoformat(text)
        zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
