"""What a caller wants to hear of a file, held against what may be heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from provenance.limits import Limits

RATE = 11_025
"""Samples in a second of what is handed over: as many as fingerprints of sound are made of."""
SAMPLE = 2
"""Bytes of a sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """How much is wanted; see `provenance.engine.interface.Engine.hear`."""

    seconds: float

    @property
    def samples(self) -> int:
        """Return how many samples that is."""
        return int(self.seconds * RATE)


def checked(hearing: Hearing, limits: Limits) -> Hearing:
    """Return `hearing`, when it can be had of a file of any length.

    Raises:
        InvalidArgument: It makes no sense, or would be too much.
    """
    most = limits.shown_bytes / (SAMPLE * RATE)
    if not 1 / RATE <= hearing.seconds <= most:
        raise InvalidArgument(
            f"{hearing.seconds:g} seconds of sound cannot be heard.",
            hint=f"Ask for more than none and at most {most:.0f}, or raise Limits.shown_bytes.",
        )
    return hearing
