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
    stated = {
        (binding.algorithm, binding.value)
        for each in store.manifests
        if each.label in reached
        for binding in asserted(each)
    }
    strange = [each for each in recovered.marks if (each.algorithm, each.value) not in stated]
    if recovered.marks and not strange:
        yield own("watermark.stated")
    if recovered.generated and examination.report.signals.ai == "none declared":
        yield own("watermark.generated")
    others = [each for each in recovered.matches if each.manifest not in reached]
    if strange:
        yield from _of_strange_mark([each for each in others if each.by == "watermark"])
    yield from _of_likeness([each for each in others if each.by == "fingerprint"])
    if recovered.searched & {name for name, _ in stated} and not recovered.marks:
        yield own("watermark.unread")


def _of_strange_mark(others: list[RecoveredMatch]) -> Iterator[Finding]:
    accepted = next((each for each in others if each.accepted), None)
    if accepted:
        shows = "shows the same scene" if accepted.same_scene else "looks the same"
        said = (
            f"The watermark of this file leads to other credentials, those of "
            f"{named(accepted.title)}, signed by {signer(accepted)}, and the file {shows}. "
            "Its own credentials do not mention them."
        )
        yield own("watermark.other-credentials", subject=accepted.manifest, message=said)
    elif others:
        yield own("watermark.foreign", subject=others[0].manifest)
    else:
        yield own("watermark.unmentioned")


def _of_likeness(others: list[RecoveredMatch]) -> Iterator[Finding]:
    accepted = next((each for each in others if each.accepted), None)
    if accepted:
        said = (
            f"The file looks like one with other credentials, {named(accepted.title)}, signed by "
            f"{signer(accepted)}, which its own do not mention."
        )
        yield own("fingerprint.other-credentials", subject=accepted.manifest, message=said)
