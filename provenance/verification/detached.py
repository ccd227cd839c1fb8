"""Credentials that were found outside of a file: judged by themselves, and bound to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.model.report import Verdict
from provenance.verification.weight import at_best, ours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.verification.judge import Judgement
    from provenance.verification.observations import Observation

UNCHECKED, DETACHED = "binding.unchecked", "binding.recovered"


def detached(judged: Mapping[str, Judgement], active: str) -> Mapping[str, Judgement]:
    """Return the same judgements, with the word for a file that was never held against them."""
    one = judged[active]
    said = tuple(
        ours(DETACHED, active) if each.code == UNCHECKED else each for each in one.observations
    )
    return {**judged, active: replace(one, observations=said)}


def holds(judged: Mapping[str, Judgement]) -> bool:
    """Tell whether nothing is wrong with credentials but that no file was held against them."""
    return all(not _is_broken(said) for one in judged.values() for said in one.observations)


def _is_broken(said: Observation) -> bool:
    left = at_best(said)
    return said.code != DETACHED and left in {Verdict.INVALID, Verdict.UNDETERMINED}
