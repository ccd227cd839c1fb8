"""Hold what a child says a file sounds like against what it was asked, before anybody uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.engine.guard.shown import LONGEST_PROBLEM
from provenance.engine.hearing import RATE, SAMPLE
from provenance.engine.sight import LONGEST_SECONDS

if TYPE_CHECKING:
    from provenance.engine.hearing import Hearing
    from provenance.model.sound import Sound


def fits(sound: Sound, hearing: Hearing) -> bool:
    """Tell whether this can be the answer to such a request."""
    heard = len(sound.samples)
    return (
        bool(sound.problem) is not bool(heard)
        and len(sound.problem) <= LONGEST_PROBLEM
        and sound.problem.isprintable()
        and sound.rate == (RATE if heard else 0)
        and heard % SAMPLE == 0
        and heard <= SAMPLE * hearing.samples
        and 0 <= sound.seconds <= LONGEST_SECONDS
    )
