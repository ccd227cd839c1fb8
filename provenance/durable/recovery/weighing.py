"""Weigh whether the credentials that a clue leads to are of what a file shows.

A candidate is accepted when its credentials hold by themselves, its signer stated the very value
that led there, and the file shows the scene of the thumbnail that was signed, or, where that
cannot be told, has nearly the fingerprint that was signed. A row in a database counts for nothing,
and a mark alone for little: anyone can write anybody's mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.durable import fingerprints, scene
from provenance.durable.recovery.clues import SIDE, Clues, pixels
from provenance.engine.interface import Engine
from provenance.errors import EngineError, InvalidArgument, NetworkNotAllowed, StorageError
from provenance.evidence import thumbnails
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.recovery import Comparison, RecoveredMatch, Region
from provenance.model.soft_binding import BindingKind, asserted
from provenance.verification.assembly import Examination
from provenance.verification.proof import binding_manifest
from provenance.verification.recovery import Judge

if TYPE_CHECKING:
    from provenance.durable.interface import Fingerprint, Match, Pixels
    from provenance.durable.recovery.search import Candidate
    from provenance.durable.scene import SceneMatch
    from provenance.model.soft_binding import SoftBinding
    from provenance.model.store import Manifest

_CLAIM = "c2pa.thumbnail.claim"
_GONE = "Credentials were found for the file, but they are not kept there any more."
_OUT_OF_REACH = "Credentials were found for the file, but cannot be had"
_BROKEN = "Credentials were found for the file, but they do not hold."
_UNSTATED = (
    "Credentials were found for the file, but their signer did not state what leads to them."
)
_ELSEWHERE = {
    BindingKind.WATERMARK: "The mark in the file leads to credentials of a different picture.",
    BindingKind.FINGERPRINT: "The file has nearly the fingerprint of a different picture.",
}
_UNSEEN = (
    "Nothing shows that the credentials that the mark leads to are of this picture: they were "
    "signed without a picture or fingerprint that it could be held against."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with all that can be said about it.

    Attributes:
        match: For the report.
        examination: The judged credentials; None when they are gone or cannot be read.
    """

    match: RecoveredMatch
    examination: Examination | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scales:
    """Hold candidates against one file, of which these are the clues."""

    clues: Clues
    engine: Engine
    judge: Judge
    limits: Limits

    def weigh(self, candidate: Candidate) -> Weighed:
        """Judge what was found, and hold it against the file."""
        try:
            store = candidate.place.store(candidate.match.manifest)
        except (NetworkNotAllowed, StorageError) as error:  # others may be had all the same
            return Weighed(match=_match(candidate, problem=f"{_OUT_OF_REACH}: {error}"))
        if store is None:
            return Weighed(match=_match(candidate, problem=_GONE))
        found = self.judge(store)
        if found is None or found.store is None or found.store.active.label != _label(candidate):
            return Weighed(match=_match(candidate, problem=_BROKEN))
        base = found.store.find(binding_manifest(found.store))
        if not found.holds or base is None:
            return Weighed(match=_match(candidate, found, problem=_BROKEN), examination=found)
        stated = (*asserted(found.store.active), *asserted(base))
        if not _is_stated(candidate.match, stated):
            return Weighed(match=_match(candidate, found, problem=_UNSTATED), examination=found)
        return Weighed(match=self._held(candidate, found, base, store), examination=found)

    def _held(
        self, candidate: Candidate, found: Examination, base: Manifest, store: bytes
    ) -> RecoveredMatch:
        """Hold the picture against the signed thumbnail, or else the signed fingerprint."""
        reference, picture = self._thumbnail(base, store), self.clues.picture
        compared = None
        if picture is not None and reference is not None:
            compared = scene.same_scene(picture, reference)
        if compared and reference is not None and compared.outcome is scene.Sameness.SAME:
            assert picture is not None  # noqa: S101  # it was compared
            beside = _comparison(picture, reference, compared)
            return _match(candidate, found, same_scene=True, comparison=beside)
        if compared and compared.outcome is scene.Sameness.DIFFERENT:
            problem = _ELSEWHERE[candidate.clue.kind]
            return _match(candidate, found, same_scene=False, problem=problem)
        return _match(candidate, found, problem="" if self._is_near(base) else _UNSEEN)

    def _thumbnail(self, base: Manifest, store: bytes) -> Pixels | None:
        """Return the picture that was signed with a manifest; its hash has matched."""
        labels = [each.label for each in base.assertions if each.label.startswith(_CLAIM)]
        data = thumbnails.read(store, self.limits)
        encoded = data.get((base.label, labels[0])) if len(labels) == 1 else None
        if encoded is None:
            return None
        try:
            shown = self.engine.show(Asset(name=labels[0], data=encoded), side=SIDE)
        except EngineError:
            return None
        return pixels(shown.frames[0]) if shown.frames else None

    def _is_near(self, base: Manifest) -> bool:
        """Tell whether the signer stated a fingerprint near to one of the file."""
        known = fingerprints.BY_NAME
        return any(
            _differing(known[each.algorithm], each.value, own.value) <= known[each.algorithm].near
            for each in asserted(base)
            for own in self.clues.likenesses
            if each.algorithm == own.algorithm and each.algorithm in known
        )


def _is_stated(match: Match, stated: tuple[SoftBinding, ...]) -> bool:
    """Tell whether a signer stated what leads to a manifest.

    A service does not tell the fingerprint that it holds: one near to what it was asked for counts.
    """
    led = match.binding
    same = [each.value for each in stated if each.algorithm == led.algorithm]
    known = fingerprints.BY_NAME.get(led.algorithm)
    if known is None or match.distance:  # that of a repository, which tells what it holds
        return led.value in same
    return any(_differing(known, value, led.value) <= known.near for value in same)


def _label(candidate: Candidate) -> str:
    return candidate.match.manifest


def _differing(kind: Fingerprint, stated: bytes, own: bytes) -> int:
    """Return in how many bits two values differ; all, when what is stated is none of this kind."""
    try:
        code = kind.code(stated)
    except InvalidArgument:
        return kind.bits
    different = int.from_bytes(code, "big") ^ int.from_bytes(kind.code(own), "big")
    return different.bit_count()


def _match(
    candidate: Candidate,
    found: Examination | None = None,
    *,
    same_scene: bool | None = None,
    comparison: Comparison | None = None,
    problem: str = "",
) -> RecoveredMatch:
    active = found.report.active if found else None
    signer = active.signer if active else None
    return RecoveredMatch(
        manifest=candidate.match.manifest,
        by="watermark" if candidate.clue.kind is BindingKind.WATERMARK else "fingerprint",
        algorithm=candidate.clue.algorithm,
        score=candidate.match.score,
        same_scene=same_scene,
        accepted=not problem,
        problem=problem,
        title=active.title if active else "",
        signer=(signer.name or signer.organization) if signer else "",
        place=candidate.name,
        comparison=comparison,
    )


def _comparison(picture: Pixels, reference: Pixels, match: SceneMatch) -> Comparison:
    """Return what changed, in fractions of the file's picture."""
    found = scene.changed_regions(picture, reference, match)
    height, width = picture.shape[:2]
    return Comparison(
        seen=round(found.seen, 4),
        changed=round(found.changed, 4),
        regions=tuple(
            Region(
                left=round(each.left / width, 4),
                top=round(each.top / height, 4),
                width=round(each.width / width, 4),
                height=round(each.height / height, 4),
            )
            for each in found.regions
        ),
    )
