"""Choose what the first screen tells of the findings; `--verbose` and JSON tell all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.report import FindingSource, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.model.report import Finding, Report

DETAILS = {
    "time.look-alike": "timeStamp.untrusted",
    "revocation.unusable": "signingCredential.ocsp.skipped",
}
"""A note with the first code tells why of one with the second, and changes nothing more."""


def told(report: Report) -> list[Finding]:
    """Leave out what a policy found: it stands above, rule by rule."""
    return [each for each in report.findings if each.source is not FindingSource.POLICY]


def at_first(report: Report, *, beside: Iterable[str] = ()) -> list[Finding]:
    """Leave out what the screen says elsewhere, or says more gravely, and mere details.

    Args:
        report: Any report; its findings stand the gravest first.
        beside: Sentences that the screen tells above.
    """
    found = told(report)
    codes = {each.code for each in found}
    gravest: dict[str, Severity] = {}
    for each in found:
        gravest.setdefault(each.message, each.severity)
    elsewhere = set(beside)
    return [
        each
        for each in found
        if gravest[each.message] is each.severity
        and each.message not in elsewhere
        and not _says(report.headline, each.message)
        and not (each.severity is Severity.NOTE and DETAILS.get(each.code) in codes)
    ]


def of_ingredient(finding: Finding, report: Report) -> bool:
    """Tell whether a finding is about what the file was made from, not about itself."""
    own = report.active.label
    if not own or own in finding.subject:
        return False
    return any(node.label in finding.subject for node in report.nodes)


def _says(headline: str, message: str) -> bool:
    """Tell whether a headline says a whole message.

    Names from the file stand inside of a headline, never alone at an end of it: none can
    be worded so that it hides a finding.
    """
    said, sentence = headline.casefold(), message.casefold()
    return said.startswith(sentence) or said.endswith(sentence)
