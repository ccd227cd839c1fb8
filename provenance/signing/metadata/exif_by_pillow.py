"""Read EXIF with Pillow, under the names that ExifTool gives: the reading without ExifTool."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.looking.pictures import PictureError, open_picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.asset import Asset
    from provenance.model.store import Json

_EXIF_IFD = 0x8769
_GPS_IFD = 0x8825

# Tag numbers of EXIF 3.0 (CIPA DC-008), with ExifTool's names.
_MAIN: Mapping[int, str] = MappingProxyType(
    {
        0x010E: "ImageDescription",
        0x010F: "Make",
        0x0110: "Model",
        0x0112: "Orientation",
        0x0131: "Software",
        0x0132: "ModifyDate",
        0x013B: "Artist",
        0x8298: "Copyright",
    }
)
_EXIF: Mapping[int, str] = MappingProxyType(
    {
        0x829A: "ExposureTime",
        0x829D: "FNumber",
        0x8822: "ExposureProgram",
        0x8827: "ISO",
        0x9003: "DateTimeOriginal",
        0x9004: "CreateDate",
        0x9010: "OffsetTime",
        0x9011: "OffsetTimeOriginal",
        0x9012: "OffsetTimeDigitized",
        0x9203: "BrightnessValue",
        0x9204: "ExposureCompensation",
        0x9206: "SubjectDistance",
        0x9207: "MeteringMode",
        0x9208: "LightSource",
        0x9209: "Flash",
        0x920A: "FocalLength",
        0xA001: "ColorSpace",
        0xA002: "ExifImageWidth",
        0xA003: "ExifImageHeight",
        0xA217: "SensingMethod",
        0xA401: "CustomRendered",
        0xA402: "ExposureMode",
        0xA403: "WhiteBalance",
        0xA404: "DigitalZoomRatio",
        0xA405: "FocalLengthIn35mmFormat",
        0xA406: "SceneCaptureType",
        0xA407: "GainControl",
        0xA408: "Contrast",
        0xA409: "Saturation",
        0xA40A: "Sharpness",
        0xA40C: "SubjectDistanceRange",
        0xA420: "ImageUniqueID",
        0xA430: "OwnerName",
        0xA431: "SerialNumber",
        0xA432: "LensInfo",
        0xA433: "LensMake",
        0xA434: "LensModel",
        0xA435: "LensSerialNumber",
    }
)
_GPS: Mapping[int, str] = MappingProxyType(
    {
        0x01: "GPSLatitudeRef",
        0x02: "GPSLatitude",
        0x03: "GPSLongitudeRef",
        0x04: "GPSLongitude",
        0x05: "GPSAltitudeRef",
        0x06: "GPSAltitude",
        0x10: "GPSImgDirectionRef",
        0x11: "GPSImgDirection",
        0x12: "GPSMapDatum",
        0x1D: "GPSDateStamp",
    }
)


def tags_of(asset: Asset) -> dict[str, Json]:
    """Return the EXIF tags of a picture; nothing for what Pillow cannot open."""
    try:
        with asset.open() as content, open_picture(content) as picture:
            exif = picture.getexif()
            groups = (
                ("IFD0", exif, _MAIN),
                ("ExifIFD", exif.get_ifd(_EXIF_IFD), _EXIF),
                ("GPS", exif.get_ifd(_GPS_IFD), _GPS),
            )
            return {
                f"{group}:{names[number]}": _plain(value)
                for group, values, names in groups
                for number, value in values.items()
                if number in names
            }
    except (PictureError, OSError, ValueError, SyntaxError, TypeError, KeyError):
        return {}


def _plain(value: object) -> Json:
    """Turn Pillow's rationals, tuples and bytes into what ExifTool would say."""
    match value:
        case str():
            return value.rstrip("\x00")
        case bytes():
            is_number = len(value) == 1
            return value[0] if is_number else value.decode("ascii", "replace").rstrip("\x00")
        case tuple() if len(value) == 3:  # noqa: PLR2004  # degrees, minutes, seconds
            degrees, minutes, seconds = (float(part) for part in value)
            return degrees + minutes / 60 + seconds / 3600
        case tuple():
            return [_plain(part) for part in value]
        case int():
            return value
        case _:
            return float(value)  # type: ignore[arg-type]  # Pillow's rational number
