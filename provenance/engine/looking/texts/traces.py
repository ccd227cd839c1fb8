"""Tell which properties of EXIF, XMP, IPTC and film metadata speak of people, places or one device."""

from __future__ import annotations

import codecs
import re
import struct
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.model.look import Tells, Trace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.engine.containers.tiff import Entry

EXIF: Mapping[int, tuple[Tells, str]] = MappingProxyType(
    {
        306: (Tells.TIME, "DateTime"),
        315: (Tells.CREATOR, "Artist"),
        316: (Tells.DEVICE, "HostComputer"),
        33432: (Tells.CREATOR, "Copyright"),
        36867: (Tells.TIME, "DateTimeOriginal"),
        36868: (Tells.TIME, "DateTimeDigitized"),
        42016: (Tells.IDENTIFIER, "ImageUniqueID"),
        42032: (Tells.OWNER, "CameraOwnerName"),
        42033: (Tells.SERIAL, "BodySerialNumber"),
        42037: (Tells.SERIAL, "LensSerialNumber"),
        50735: (Tells.SERIAL, "CameraSerialNumber"),
        50827: (Tells.FILE_NAME, "OriginalRawFileName"),
    }
)
"""Tags of EXIF 3.0 and DNG 1.7 that hold text."""
SIZED: Mapping[int, tuple[Tells, str]] = MappingProxyType(
    {
        514: (Tells.PREVIEW, "thumbnail"),
        37500: (Tells.MAKER_NOTES, "MakerNote"),
        50740: (Tells.MAKER_NOTES, "DNGPrivateData"),
    }
)
"""Tags whose content nobody reads here; that they are there is what counts."""
GPS_TAGS = frozenset((1, 2, 3, 4, 31))
"""Hemisphere and degrees, twice, and the error of the position (EXIF 3.0, 4.6.6)."""
COARSE = 500
"""Metres of error that no receiver has: somebody has rounded the position."""

_EXIF_NS = "http://ns.adobe.com/exif/1.0/"
_AUX_NS = "http://ns.adobe.com/exif/1.0/aux/"
_EXIF_EX_NS = "http://cipa.jp/exif/1.0/"
_MEDIA_NS = "http://ns.adobe.com/xap/1.0/mm/"
_PHOTOSHOP_NS = "http://ns.adobe.com/photoshop/1.0/"
_IPTC_CORE_NS = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_IPTC_EXT_NS = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_DC_NS = "http://purl.org/dc/elements/1.1/"

XMP: Mapping[str, tuple[Tells, str]] = MappingProxyType(
    {
        f"{namespace} {name}": (tells, name)
        for namespace, tells, names in (
            (_EXIF_NS, Tells.LOCATION, "GPSLatitude GPSLongitude GPSDestLatitude GPSDestLongitude"),
            (_PHOTOSHOP_NS, Tells.LOCATION, "City State Country"),
            (_IPTC_CORE_NS, Tells.LOCATION, "Location CountryCode"),
            (_IPTC_EXT_NS, Tells.LOCATION, "LocationCreated LocationShown"),
            (_IPTC_EXT_NS, Tells.PEOPLE, "PersonInImage"),
            (_AUX_NS, Tells.SERIAL, "SerialNumber LensSerialNumber"),
            (_EXIF_EX_NS, Tells.SERIAL, "BodySerialNumber SerialNumber LensSerialNumber"),
            (_AUX_NS, Tells.OWNER, "OwnerName"),
            (_EXIF_EX_NS, Tells.OWNER, "CameraOwnerName OwnerName"),
            (_DC_NS, Tells.CREATOR, "creator rights"),
            (_PHOTOSHOP_NS, Tells.CREATOR, "CaptionWriter AuthorsPosition"),
            (_EXIF_NS, Tells.IDENTIFIER, "ImageUniqueID"),
            (_MEDIA_NS, Tells.IDENTIFIER, "DocumentID InstanceID OriginalDocumentID"),
            (_MEDIA_NS, Tells.FILE_NAME, "PreservedFileName"),
        )
        for name in names.split()
    }
)
"""Properties of XMP by namespace and name."""

IPTC: Mapping[int, tuple[Tells, str]] = MappingProxyType(
    {
        80: (Tells.CREATOR, "By-line"),
        90: (Tells.LOCATION, "City"),
        92: (Tells.LOCATION, "Sub-location"),
        95: (Tells.LOCATION, "Province-State"),
        101: (Tells.LOCATION, "Country"),
        116: (Tells.CREATOR, "CopyrightNotice"),
        122: (Tells.CREATOR, "Writer-Editor"),
    }
)
"""Datasets of the application record (IIM 4.2)."""

FILMS: Mapping[bytes, tuple[Tells, str]] = MappingProxyType(
    {
        b"\xa9xyz": (Tells.LOCATION, "\N{COPYRIGHT SIGN}xyz"),
        b"loci": (Tells.LOCATION, "loci"),
        b"\xa9day": (Tells.TIME, "\N{COPYRIGHT SIGN}day"),
        b"\xa9ART": (Tells.CREATOR, "\N{COPYRIGHT SIGN}ART"),
        b"com.apple.quicktime.location.ISO6709": (Tells.LOCATION, "location.ISO6709"),
        b"com.apple.quicktime.location.name": (Tells.LOCATION, "location.name"),
        b"com.apple.quicktime.author": (Tells.CREATOR, "author"),
        b"com.apple.quicktime.content.identifier": (Tells.IDENTIFIER, "content.identifier"),
    }
)
"""Boxes and keys of films (QuickTime; 3GPP TS 26.244, 8.2)."""

_ISO_6709 = re.compile(r"([+-]\d{1,2}(?:\.\d*)?)([+-]\d{1,3}(?:\.\d*)?)")


def position(gps: Mapping[int, bytes], order: str) -> str:
    """Return a position in EXIF as degrees north and east, or "" when it is none."""
    latitude = _degrees(gps.get(2, b""), order, negative=gps.get(1, b"")[:1] == b"S")
    longitude = _degrees(gps.get(4, b""), order, negative=gps.get(3, b"")[:1] == b"W")
    told = ", ".join(filter(None, (latitude, longitude)))
    return f"{told}{_error(gps.get(31, b''), order)}" if told else ""


def of_film(text: str) -> str:
    """Return a position as ISO 6709 writes it in the form of all positions; other text as it is."""
    found = _ISO_6709.match(text)
    return f"{float(found[1]):g}, {float(found[2]):g}" if found else text


def of_location_box(payload: bytes) -> str:
    """Return the position and the name in a box `loci` (3GPP TS 26.244, 8.10), as far as it has them."""
    told = payload[6:]  # behind its version, flags and language
    if told.startswith(codecs.BOM_UTF16_BE):
        ends = (at for at in range(0, len(told), 2) if told[at : at + 2] == b"\0\0")
        end = next(ends, len(told))
        name, rest = told[2:end].decode("utf-16-be", "replace"), told[end + 2 :]
    else:
        begins, _, rest = told.partition(b"\0")
        name = begins.decode("utf-8", "replace")
    where = rest[1:9]  # behind the role of the place
    degrees = [each / 65536 for each in struct.unpack(">2i", where)] if len(where) == 8 else []  # noqa: PLR2004  # two fixed-point numbers
    if not degrees or abs(degrees[0]) > 180 or abs(degrees[1]) > 90:  # noqa: PLR2004  # not known
        return name
    position = f"{degrees[1]:.6g}, {degrees[0]:.6g}"
    return f"{position} ({name})" if name else position


def _error(value: bytes, order: str) -> str:
    if len(value) < 8:  # noqa: PLR2004  # one fraction of eight bytes
        return ""
    top, bottom = struct.unpack(order + "2I", value[:8])
    metres = top / bottom if bottom else 0.0
    return f" (to about {metres / 1000:g} km)" if metres >= COARSE else ""


def _degrees(value: bytes, order: str, *, negative: bool) -> str:
    if len(value) < 24:  # noqa: PLR2004  # three fractions of eight bytes
        return ""
    numbers = struct.unpack(order + "6I", value[:24])
    parts = [
        top / bottom if bottom else 0.0
        for top, bottom in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    whole = parts[0] + parts[1] / 60 + parts[2] / 3600
    return f"{-whole if negative else whole:.6g}"


def sized(entry: Entry, place: str) -> Trace:
    """Return what it tells that an entry is there."""
    tells, name = SIZED[entry.tag]
    size = entry.value[0] if tells is Tells.PREVIEW and entry.value else entry.size
    return Trace(tells=tells, place=place, name=name, value=f"{size} bytes")
