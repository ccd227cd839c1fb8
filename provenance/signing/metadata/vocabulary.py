"""What a row of the table of properties consists of: names, disclosures, forms, namespaces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Home = Literal["c2pa.metadata", "cawg.metadata"]


class Disclosure(StrEnum):
    """What a property tells about more than the picture."""

    CAPTURE = "capture"
    CAPTION = "caption"
    GPS = "gps"
    PLACE = "place"
    SERIAL = "serial"
    OWNER = "owner"
    CREATOR = "creator"
    PEOPLE = "people"


WORDS = MappingProxyType(
    {
        Disclosure.CAPTURE: "capture data",
        Disclosure.CAPTION: "captions",
        Disclosure.GPS: "GPS position",
        Disclosure.PLACE: "place names",
        Disclosure.SERIAL: "serial numbers",
        Disclosure.OWNER: "owner name",
        Disclosure.CREATOR: "creator and copyright",
        Disclosure.PEOPLE: "people shown",
    }
)
"""What people call each disclosure."""


class Form(StrEnum):
    """How a value is written: as XMP writes it."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    NUMBERS = "numbers"
    FRACTION = "fraction"
    DATE = "date"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    PLACES = "places"


@dataclass(frozen=True, slots=True)
class Property:
    """One row of the table.

    Attributes:
        name: Prefixed XMP name.
        tags: ExifTool tags with their family-1 group, the preferred one first.
        home: The assertion that may hold it.
    """

    name: str
    discloses: Disclosure
    form: Form
    tags: tuple[str, ...]
    home: Home

    @property
    def prefix(self) -> str:
        """Return the prefix of its namespace."""
        return self.name.partition(":")[0]


NAMESPACES = MappingProxyType(
    {
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "exif": "http://ns.adobe.com/exif/1.0/",
        "exifEX": "http://cipa.jp/exif/1.0/",
        "pdf": "http://ns.adobe.com/pdf/1.3/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "tiff": "http://ns.adobe.com/tiff/1.0/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    }
)
"""Prefix to namespace (XMP part 1 and 2, IPTC Photo Metadata, CIPA DC-010)."""
