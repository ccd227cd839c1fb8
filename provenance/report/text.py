"""The screen that a newsroom, a court or a parent reads: the verdict first, in plain words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from provenance.model.report import Severity
from provenance.model.statements import TimeStanding
from provenance.report import details, telling, words
from provenance.report.layout import moment, paragraph, table
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from provenance.model.report import Finding, Report, Step
    from provenance.model.ruling import Ruling
    from provenance.model.statements import IdentityStatement
    from provenance.report.layout import Lines

FIRST_STEPS, LAST_STEPS = 8, 22
"""Steps of a long history that are told without `verbose`."""
MOST_FINDINGS = 12
"""Findings of one severity that are told without `verbose`."""
MOST_OLDER_NOTES = 2
"""Notes about ingredients from which on they are counted, not told, without `verbose`."""
MOST_IDENTITIES = 4
"""Identities of the file itself that are told without `verbose`."""
NAMES = {Severity.FAILURE: "Problem", Severity.WARNING: "Warning", Severity.NOTE: "Note"}


def render(report: Report, *, verbose: bool = False) -> str:
    """Return the report as lines of plain text, without colours, ending with a line end.

    The first word is the verdict. Text from the file is neutralised; what stands in
    double quotes is the file's own word.

    Args:
        report: Any report.
        verbose: Whether to add codes, every manifest of the chain, certificates and lists.
    """
    vouching = any(each.kind == "signer" for each in report.checked_with.lists)
    blocks = [
        _verdict(report),
        _policy(report.policy),
        details.opinion(report.second_opinion),
        _facts(report, lists=vouching),
        _history(report.history, verbose=verbose),
        _findings(report, verbose=verbose),
        _next(report),
        details.chain(report.nodes, lists=vouching) if verbose else [],
        details.matches(report.matches) if verbose else [],
        details.uncovered(report.uncovered) if verbose else [],
        details.embedded(report.embedded) if verbose else [],
        details.lists_used(report.checked_with) if verbose else [],
        _footer(report),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _verdict(report: Report) -> Lines:
    return [
        *paragraph(report.file, lead=f"{report.verdict}  "),
        *paragraph(report.headline),
    ]


def _policy(ruling: Ruling | None) -> Lines:
    if ruling is None:
        return []
    name = f"The policy {quoted(ruling.name)}" if ruling.name else "The policy"
    if ruling.holds:
        return paragraph(f"{name} holds.")
    objections = (
        paragraph(f"{each.rule}: {each.message}" if each.rule else each.message, lead="  - ")
        for each in ruling.objections[:MOST_FINDINGS]
    )
    more = len(ruling.objections) - MOST_FINDINGS
    return [
        *paragraph(f"{name} does not hold:"),
        *(line for lines in objections for line in lines),
        *([f"  - {more} more: --json tells them all"] if more > 0 else []),
    ]


def _facts(report: Report, *, lists: bool) -> Lines:
    active = report.active
    if not (active.label or active.signer):
        return []
    identities = _identities(report)
    more = len(identities) - MOST_IDENTITIES
    alone = f"{active.verdict}, if nothing is asked about what it was made from."
    return table(
        (
            (
                "Signed by",
                words.signer(active.signer, active.verdict, lists=lists, detached=active.detached),
            ),
            *(("Identity", each.sentence) for each in identities[:MOST_IDENTITIES]),
            ("", f"({more} more: --verbose tells them all)" if more > 0 else ""),
            ("When", words.time(active.time)),
            ("AI", report.signals.ai_sentence or f"Use of AI: {report.signals.ai}."),
            ("By itself", alone if active.verdict is not report.verdict else ""),
        )
    )


def _identities(report: Report) -> tuple[IdentityStatement, ...]:
    nodes = (node for node in report.nodes if node.label == report.active.label)
    return next((node.identities for node in nodes), ())


def _history(steps: tuple[Step, ...], *, verbose: bool) -> Lines:
    told = list(enumerate(steps, start=1))
    left_out = len(steps) - FIRST_STEPS - LAST_STEPS
    if verbose or left_out <= 0:
        return ["What happened, oldest first", *_steps(told)] if steps else []
    return [
        "What happened, oldest first",
        *_steps(told[:FIRST_STEPS]),
        f"      ({left_out} more steps: --verbose tells them all)",
        *_steps(told[-LAST_STEPS:]),
    ]


def _steps(steps: list[tuple[int, Step]]) -> Lines:
    """Lay out numbered steps; a time is told where it changes."""
    lines = []
    before = ""
    for number, step in steps:
        lines += paragraph(step.sentence, lead=f"{number:4}. ")
        when = _when(step)
        if when and when != before:
            lines += paragraph(when, lead="      ")
        before = when
    return lines


def _when(step: Step) -> str:
    if step.when is None:
        return ""
    said = {
        TimeStanding.PROVEN: "or earlier (proven)",
        TimeStanding.CLAIMED: "(claimed)",
        TimeStanding.CONTRADICTED: "(claimed, and contradicted)",
    }
    return f"{moment(step.when)} {said.get(step.standing, '(not proven)')}"


def _findings(report: Report, *, verbose: bool) -> Lines:
    chosen = telling.told(report) if verbose else telling.at_first(report, beside=_above(report))
    lines = []
    for severity, name in NAMES.items():
        of_kind = [finding for finding in chosen if finding.severity is severity]
        if verbose:
            lines += _detailed(name, of_kind)
        elif severity is Severity.NOTE:
            lines += _notes(name, of_kind, report)
        else:
            lines += _brief(name, of_kind)
    return ["What was found", *lines] if lines else []


def _above(report: Report) -> list[str]:
    return [each.sentence for each in _identities(report)[:MOST_IDENTITIES]]


def _notes(name: str, notes: list[Finding], report: Report) -> Lines:
    """Tell the notes about the file itself, and count those about its ingredients."""
    older = [each for each in notes if telling.of_ingredient(each, report)]
    if len(older) < MOST_OLDER_NOTES:
        return _brief(name, notes)
    own = [each for each in notes if each not in older]
    return [
        *_brief(name, own),
        f"  {name:9}({len(older)} more about its ingredients: --verbose tells them all)",
    ]


def _brief(name: str, findings: list[Finding]) -> Lines:
    messages = Counter(finding.message for finding in findings)
    lines = []
    for message, times in list(messages.items())[:MOST_FINDINGS]:
        repeated = f" ({times} times)" if times > 1 else ""
        lines += paragraph(f"{message}{repeated}", lead=f"  {name:9}")
    more = len(messages) - MOST_FINDINGS
    if more > 0:
        lines.append(f"  {name:9}({more} more: --verbose tells them all)")
    return lines


def _detailed(name: str, findings: list[Finding]) -> Lines:
    lines = []
    for finding in findings:
        lines += paragraph(finding.message, lead=f"  {name:9}")
        about = f" about {finding.subject}" if finding.subject else ""
        lines += paragraph(f"{finding.code}, {finding.source}{about}", lead=" " * 11)
    return lines


def _next(report: Report) -> Lines:
    weighed = sorted(report.findings, key=lambda finding: list(NAMES).index(finding.severity))
    actions = dict.fromkeys(finding.action for finding in weighed if finding.action)
    steps = [words.ADVICE[report.verdict], *list(actions)[:MOST_FINDINGS]]
    return ["What to do next", *(line for step in steps for line in paragraph(step, lead="  - "))]


def _footer(report: Report) -> Lines:
    checked = report.checked_with
    digest = f"SHA-256 of the file: {checked.sha256}"
    return [
        *paragraph(
            f"Checked as of {moment(checked.at)} with provenance {checked.version}, {checked.engine}"
        ),
        *(paragraph(digest) if checked.sha256 else []),
    ]
