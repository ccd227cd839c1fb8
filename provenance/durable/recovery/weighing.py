"""Weigh whether the credentials that a clue leads to are of what a file shows.

A candidate is accepted when its credentials hold by themselves, its signer stated what led there,
and the file shows the scene of the thumbnail that was signed in more than a small part of it, or,
where that cannot be told, has nearly the fingerprint that was signed, and its tones. What a
database or a service says counts for nothing, and a mark alone for little: anyone can write
anybody's mark. A fingerprint alone counts where the file looks the same as a whole: flags have
nearly the fingerprints of other flags, and a design that of its version for the night.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.durable import scene
from provenance.durable.recovery.clues import SIDE, Clues, pixels
from provenance.durable.recovery.likeness import SOUND_SHARE, is_near, nearness
from provenance.engine.interface import Engine
from provenance.errors import EngineError, NetworkNotAllowed, StorageError
from provenance.evidence import thumbnails
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.recovery import Comparison, RecoveredMatch, Region
from provenance.model.report import Severity
from provenance.model.soft_binding import BindingKind, asserted
from provenance.verification.assembly import Examination
from provenance.verification.recovery import Judge

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.recovery.places import Asked
    from provenance.durable.recovery.search import Candidate
    from provenance.durable.scene import SceneMatch
    from provenance.model.soft_binding import SoftBinding
    from provenance.model.store import Manifest

_CLAIM = "c2pa.thumbnail.claim"
_GONE = "Credentials were found for the file, but they are not kept there any more."
_LOST = "Credentials were found for the file, but they could not be had from where they are kept."
_BROKEN = "Credentials were found for the file, but they do not hold."
_EXPIRED = (
    "Credentials were found for the file, but the certificate of a signer has expired, and no "
    "time-stamp shows that it was valid when they were signed."
)
_UNSTATED = (
    "Credentials were found for the file, but their signer did not state what leads to them."
)
_ELSEWHERE = {
    "watermark": "The mark in the file leads to credentials of a different picture.",
    "fingerprint": "The file has nearly the fingerprint of a different picture.",
}
_VERSION = (
    "The file is much like what the credentials were made for, but nothing shows that it is the "
    "same: it may be another version."
)
_ALONE = 0.5
"""Nearness of a fingerprint that leads alone: 98 % of 300 pictures have it after a platform, and of
eleven pairs of flags and versions that were taken for each other three."""
_PART = "The signed picture is only a small part of what the file shows."
_MOST_ADDED = 0.9
"""Share of the file outside the signed picture. One that lies across a telephone's upright screen
fills a quarter of it; what fills less than a tenth says nothing of the rest."""
_UNSEEN = {
    "watermark": (
        "The mark in the file leads to credentials, and nothing shows that they are of this one: "
        "neither a picture nor a fingerprint that was signed with them fits it."
    ),
    "fingerprint": "Too little of the file looks or sounds like what the credentials were made for.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with all that can be said about it.

    Attributes:
        match: For the report.
        examination: The judged credentials; None when they are gone or cannot be read.
        near: Whether a fingerprint that was signed with them is near to that of the file.
    """

    match: RecoveredMatch
    examination: Examination | None = None
    near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scales:
    """Hold candidates against one file, of which these are the clues."""

    clues: Clues
    engine: Engine
    judge: Judge
    limits: Limits

    def weigh(self, candidate: Candidate) -> Weighed:
        """Judge what is kept under a label, wherever that is; the first that is accepted counts."""
        refused = None
        for place in candidate.places:
            weighed = self._from(candidate, place)
            weighed = replace(weighed, match=replace(weighed.match, place=place.name))
            if weighed.match.accepted:
                return weighed
            refused = refused or weighed
        assert refused is not None  # noqa: S101  # a candidate was found in some place
        return refused

    def _from(self, candidate: Candidate, place: Asked) -> Weighed:
        try:
            store = place.store(candidate.manifest)
        except (StorageError, NetworkNotAllowed):
            return _refused(candidate, _LOST)
        if store is None:
            return _refused(candidate, _GONE)
        found = self.judge(store)
        if found is None or found.store is None or found.store.active.label != candidate.manifest:
            return _refused(candidate, _BROKEN)
        base = found.store.base
        if not found.holds or base is None:
            return _refused(candidate, _why(found), found)
        stated = (*asserted(found.store.active), *asserted(base))
        clues = (*self.clues.marks, *candidate.clues)  # a place may not have been led by the mark
        led = next((each for each in clues if nearness(each, stated) is not None), None)
        if led is None:
            return _refused(candidate, _UNSTATED, found)
        return self._held(_match(candidate, found, led, nearness(led, stated)), found, base, store)

    def _held(
        self, match: RecoveredMatch, found: Examination, base: Manifest, store: bytes
    ) -> Weighed:
        """Hold the picture against the signed thumbnail, or else the signed fingerprint."""
        reference, picture = self._thumbnail(base, store), self.clues.picture
        near = self._is_near(asserted(base))
        alike = match.by == "watermark" or picture is None or self._is_alike(base, reference)
        if picture is not None and reference is not None:
            compared = scene.same_scene(picture, reference)
            if compared.outcome is scene.Sameness.SAME:
                beside = _comparison(picture, reference, compared)
                match = replace(match, same_scene=True, comparison=beside)
                problem = _PART if beside.added > _MOST_ADDED else "" if alike else _VERSION
                match = replace(match, accepted=not problem, problem=problem)
                return Weighed(match=match, examination=found, near=near)
            if compared.outcome is scene.Sameness.DIFFERENT:
                match = replace(match, same_scene=False, problem=_ELSEWHERE[match.by])
                return Weighed(match=match, examination=found)
            near = near and scene.has_same_tones(picture, reference)
        if near and not alike:
            return Weighed(match=replace(match, problem=_VERSION), examination=found)
        match = replace(match, accepted=near, problem="" if near else _UNSEEN[match.by])
        match = replace(match, heard=near and self.clues.is_heard_alone)
        return Weighed(match=match, examination=found, near=near)

    def _is_alike(self, base: Manifest, reference: Pixels | None) -> bool:
        """Tell whether a picture looks as a whole like the one that was signed, not like a version."""
        stated, picture = asserted(base), self.clues.picture
        nearest = max(
            (nearness(each, stated) or 0.0 for each in self.clues.likenesses), default=0.0
        )
        if picture is None or nearest < _ALONE:
            return False
        return reference is not None and scene.has_same_colours(picture, reference)

    def _is_near(self, stated: tuple[SoftBinding, ...]) -> bool:
        """Tell whether the file looks like what was signed, or, without a picture, sounds so.

        A film is never taken for another by its sound alone, which may be anybody's music.
        """
        if self.clues.is_heard_alone:
            return is_near(self.clues.sounds, stated, share=SOUND_SHARE)
        return is_near(self.clues.likenesses, stated)

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


def _why(found: Examination) -> str:
    """Say why credentials do not hold; a certificate that expired is no sign of a change."""
    failures = {each.code for each in found.report.findings if each.severity is Severity.FAILURE}
    return _EXPIRED if failures == {"claimSignature.outsideValidity"} else _BROKEN


def _refused(candidate: Candidate, problem: str, found: Examination | None = None) -> Weighed:
    match = _match(candidate, found, candidate.clues[0], candidate.score)
    return Weighed(match=replace(match, problem=problem), examination=found)


def _match(
    candidate: Candidate, found: Examination | None, clue: SoftBinding, score: float | None
) -> RecoveredMatch:
    active = found.report.active if found else None
    signer = active.signer if active else None
    return RecoveredMatch(
        manifest=candidate.manifest,
        by="watermark" if clue.kind is BindingKind.WATERMARK else "fingerprint",
        algorithm=clue.algorithm,
        score=round(score or 0.0, 4),
        title=active.title if active else "",
        signer=(signer.name or signer.organization) if signer else "",
        vouched=bool(signer and signer.vouched),
    )


def _comparison(picture: Pixels, reference: Pixels, match: SceneMatch) -> Comparison:
    """Return what changed, in fractions of the file's picture."""
    found = scene.changed_regions(picture, reference, match)
    height, width = picture.shape[:2]
    return Comparison(
        seen=round(found.seen, 4),
        changed=round(found.changed, 4),
        added=round(found.added, 4),
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
