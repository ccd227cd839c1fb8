"""Decoded sound, as an isolated decoder hands it over."""

from __future__ import annotations

from dataclasses import dataclass

NO_SOUND = "it has no sound"
"""The problem of a file in which nobody looks for sound, and of a film without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a recording, or the sound of a film, sounds like: one channel of 16 bits.

    Attributes:
        rate: Samples in a second; 0 when there are none.
        samples: Signed numbers of two bytes each, in the order of this machine.
        seconds: How long the whole of it is, by its own word; 0.0 when it does not say.
        problem: Why there are no samples, a few words; "" when there are.
    """

    rate: int = 0
    samples: bytes = b""
    seconds: float = 0.0
    problem: str = ""
