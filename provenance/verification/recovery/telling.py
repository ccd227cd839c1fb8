"""Put what was found outside of a file into its report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.errors import StorageError
from provenance.model.report import Severity, Verdict
from provenance.verification.findings import own
from provenance.verification.quoting import named
from provenance.verification.recovery.conflicts import conflicts
from provenance.verification.recovery.words import signer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.errors import ProvenanceError
    from provenance.model.recovery import RecoveredMatch, Region
    from provenance.model.report import Finding, Report
    from provenance.verification.assembly import Examination
    from provenance.verification.recovery.interface import Recovered

ADDED = 0.02
"""From which share on what is beside the signed picture is told: the fit is off by a pixel or two."""
_NAMED_PLACES = 3
_MOST_OF_IT = 2 / 3
LOST = frozenset({Verdict.ABSENT, Verdict.UNDETERMINED})


def told(examination: Examination, recovered: Recovered) -> Examination:
    """Return the examination of a file with what was found outside of it.

    A file with credentials of its own keeps its verdict: what contradicts them is a warning.

    Raises:
        StorageError: There is nothing to tell, and a place could not be asked: what it keeps may
            be what was looked for.
    """
    report = examination.report
    if recovered.unasked and report.verdict is Verdict.ABSENT and not recovered.matches:
        raise _unanswered(recovered.unasked[0])
    found = conflicts(examination, recovered) if report.nodes else tuple(_of_lost(recovered))
    found += tuple(_of_unasked(recovered))
    if report.nodes or report.verdict not in LOST or not recovered.matches:
        findings = _sorted((*report.findings, *found))
        report = replace(report, findings=findings, matches=recovered.matches)
        return replace(examination, report=report)
    if recovered.examination is None:
        return _refused(examination, recovered, found)
    return _recovered(examination, recovered.examination, recovered, found)


def _recovered(
    lost: Examination, judged: Examination, recovered: Recovered, found: tuple[Finding, ...]
) -> Examination:
    """Tell the story of the credentials that were found, under the verdict that nothing binds them."""
    report, best = judged.report, recovered.matches[0]
    findings = (*lost.report.findings, *report.findings, *found)
    return replace(
        judged,
        report=replace(
            report,
            file=lost.report.file,
            verdict=Verdict.UNDETERMINED,
            headline=f"{_own(lost.report)} {_lead(best, recovered.matches)}",
            checked_with=lost.report.checked_with,
            findings=_sorted(findings),
            matches=recovered.matches,
            uncovered=(),
            embedded=lost.report.embedded,
            weakest="",
        ),
    )


def _refused(lost: Examination, recovered: Recovered, found: tuple[Finding, ...]) -> Examination:
    """Tell that something was found, and that none of it is accepted."""
    report = lost.report
    headline = f"{_own(report)} {recovered.matches[0].problem}"
    return replace(
        lost,
        report=replace(
            report,
            verdict=Verdict.UNDETERMINED,
            headline=headline,
            active=replace(report.active, verdict=Verdict.UNDETERMINED),
            findings=_sorted((*report.findings, *found)),
            matches=recovered.matches,
        ),
    )


def _own(report: Report) -> str:
    """Say what became of the credentials that a file may have carried itself."""
    if report.verdict is Verdict.ABSENT:
        return "This file carries no credentials of its own."
    return "The credentials of this file could not be read."


def _lead(best: RecoveredMatch, matches: tuple[RecoveredMatch, ...]) -> str:
    those = f"{named(best.title)}, signed by {signer(best)}"
    accepted = sum(each.accepted for each in matches)
    if accepted > 1:
        how = "sounds like" if best.heard else "shows"
        return (
            f"{accepted} others were found by what it {how}, first those of {those}; nothing proves "
            "that any of them are of this file."
        )
    return f"Its {best.by} leads to those of {those}; nothing proves that they are of this file."


def _of_lost(recovered: Recovered) -> Iterator[Finding]:
    """Tell what was found for a file without credentials of its own, and what was not."""
    if recovered.problem:
        yield own("recovery.unseen", message=f"The file was not searched: {recovered.problem}.")
        return
    accepted = [each for each in recovered.matches if each.accepted]
    if accepted:
        yield own(f"recovery.by-{accepted[0].by}", subject=accepted[0].manifest)
        yield from _compared(accepted[0])
        for each in accepted[1:]:
            said = (
                f"The {each.by} leads to other credentials, too: those of {named(each.title)}, "
                f"signed by {signer(each)}."
            )
            yield own("recovery.several", subject=each.manifest, message=said)
    for each in recovered.matches:
        if not each.accepted:
            yield own("recovery.refused", subject=each.manifest, message=each.problem)
    if recovered.marks and not recovered.matches:
        yield own("recovery.unknown-mark")
    elif not recovered.matches and not recovered.unasked:
        yield own("recovery.nothing")
    if recovered.generated:
        yield own("watermark.says-generated")


def _of_unasked(recovered: Recovered) -> Iterator[Finding]:
    for each in recovered.unasked:
        yield own("recovery.unasked", message=f"Not every place was searched. {each.message}")


def _unanswered(failure: ProvenanceError) -> StorageError:
    return StorageError(
        f"Nothing was found, and not every place was searched. {failure.message}",
        hint=failure.hint,
    )


def _compared(match: RecoveredMatch) -> Iterator[Finding]:
    if match.heard:
        yield own("recovery.heard", subject=match.manifest)
    elif match.same_scene is None:
        yield own("recovery.uncompared", subject=match.manifest)
    beside = match.comparison
    if beside is None:
        return
    percent = round(100 * beside.changed)
    if beside.added >= ADDED:
        said = (
            f"{round(100 * beside.added)} per cent of what the file shows lies outside the signed "
            "picture."
        )
        yield own("recovery.added", subject=match.manifest, message=said)
    if beside.regions:
        places = len(beside.regions)
        where = "one place" if places == 1 else f"{places} places"
        if places <= _NAMED_PLACES:
            where += f": {', '.join(dict.fromkeys(map(_place, beside.regions)))}"
        said = (
            f"Beside the signed thumbnail, {max(1, percent)} per cent of what the file shows looks "
            f"different, in {where}."
        )
        yield own("recovery.changed", subject=match.manifest, message=said)
    elif beside.added < ADDED:
        yield own("recovery.alike", subject=match.manifest)


def _place(region: Region) -> str:
    """Say where in a picture a part of it is, as one person tells another."""
    down = _third(region.top, region.height, ("at the top", "in the middle", "at the bottom"))
    across = _third(region.left, region.width, (" on the left", "", " on the right"))
    return f"{down}{across}".strip() or "nearly all over"


def _third(start: float, length: float, names: tuple[str, str, str]) -> str:
    return "" if length > _MOST_OF_IT else names[min(2, int(3 * (start + length / 2)))]


def _sorted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    weight = list(Severity)
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda each: weight.index(each.severity)))
