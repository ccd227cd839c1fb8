"""Named choices of what a file's metadata may tell: in the manifest, and in the file itself.

One rule holds for both: what a profile states is what stays in the file. Everything else,
such as maker notes, serial numbers and previews, is taken out of the file before it is
hashed. The profile `evidence` states everything and leaves the file as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from provenance.errors import InvalidArgument
from provenance.signing.metadata.selection import MetadataChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

Location = Literal["none", "10km", "1km", "exact"]

GRIDS: Mapping[str, float] = MappingProxyType({"10km": 0.1, "1km": 0.01})
"""Degrees of latitude between two lines of the grid to which a position is moved."""
RADII: Mapping[str, int] = MappingProxyType({"10km": 10_000, "1km": 1_000})
"""Metres that are stated as the error of such a position; the real one is smaller."""
_LOCATIONS = ("none", "10km", "1km", "exact")
_POSITION = ("exif:GPSLatitude", "exif:GPSLongitude", "exif:GPSHPositioningError")
_TOWN = ("photoshop:City", "photoshop:State", "photoshop:Country", "Iptc4xmpCore:CountryCode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Say what is stated of a file's metadata, and whether the rest is taken out of the file.

    Attributes:
        name: Of the profile.
        states: What is stated beside the location.
        location: "none", "10km" or "1km" for a position on a grid of that size and the
            town, or "exact" for all of it.
        cleans: Whether what is not stated leaves the file too.
        keeps: What stays in the file, where that is more than what is stated.

    Raises:
        InvalidArgument: There is no such location, or it asks a file for less than stays in it.
    """

    name: str
    states: MetadataChoice
    location: Location = "none"
    cleans: bool = True
    keeps: MetadataChoice | None = None

    def __post_init__(self) -> None:
        if self.location not in _LOCATIONS:
            raise InvalidArgument(
                f"There is no location {self.location!r}.", hint="Use none, 10km, 1km or exact."
            )

    @property
    def choice(self) -> MetadataChoice:
        """Return what is stated, the location with it.

        A reduced position exists only in a file that was cleaned; of one that was left as
        it is, no position is stated.
        """
        if self.location == "exact":
            where: tuple[str, ...] = ("location",)
        elif self.location == "none" or not self.cleans:
            where = ()
        else:
            where = (*_POSITION, *_TOWN)
        return replace(self.states, fields=(*self.states.fields, *where))

    @property
    def kept(self) -> MetadataChoice:
        """Return what stays in the file."""
        return self.keeps or self.choice

    def leaving_the_file(self) -> Privacy:
        """Return the same for a file whose own metadata are to stay as they are."""
        return replace(self, cleans=False)


PROFILES: Mapping[str, Privacy] = MappingProxyType(
    {
        "public": Privacy(name="public", states=MetadataChoice(level="safe")),
        "newsroom": Privacy(
            name="newsroom",
            states=MetadataChoice(level="safe", fields=("creator", "people")),
            location="10km",
        ),
        "evidence": Privacy(
            name="evidence",
            states=MetadataChoice(level="all"),
            location="exact",
            cleans=False,
        ),
    }
)
"""The profiles by name."""


PLACELESS = Privacy(
    name="without location",
    states=MetadataChoice(level="none"),
    keeps=MetadataChoice(level="safe", fields=("serial", "owner", "creator", "people")),
)
"""Takes the location out of a file, and maker notes, which may hold it, and states nothing."""


def profile(name: str, *, location: Location | None = None) -> Privacy:
    """Return a profile, with its own way to treat the location or another one.

    Raises:
        InvalidArgument: There is no such profile or location, or `evidence`, which leaves
            the file as it is, is asked for another location than the exact one.
    """
    found = PROFILES.get(name)
    if found is None:
        raise InvalidArgument(
            f"There is no privacy profile {name!r}.", hint=f"Use {', '.join(PROFILES)}."
        )
    if location is None:
        return found
    if not found.cleans and location != found.location:
        raise InvalidArgument(
            f"The profile {name} keeps the exact location.",
            hint="Use newsroom or public to reduce or remove it.",
        )
    return replace(found, location=location)
