"""The door: from a file without credentials to those that it once carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.durable.payload import says_generated
from provenance.durable.recovery import clues as looking
from provenance.durable.recovery.places import Asked, Place
from provenance.durable.recovery.search import candidates
from provenance.durable.recovery.weighing import Scales
from provenance.errors import InvalidArgument
from provenance.limits import Limits
from provenance.model.soft_binding import OURS
from provenance.verification.recovery import Recovered

if TYPE_CHECKING:
    from provenance.durable.recovery.weighing import Weighed
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset
    from provenance.verification.recovery import Judge

__all__ = ["Place", "Recovery"]

MOST = 10
"""Candidates that are judged for one file."""


class Recovery:
    """Find credentials by the watermarks and fingerprints of files.

    Give it to a verifier: `Verifier(recover=Recovery(repository, client))`; a repository alone will
    do, too. Nothing is contacted but the places that are named.

    Args:
        places: Repositories, and clients of services (`provenance.durable.resolution`).
        limits: What reading untrusted credentials may cost.
        most: How many candidates are judged for one file.

    Raises:
        InvalidArgument: No place is named, one is none, or no candidate would be judged.
    """

    def __init__(self, *places: Place, limits: Limits = Limits(), most: int = MOST) -> None:
        if not places or most < 1:
            raise InvalidArgument(
                "There is nowhere to look for credentials.", hint="Name a repository."
            )
        for each in places:
            if not callable(getattr(each, "store", None)):
                raise InvalidArgument(
                    f"{each!a} is no place where credentials are kept.",
                    hint="Open it first: Recovery(open_repository(FOLDER)).",
                )
        self._places = places
        self._limits = limits
        self._most = most

    def recover(self, asset: Asset, engine: Engine, judge: Judge) -> Recovered:
        """Return what the watermarks and fingerprints of a file lead to, accepted ones first.

        Raises:
            StorageError: The file could not be read.
        """
        found = looking.gather(asset, engine)
        if found.problem:
            return Recovered(problem=found.problem)
        places = [Asked(each) for each in self._places]
        scales = Scales(clues=found, engine=engine, judge=judge, limits=self._limits)
        weighed = [scales.weigh(each) for each in candidates(found, places, self._most)]
        weighed = _ranked([each for each in weighed if not _is_chance(each)])
        best = weighed[0] if weighed and weighed[0].match.accepted else None
        return Recovered(
            searched=found.searched,
            marks=found.marks,
            generated=any(
                mark.algorithm.startswith(OURS) and says_generated(mark.value)
                for mark in found.marks
            ),
            lines={each.match.manifest: _line(each) for each in weighed},
            by_ai=frozenset(each.match.manifest for each in weighed if _is_by_ai(each)),
            matches=tuple(each.match for each in weighed),
            examination=best.examination if best else None,
            unasked=tuple(each.failure for each in places if each.failure),
        )


def _line(weighed: Weighed) -> frozenset[str]:
    nodes = weighed.examination.report.nodes if weighed.examination else ()
    return frozenset(each.label for each in nodes)


def _is_by_ai(weighed: Weighed) -> bool:
    found = weighed.examination
    return found is not None and found.report.signals.ai != "none declared"


def _is_chance(weighed: Weighed) -> bool:
    """Tell whether it is only near by its fingerprint, and shows something else."""
    return weighed.match.by == "fingerprint" and weighed.match.same_scene is False


def _ranked(weighed: list[Weighed]) -> list[Weighed]:
    """Return accepted ones first, and of those what a person would look at first.

    That is: the same scene; a signer whom a list vouches for; a look as near as that of the
    signed picture, which tells a picture from its crop; the longer history, of which the other
    is a part; a mark before a likeness. What is left is in the order in which it was kept.
    """
    accepted = {each.match.manifest for each in weighed if each.match.accepted}

    def rank(one: Weighed) -> tuple[bool, bool, bool, bool, int, bool, float]:
        match = one.match
        nodes = one.examination.report.nodes if one.examination else ()
        return (
            not match.accepted,
            match.same_scene is not True,
            not match.vouched,
            not one.near,
            -len(accepted & {each.label for each in nodes}),
            match.by != "watermark",
            -match.score,
        )

    return sorted(weighed, key=rank)
