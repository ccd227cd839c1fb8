"""What looking for the credentials of a file outside of it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the picture, as fractions of its width and height from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A picture beside the thumbnail that was signed with the credentials that were found.

    Attributes:
        seen: How much of the signed picture the file shows, 0.0 to 1.0.
        changed: How much of what it shows looks different, 0.0 to 1.0. A small change does not
            show at the size of a thumbnail.
        regions: Where it looks different.
        added: How much of what it shows lies outside the signed picture, 0.0 to 1.0: a frame,
            the page around it in a screenshot, or another picture.
    """

    seen: float
    changed: float
    regions: tuple[Region, ...] = ()
    added: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredMatch:
    """Credentials that something in the file points to: a candidate, and never a proof.

    Attributes:
        manifest: Label of the active manifest of those credentials.
        by: What points to them.
        algorithm: Of that watermark or fingerprint.
        score: How well it fits, 0.0 to 1.0; 1.0 for a watermark, which is read whole or not at all.
        same_scene: Whether the file shows the scene of the thumbnail that was signed with them;
            null when that cannot be told.
        heard: Whether the file has no picture, and only its sound was held against what was signed.
        accepted: Whether they hold by themselves, state what led to them, and show the same
            scene in more than a small part of it, or else state a fingerprint near that of the file.
        problem: Why they are not accepted, in a sentence; "" when they are.
        title: Name of the asset, by the word of its signer.
        signer: Who signed them, by the word of the certificate.
        vouched: Whether an accepted list vouches for that signer.
        place: Where they were found: "repository", or the address of a service.
        comparison: The two pictures beside each other; null when that was not possible.
    """

    manifest: str
    by: Literal["watermark", "fingerprint"]
    algorithm: str
    score: float
    same_scene: bool | None = None
    heard: bool = False
    accepted: bool = False
    problem: str = ""
    title: str = ""
    signer: str = ""
    vouched: bool = False
    place: str = "repository"
    comparison: Comparison | None = None
