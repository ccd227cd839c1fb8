"""Recognise, by the names of its tags, what ExifTool finds in a file about people and places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.signing.metadata.vocabulary import WORDS, Disclosure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.store import Json

MAKER_NOTES, FILE_NAMES = "maker notes", "earlier file names"
_NOT_OF_THE_FILE = frozenset(("File", "ExifTool", "Composite", "ICC_Profile", "JUMBF", "JSON"))
"""Groups about the file on disk, sums of other tags, colours, and credentials."""

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (words, re.compile(pattern))
    for words, pattern in (
        (
            WORDS[Disclosure.GPS],
            (
                r"GPS(?!VersionID).*|.*(Latitude|Longitude|Geolocation|Geotag|Coordinates).*"
                r"|LocationAccuracy.*|Accelerometer|CameraAngle"
            ),
        ),
        (
            WORDS[Disclosure.PLACE],
            r"(Content|Shot)?Location.*|Sub-?location|.*(City|Country).*|State|Province-State",
        ),
        (
            WORDS[Disclosure.SERIAL],
            (
                r".*Serial.*|.*UniqueID|.*(UUID|GUID)|(Camera|Device)I[Dd]|.*(Document|Instance)ID"
                r"|ContentIdentifier|PhotoIdentifier|DerivedFrom.*|History.*|Ingredients.*"
            ),
        ),
        (WORDS[Disclosure.OWNER], r".*Owner.*|HostComputer"),
        (
            WORDS[Disclosure.CREATOR],
            (
                r"Artist|Creator(?!Tool).*|By-line.*|.*Author.*|Copyright.*|Rights|Credit"
                r"|Writer-Editor|CaptionWriter|LastModifiedBy|Contact|Publisher"
            ),
        ),
        (WORDS[Disclosure.PEOPLE], r"PersonInImage.*|Region.*|.*Face.*"),
        (FILE_NAMES, r"(Original|Preserved)?(Raw|Original|Preserved)FileName|DocumentName"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One tag that tells about people, places or a single device.

    Attributes:
        kind: What it tells, in words.
        tag: Its group of family 1 and its name: "GPS:GPSLatitude".
    """

    kind: str
    tag: str


def traces(tags: Mapping[str, Json]) -> tuple[Trace, ...]:
    """Return what `tags` tell; their names have groups of the families 0, 1 and 4."""
    found = (_trace(name) for name, value in tags.items() if value not in ("", None))
    return tuple(trace for trace in found if trace is not None)


def of_the_file(tags: Mapping[str, Json]) -> frozenset[str]:
    """Return the names of the tags that stand in the content of the file itself."""
    return frozenset(name for name in tags if name.partition(":")[0] not in _NOT_OF_THE_FILE)


def named(found: Iterable[Trace]) -> str:
    """Say in words what these traces tell, with one tag of each kind."""
    kinds: dict[str, str] = {}
    for trace in found:
        kinds.setdefault(trace.kind, trace.tag)
    return ", ".join(f"{kind} ({tag})" for kind, tag in kinds.items())


def _trace(name: str) -> Trace | None:
    groups, _, local = name.rpartition(":")
    family, _, group = groups.partition(":")
    tag = f"{group.partition(':')[0] or family}:{local}"
    if family in _NOT_OF_THE_FILE:
        return None
    if family == "MakerNotes":
        return Trace(kind=MAKER_NOTES, tag=tag)
    kind = next((words for words, pattern in _KINDS if pattern.fullmatch(local)), None)
    return Trace(kind=kind, tag=tag) if kind else None
