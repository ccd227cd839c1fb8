"""What a file reveals to everybody who gets it: facts, each with its place and its cure."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.model.look import Tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One thing that a file reveals.

    Attributes:
        tells: Of what kind it is.
        name: What it is called there: "GPS", "exif:GPSLatitude", "c2pa.thumbnail.claim".
        value: What it says.
        place: Where it stands, in words: "EXIF", "manifest of photo.jpg, c2pa.metadata".
        manifest: Label of the manifest that holds it; "" for the file's own metadata.
        remark: What else should be known of it, one sentence; "" for nothing.
        remedy: How to take it out, or why that cannot be done.
    """

    tells: Tells
    name: str
    value: str
    place: str
    manifest: str = ""
    remark: str = ""
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyReport:
    """What one file reveals, as far as it was found; it judges nothing.

    Attributes:
        file: Its name, as the caller gave it.
        signed: Whether it carries credentials.
        exposures: In the order of `Tells`.
        notes: What was not looked at, one sentence each.
    """

    file: str
    signed: bool
    exposures: tuple[Exposure, ...]
    notes: tuple[str, ...] = ()
