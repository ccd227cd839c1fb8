"""How near the fingerprints of a file are to those that a signer stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.durable.fingerprints import BY_NAME
from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from provenance.durable.interface import Fingerprint
    from provenance.model.soft_binding import SoftBinding

SHARE = 4
"""One in so many of a film's distinct frames has to be near one that was signed: films that have
nothing else in common begin and end with the same pictures."""

SOUND_SHARE = 2
"""The same of the beginnings of a recording: many begin with the same tune and go on otherwise."""


def nearness(clue: SoftBinding, stated: tuple[SoftBinding, ...]) -> float | None:
    """Return how near a clue is to the nearest value that a signer stated; None for not near.

    It is 1.0 for the very same value, which a watermark has to be, and 0.0 for as much difference
    as a fingerprint may have.
    """
    same = [each.value for each in stated if each.algorithm == clue.algorithm]
    known = BY_NAME.get(clue.algorithm)
    if known is None or clue.value in same:
        return 1.0 if clue.value in same else None
    family, near = known.family(clue.value), known.near_for(clue.value)
    alike = [value for value in same if value.startswith(family)]
    distance = min((_differing(known, value, clue.value) for value in alike), default=known.bits)
    return 1.0 - distance / near if distance <= near else None


def is_near(
    likenesses: tuple[SoftBinding, ...], stated: tuple[SoftBinding, ...], *, share: int = SHARE
) -> bool:
    """Tell whether a picture, or enough of a film or sound, has nearly the stated fingerprints."""
    for algorithm in BY_NAME:
        own = [each for each in likenesses if each.algorithm == algorithm]
        near = [each for each in own if nearness(each, stated) is not None]
        if near and share * len(near) >= len(own):
            return True
    return False


def _differing(kind: Fingerprint, stated: bytes, own: bytes) -> int:
    """Return in how many bits two values differ; all, when what is stated is none of this kind."""
    try:
        code = kind.code(stated)
    except InvalidArgument:
        return kind.bits
    different = int.from_bytes(code, "big") ^ int.from_bytes(kind.code(own), "big")
    return different.bit_count()
