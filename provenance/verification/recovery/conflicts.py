"""Hold the watermark of a file against the credentials that it carries.

Anyone can write anybody's watermark into a picture before signing it, so a conflict is a
warning, and agreement is no proof. Yet who strips credentials and signs again rarely
removes the mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.soft_binding import asserted
from provenance.verification.findings import own
from provenance.verification.quoting import named
from provenance.verification.recovery.words import signer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.recovery import RecoveredMatch
    from provenance.model.report import Finding
    from provenance.model.store import ManifestStore
    from provenance.verification.assembly import Examination
    from provenance.verification.recovery.interface import Recovered


def conflicts(examination: Examination, recovered: Recovered) -> tuple[Finding, ...]:
    """Return where what the file shows and what its credentials say do not fit."""
    store = examination.store
    return tuple(_found(examination, store, recovered)) if store else ()


def _found(
    examination: Examination, store: ManifestStore, recovered: Recovered
) -> Iterator[Finding]:
    reached = {node.label for node in examination.report.nodes}
    stating = {
        each.label: {(binding.algorithm, binding.value) for binding in asserted(each)}
        for each in store.manifests
        if each.label in reached
    }
    stated = set[tuple[str, bytes]]().union(*stating.values())
    read = {(each.algorithm, each.value) for each in recovered.marks}
    bearers = {label for label, values in stating.items() if values & read}
    active = examination.report.active
    others = _others(recovered, reached, active.label)
    silent = examination.report.signals.ai == "none declared"
    if recovered.generated and silent:
        yield own("watermark.generated")
    vouched = bool(active.signer and active.signer.vouched)
    marked = [each for each in others if each.by == "watermark"]
    siblings = [
        each
        for each in marked
        if bearers & recovered.lines.get(each.manifest, frozenset())
        and not (silent and each.manifest in recovered.by_ai)
    ]
    strangers = [each for each in marked if each not in siblings]
    if stranger := _accepted(strangers):
        yield _elsewhere(stranger, lightly=vouched and not stranger.vouched)
    elif sibling := _accepted(siblings):
        yield _beside(sibling)
    elif not read <= stated:
        yield own("watermark.foreign" if marked else "watermark.unmentioned")
    elif recovered.marks:
        yield own("watermark.stated")
    yield from _of_likeness([each for each in others if each.by == "fingerprint"])
    if recovered.searched & {name for name, _ in stated} and not recovered.marks:
        yield own("watermark.unread")


def _others(recovered: Recovered, reached: set[str], label: str) -> list[RecoveredMatch]:
    """Return what is not in the history of the file, nor made from it later."""
    return [
        each
        for each in recovered.matches
        if each.manifest not in reached and label not in recovered.lines.get(each.manifest, ())
    ]


def _accepted(matches: list[RecoveredMatch]) -> RecoveredMatch | None:
    return next((each for each in matches if each.accepted), None)


def _elsewhere(match: RecoveredMatch, *, lightly: bool) -> Finding:
    """Tell of other credentials under the same mark; lightly, when anyone may have put them there.

    Whoever signs somebody's marked picture again can state its mark as his own, so it counts
    for nothing that a mark is stated.
    """
    shows = "shows the same scene" if match.same_scene else "looks the same"
    said = (
        f"The watermark of this file leads to other credentials, those of {named(match.title)}, "
        f"signed by {signer(match)}, and the file {shows}. Its own credentials do not mention them."
    )
    code = "watermark.other-unvouched" if lightly else "watermark.other-credentials"
    return own(code, subject=match.manifest, message=said)


def _beside(match: RecoveredMatch) -> Finding:
    """Tell of what else was made from the marked original: it is in the history of both."""
    said = (
        f"The watermark of this file also leads to other work on the same original, "
        f"{named(match.title)}, signed by {signer(match)}."
    )
    return own("watermark.sibling", subject=match.manifest, message=said)


def _of_likeness(others: list[RecoveredMatch]) -> Iterator[Finding]:
    if accepted := _accepted(others):
        said = (
            f"The file looks like one with other credentials, {named(accepted.title)}, signed by "
            f"{signer(accepted)}, which its own do not mention."
        )
        yield own("fingerprint.other-credentials", subject=accepted.manifest, message=said)
