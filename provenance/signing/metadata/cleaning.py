"""Take out of a working copy, before it is hashed, what a profile does not let a file tell.

All metadata go, and what the profile states comes back: nothing that is unknown can stay.
ExifTool rewrites the container and copies the encoded picture, sound and film as they are.
Then the copy is searched again; what could not be removed ends in a refusal, never in a leak.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.errors import MetadataError
from provenance.model.store import Json
from provenance.signing.metadata.places import position_in
from provenance.signing.metadata.profiles import GRIDS, RADII
from provenance.signing.metadata.properties import PROPERTIES
from provenance.signing.metadata.traces import named, of_the_file, traces

if TYPE_CHECKING:
    from provenance.engine.formats import MediaType
    from provenance.model.asset import Asset
    from provenance.signing.metadata.places import Position
    from provenance.signing.metadata.profiles import Privacy
    from provenance.signing.metadata.traces import Trace

_TECHNICAL = (
    *("ICC_Profile:all", "IFD0:XResolution", "IFD0:YResolution", "IFD0:ResolutionUnit"),
    *("ExifIFD:OffsetTime", "ExifIFD:OffsetTimeOriginal", "ExifIFD:OffsetTimeDigitized"),
    *("ExifIFD:SubSecTime", "ExifIFD:SubSecTimeOriginal", "ExifIFD:SubSecTimeDigitized"),
    *("ExifIFD:Gamma", "InteropIFD:InteropIndex", "XMP-GPano:ProjectionType"),
    *("IPTC:CodedCharacterSet", "IPTC:TimeCreated"),
)
"""What tells about nobody, and is needed to show the content rightly or to read its times."""

_OF_TIFF = (
    "-CommonIFD0=",
    *(f"-IFD0:{name}=" for name in ("HostComputer", "SerialNumber", "DocumentName", "PageName")),
    *(f"-IFD0:{name}=" for name in ("OriginalRawFileName", "RawDataUniqueID", "IPTC-NAA")),
)
"""The first directory of a TIFF or DNG file holds the picture, so ExifTool takes out no more than this."""

_COARSE = ("exif:GPSLatitude", "exif:GPSLongitude", "exif:GPSHPositioningError")
_MOVED = frozenset(("GPSLatitude", "GPSLongitude", "GPSCoordinates"))
_ADDED_BY_WRITERS = frozenset(("GPS:GPSLatitudeRef", "GPS:GPSLongitudeRef"))
_FILMS = ("video/", "audio/")
_INCREMENTAL = frozenset(("application/pdf",))
"""Formats in which ExifTool adds to a file and takes nothing out."""
_OPAQUE = frozenset(("zip",))
"""Containers whose members may be pictures with metadata of their own, which nobody searches."""
_NOTHING_OUT = "what it writes to such a file leaves the old data in it"
_OTHER = "other metadata"
_GO_ON = "To sign it with all that it tells, add --keep-file-metadata (Privacy.leaving_the_file)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """What became of a file.

    Attributes:
        removed: What was taken out or made coarser, in words; empty when nothing had to be,
            and the file stays as it is.
    """

    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What ExifTool does for a cleaning.

    Attributes:
        source: Where the file lies.
        read: Returns all tags of a file, to its end and in every track.
        write: Writes a copy of the source with these arguments; returns what went wrong.
    """

    source: Path
    read: Callable[[Path], Mapping[str, Json]]
    write: Callable[[Path, tuple[str, ...]], str]


def clean(
    asset: Asset, media_type: MediaType, target: Path, privacy: Privacy, tools: Tools
) -> Cleaning:
    """Write a copy of `asset` to `target` that tells no more than `privacy` states.

    Raises:
        MetadataError: The file would still tell more, or cannot be searched.
    """
    if media_type.container in _OPAQUE:
        raise MetadataError(
            f"What the members of {asset.name} tell cannot be taken out.", hint=_GO_ON
        )
    tags = tools.read(tools.source)
    kept, arguments = _wanted(privacy, media_type, tags)
    before = _leaks(tags, kept, coarse=privacy.location in GRIDS)
    problem = _NOTHING_OUT if media_type.mime in _INCREMENTAL else tools.write(target, arguments)
    if problem and before:
        raise MetadataError(
            f"{asset.name} tells what the profile {privacy.name!r} leaves out, {named(before)}, "
            f"and ExifTool cannot take it out: {problem}.",
            hint=_GO_ON,
        )
    if problem:
        return Cleaning()
    after = tools.read(target)
    left = _leaks(after, kept, coarse=False)
    if left:
        raise MetadataError(
            f"ExifTool could not take everything out of {asset.name}; this is left: {named(left)}.",
            hint=_GO_ON,
        )
    if before:
        return Cleaning(removed=tuple(dict.fromkeys(trace.kind for trace in before)))
    return Cleaning(removed=(_OTHER,) if of_the_file(tags) - of_the_file(after) else ())


def _wanted(
    privacy: Privacy, media_type: MediaType, tags: Mapping[str, Json]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the tags that may stand in the result, and the arguments that make it so."""
    coarse = privacy.location in GRIDS
    rows = [row for row in PROPERTIES if privacy.kept.allows(row)]
    copied = [tag for row in rows for tag in row.tags if not (coarse and row.name in _COARSE)]
    position = position_in(tags) if coarse else None
    written = _coarse(position, privacy.location, media_type) if position else MappingProxyType({})
    of_tiff = _OF_TIFF if media_type.container == "tiff" else ()
    arguments = (
        "-all=",
        *of_tiff,
        *("-tagsFromFile", "@", *(f"-{tag}" for tag in (*_TECHNICAL, *copied))),
        *(f"-{tag}={value}" for tag, value in written.items()),
    )
    exact = {f"{tag}Ref" for tag in copied}  # ExifTool keeps a hemisphere beside its degrees
    return frozenset((*copied, *exact, *written, *_ADDED_BY_WRITERS)), arguments


def _coarse(position: Position, location: str, media_type: MediaType) -> Mapping[str, str]:
    """Return the tags of a position on the grid: EXIF of pictures, XMP and keys of films."""
    moved = position.on_grid(GRIDS[location])
    north, east, error = f"{moved.latitude:g}", f"{moved.longitude:g}", str(RADII[location])
    if media_type.mime.startswith(_FILMS) or media_type.mime == "image/gif":
        in_keys = (
            {} if media_type.mime == "image/gif" else {"Keys:GPSCoordinates": f"{north} {east}"}
        )
        group, hemispheres = "XMP-exif", {}
    else:
        in_keys, group = {}, "GPS"
        hemispheres = {
            "GPS:GPSLatitudeRef": "NS"[moved.latitude < 0],
            "GPS:GPSLongitudeRef": "EW"[moved.longitude < 0],
        }
        north, east = north.removeprefix("-"), east.removeprefix("-")
    return {
        f"{group}:GPSLatitude": north,
        f"{group}:GPSLongitude": east,
        f"{group}:GPSHPositioningError": error,
        **hemispheres,
        **in_keys,
    }


def _leaks(tags: Mapping[str, Json], kept: frozenset[str], *, coarse: bool) -> tuple[Trace, ...]:
    """Return the traces that may not stand there; before a position was moved, it is one."""
    found = traces(tags)
    return tuple(
        trace
        for trace in found
        if trace.tag not in kept or (coarse and trace.tag.rpartition(":")[2] in _MOVED)
    )


_MOVED = frozenset(("GPSLatitude", "GPSLongitude", "GPSCoordinates", "GPSPosition"))
