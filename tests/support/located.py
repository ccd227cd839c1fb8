"""Files that tell where they were made, in every place where a format can keep that."""

from __future__ import annotations

import io
import json
import subprocess
from typing import TYPE_CHECKING, Any

from PIL import Image
from support import media

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = ("BODY-4711", "LENS-4712", "Olga Owner", "Secretville", "Anna Artist")
PICTURES = ("jpeg", "png", "webp", "tiff", "dng", "gif", "avif", "heic", "jxl")
FILMS = ("mp4", "mov", "m4v", "m4a")
POSITION = (43.467, 11.885)
_EXIF = (
    *("-GPS:GPSLatitude=43.467", "-GPS:GPSLatitudeRef=N"),
    *("-GPS:GPSLongitude=11.885", "-GPS:GPSLongitudeRef=E", "-GPS:GPSAltitude=512"),
    *("-ExifIFD:SerialNumber=BODY-4711", "-ExifIFD:OwnerName=Olga Owner"),
    *("-IFD0:Artist=Anna Artist", "-IFD0:Make=Maker", "-IFD0:Orientation=6"),
)
_XMP = (
    *("-XMP-exif:GPSLatitude=43.467", "-XMP-exif:GPSLongitude=11.885"),
    *("-XMP-aux:LensSerialNumber=LENS-4712", "-XMP-photoshop:City=Secretville"),
)
_FILM = (
    *("-Keys:GPSCoordinates=43.467 11.885 512", "-UserData:GPSCoordinates=43.467 11.885 512"),
    "-Keys:Make=Maker",
)


def one(name: str, folder: Path, *extra: str) -> Path:
    """Write one format with all that it can keep, and with what `extra` tells ExifTool."""
    path = media.one(name, folder)
    tags = (*_EXIF, *_XMP) if name in PICTURES else (*_FILM, *_XMP)
    exiftool("-overwrite_original", "-m", *tags, *extra, str(path))
    return path


def with_thumbnail(folder: Path) -> Path:
    """Write a JPEG whose embedded thumbnail has a position of its own, and the JPEG has none."""
    small = folder / "small.jpg"
    Image.new("RGB", (32, 24), (9, 90, 9)).save(small)
    exiftool("-overwrite_original", *_EXIF, str(small))
    path = media.one("jpeg", folder)
    exiftool("-overwrite_original", f"-ThumbnailImage<={small}", str(path))
    return path


def exiftool(*arguments: str) -> str:
    command = ["exiftool", "-q", "-q", "-n", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def everything(path: Path) -> dict[str, Any]:
    """Return every tag that ExifTool finds anywhere in a file, except those of credentials."""
    found = json.loads(exiftool("-j", "-a", "-G0:1:4", "-ee3", str(path)))[0]
    outside = ("File", "ExifTool", "Composite", "JUMBF", "SourceFile", "ICC_Profile")
    return {name: value for name, value in found.items() if not name.startswith(outside)}


def about_places(path: Path) -> dict[str, Any]:
    words = ("GPS", "Latitude", "Longitude", "Coordinates", "City", "Location")
    return {
        name: value
        for name, value in everything(path).items()
        if any(word in name for word in words)
    }


def decoded(name: str, path: Path) -> list[bytes]:
    """Return the pixels of a picture, or the encoded packets of a film, as they are decoded."""
    if name in FILMS:
        import av  # noqa: PLC0415  # an extra

        with av.open(path) as film:
            return [bytes(packet) for packet in film.demux()]
    if name == "jxl":
        content = path.read_bytes()
        start = content.index(media.JXL_CODESTREAM[:64])
        return [content[start : start + len(media.JXL_CODESTREAM)]]
    if name in {"heic", "heif"}:
        from pillow_heif import open_heif  # noqa: PLC0415  # an extra

        return [bytes(frame.data) for frame in open_heif(path)]
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        frames = range(getattr(picture, "n_frames", 1))
        return [_frame(picture, number) for number in frames]


def _frame(picture: Image.Image, number: int) -> bytes:
    picture.seek(number)
    return picture.tobytes()
