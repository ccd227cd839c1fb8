"""What may be stated of a source's metadata: the caller's choice, and what it leaves."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from provenance.errors import InvalidArgument
from provenance.model.definition import AssertionDefinition
from provenance.model.store import NOTHING, Json
from provenance.signing.metadata.properties import PROPERTIES
from provenance.signing.metadata.vocabulary import (
    NAMESPACES,
    WORDS,
    Disclosure,
    Home,
    Property,
)

Level = Literal["none", "safe", "all"]

WHERE = frozenset({Disclosure.GPS, Disclosure.PLACE})
"""What tells a place."""
_LEVELS: Mapping[str, frozenset[Disclosure]] = MappingProxyType(
    {
        "none": frozenset(),
        "safe": frozenset({Disclosure.CAPTURE, Disclosure.CAPTION}),
        "all": frozenset(Disclosure),
    }
)
_GROUPS: Mapping[str, frozenset[Disclosure]] = MappingProxyType(
    {kind.value: frozenset({kind}) for kind in Disclosure} | {"location": WHERE}
)
_HOMES: tuple[Home, ...] = ("c2pa.metadata", "cawg.metadata")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMetadata:
    """What a source says about itself, in the terms of XMP.

    Attributes:
        properties: XMP name to value, for the properties that can be stated.
        reader: What read it: "ExifTool 12.57", "Pillow", or "" for nobody.
        notes: One sentence for each thing that the caller should know.
    """

    properties: Mapping[str, Json] = field(default_factory=lambda: NOTHING)
    reader: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataChoice:
    """Say which metadata of the source the signer states.

    Attributes:
        level: "none"; "safe" for capture data and captions; "all" for everything that
            has a place in an assertion. Position, place names, serial numbers, and
            names of owners, creators and people are stated only with "all" or by `fields`.
        fields: What is stated beside the level: groups (capture, caption, gps, place,
            location, serial, owner, creator, people) or names of properties, with or
            without their prefix ("exif:GPSAltitude", "GPSAltitude").

    Raises:
        InvalidArgument: No level or no field has that name.
    """

    level: Level = "safe"
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.level not in _LEVELS:
            raise InvalidArgument(
                f"There is no metadata level {self.level!r}.", hint="Use none, safe or all."
            )
        for name in self.fields:
            _rows_named(name)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is to be stated, so that nothing needs to be read."""
        return self.level == "none" and not self.fields

    def allows(self, row: Property) -> bool:
        """Tell whether this property may be stated."""
        return row.discloses in _LEVELS[self.level] or any(
            row in _rows_named(name) for name in self.fields
        )


def _rows_named(name: str) -> tuple[Property, ...]:
    """Return the properties that a group, or a name with or without prefix, means."""
    wanted = name.strip().casefold()
    group = _GROUPS.get(wanted)
    if group is not None:
        return tuple(row for row in PROPERTIES if row.discloses in group)
    rows = tuple(row for row in PROPERTIES if wanted in _names(row))
    if rows:
        return rows
    known = sorted({*_GROUPS, *(row.name for row in PROPERTIES)})
    local = {candidate.partition(":")[2] or candidate: candidate for candidate in known}
    near = difflib.get_close_matches(name, [*known, *local], n=1, cutoff=0.5)
    nearest = f"Did you mean {local.get(near[0], near[0])}?" if near else ""
    raise InvalidArgument(
        f"There is no metadata field {name!r}.",
        hint=nearest or f"Use a group ({', '.join(sorted(_GROUPS))}) or a property's name.",
    )


def _names(row: Property) -> frozenset[str]:
    local = {name.partition(":")[2].casefold() for name in (row.name, *row.tags)}
    return frozenset({row.name.casefold(), *local})


def assertions(found: SourceMetadata, choice: MetadataChoice) -> tuple[AssertionDefinition, ...]:
    """Return what the choice leaves as assertions, the location in assertions of its own.

    So the location can be redacted later and the rest stays. Captions and credits go into
    `cawg.metadata`: they are passed on, not vouched for, as the signer has not written them.
    """
    rows = [row for row in PROPERTIES if row.name in found.properties and choice.allows(row)]
    parts = (
        (home, [row for row in rows if row.home == home and (row.discloses in WHERE) == apart])
        for home in _HOMES
        for apart in (False, True)
    )
    return tuple(_assertion(home, found, part) for home, part in parts if part)


def _assertion(home: Home, found: SourceMetadata, rows: list[Property]) -> AssertionDefinition:
    context = {prefix: NAMESPACES[prefix] for prefix in sorted({row.prefix for row in rows})}
    stated = {row.name: found.properties[row.name] for row in rows}
    return AssertionDefinition(
        label=home, data={"@context": context, **stated}, created=home == "c2pa.metadata"
    )


def left_out(found: SourceMetadata, choice: MetadataChoice) -> str:
    """Return a sentence that names what the source holds and the choice leaves out, or ""."""
    kinds = dict.fromkeys(
        row.discloses
        for row in PROPERTIES
        if row.name in found.properties and not choice.allows(row)
    )
    if not kinds or choice.level == "none":
        return ""
    named = ", ".join(WORDS[kind] for kind in kinds)
    return f"Not stated: {named}. The file's own metadata is unchanged and still holds it."
