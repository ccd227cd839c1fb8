"""What a caller wants to see of a file, held against what may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from provenance.limits import Limits

SAMPLES = 3
"""Bytes of a pixel: red, green and blue."""
LONGEST_SECONDS = 1e9
"""Some thirty years: no film is longer, whatever it says."""
_FRAME_BYTES = 256  # of a frame beside its pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Which frames are wanted, and how large; see `provenance.engine.interface.Engine.show`."""

    side: int
    frames: int = 1
    start: float = 0.0
    every: float | None = None


def checked(sight: Sight, limits: Limits) -> Sight:
    """Return `sight`, when it can be had of a file of any shape.

    Raises:
        InvalidArgument: It makes no sense, or would be too large.
    """
    if sight.side < 1 or sight.frames < 1:
        raise InvalidArgument(
            f"{sight.frames} frames with a side of {sight.side} pixels cannot be shown.",
            hint="Ask for one or more of each.",
        )
    if any(not 0 <= each <= LONGEST_SECONDS for each in (sight.start, sight.every or 0.0)):
        raise InvalidArgument(
            "The first frame of a film, or the time between its frames, is out of all bounds.",
            hint="Give `start` and `every` in seconds, 0.0 or more.",
        )
    most = (SAMPLES * sight.side**2 + _FRAME_BYTES) * sight.frames
    if most > limits.shown_bytes:
        raise InvalidArgument(
            f"{sight.frames} frames with a side of {sight.side} pixels can be {most:,} bytes, "
            f"more than Limits.shown_bytes ({limits.shown_bytes:,}).",
            hint="Ask for fewer or smaller frames, or raise the limit.",
        )
    return sight
