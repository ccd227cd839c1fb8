"""Say in plain words what a code means, what it does not mean, and what to do.

The words stand in `report.explanations`, by domain; here they are found and laid out.
"""

from __future__ import annotations

import difflib
from collections import ChainMap
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from provenance.errors import InvalidArgument
from provenance.model.report import Severity
from provenance.model.status import lookup
from provenance.report.explanations.content import CONTENT
from provenance.report.explanations.history import HISTORY
from provenance.report.explanations.identity import IDENTITY
from provenance.report.explanations.ours import OURS
from provenance.report.explanations.pictures import PICTURES
from provenance.report.explanations.reading import READING
from provenance.report.explanations.recovery import RECOVERY
from provenance.report.explanations.signature import SIGNATURE
from provenance.report.explanations.special_media import SPECIAL_MEDIA
from provenance.report.explanations.statements import STATEMENTS
from provenance.report.explanations.table import Explanation
from provenance.report.explanations.time import TIME
from provenance.report.explanations.trust import TRUST
from provenance.report.explanations.verdicts import VERDICTS
from provenance.report.layout import LONGEST, paragraph, table
from provenance.report.neutral import neutralise
from provenance.report.text import NAMES
from provenance.verification.codes import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.report import Report
    from provenance.report.layout import Lines

CHAPTERS: Mapping[str, Mapping[str, Explanation]] = MappingProxyType(
    {
        "Verdicts": VERDICTS,
        "Files that could not be read": READING,
        "The content": CONTENT,
        "The signature": SIGNATURE,
        "Signed statements": STATEMENTS,
        "What the file was made from": HISTORY,
        "Whom to believe": TRUST,
        "Time": TIME,
        "Identity statements": IDENTITY,
        "What the picture shows": PICTURES,
        "What was found outside of the file": RECOVERY,
        "Text, web pages and live video": SPECIAL_MEDIA,
        "Findings of this program": OURS,
    }
)
"""Every table, in the order in which codes are listed."""

UNKNOWN = Explanation(
    code="",
    happened=(
        "The credentials, or the program that reads them, use a code that this version does not "
        "know. It has no words for it here; where it is a failure, it counts as one all the same."
    ),
    not_meant="Not to know a code is no sign that something is wrong with the file.",
    to_do="Update this program and check again, or ask the makers of the program that signed it.",
)
"""What is said of a code that a file brings along and nobody here knows."""

ALIKE = 0.6  # difflib's own measure of what is still a misspelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a report says under one code, told once.

    Attributes:
        severity: The gravest under which it was found.
        messages: Each different sentence of the report, text of the file included.
    """

    explanation: Explanation
    severity: Severity
    messages: tuple[str, ...]


def codes() -> tuple[str, ...]:
    """Return every code that can be explained: verdicts first, then by domain."""
    return tuple(code for each in CHAPTERS.values() for code in each)


def of(code: str) -> Explanation:
    """Return the explanation of a code or a verdict, in whatever case it is written.

    Raises:
        InvalidArgument: There is no such code; the hint names the nearest one.
    """
    spelt = {known.casefold(): known for known in _ALL}
    found = spelt.get(code.casefold())
    if found is None:
        near = difflib.get_close_matches(code.casefold(), spelt, n=1, cutoff=ALIKE)
        hint = f"Did you mean {spelt[near[0]]}?" if near else "Run: provenance explain"
        raise InvalidArgument(f"There is no code {code!r}.", hint=hint)
    return _ALL[found]


def sentence(code: str) -> str:
    """Return the one sentence for a known code: that of reports, or else the first of its own."""
    if code in OWN:
        return OWN[code].sentence
    row = lookup(code)
    return row.sentence if row.known else f"{_ALL[code].happened.split('. ')[0].rstrip('.')}."


def of_findings(report: Report) -> tuple[Found, ...]:
    """Explain each code among the findings of a report once, the gravest first."""
    weight = list(Severity)
    by_code: dict[str, list[str]] = {}
    gravest: dict[str, Severity] = {}
    for finding in sorted(report.findings, key=lambda each: weight.index(each.severity)):
        by_code.setdefault(finding.code, []).append(finding.message)
        gravest.setdefault(finding.code, finding.severity)
    return tuple(
        Found(
            explanation=_ALL.get(code) or replace(UNKNOWN, code=code),
            severity=gravest[code],
            messages=tuple(dict.fromkeys(messages)),
        )
        for code, messages in by_code.items()
    )


def render(explanation: Explanation) -> str:
    """Return one explanation as lines of plain text, its code and its one sentence first."""
    said = sentence(explanation.code)
    told = "" if explanation.happened.startswith(said) else f"  {said}"
    head = paragraph(f"{explanation.code}{told}", indent=2)
    return "\n".join([*head, "", *_parts(explanation)]) + "\n"


def render_report(report: Report) -> str:
    """Return the verdict of a file and each of its findings, explained once, as plain text."""
    head = [*paragraph(report.file, lead=f"{report.verdict}  "), *paragraph(report.headline)]
    blocks = [head, _parts(_ALL[report.verdict.value]), *map(_found, of_findings(report))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def render_list() -> str:
    """Return every code with its one sentence, one line each, chapter by chapter."""
    blocks = (
        [title, *(f"  {code}: {sentence(code)}" for code in each)]
        for title, each in CHAPTERS.items()
    )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def document(explanation: Explanation) -> dict[str, Any]:
    """Return one explanation as data for JSON."""
    return {"code": explanation.code, "sentence": sentence(explanation.code), **asdict(explanation)}


def report_document(report: Report) -> dict[str, Any]:
    """Return what `render_report` says as data for JSON; text of the file is neutralised."""
    meaning = asdict(_ALL[report.verdict.value])
    return {
        "file": _plain(report.file),
        "verdict": meaning.pop("code"),
        "headline": _plain(report.headline),
        **meaning,
        "findings": [
            {
                **asdict(found.explanation),
                "code": _plain(found.explanation.code),
                "severity": found.severity.value,
                "messages": [_plain(each) for each in found.messages],
            }
            for found in of_findings(report)
        ],
    }


def _found(found: Found) -> Lines:
    first, others = found.messages[0], len(found.messages) - 1
    more = f" (and {others} more of this kind)" if others else ""
    return [
        *paragraph(f"{first}{more}", lead=f"{NAMES[found.severity]:9}"),
        *paragraph(found.explanation.code, lead=" " * 9),
        *_parts(found.explanation),
    ]


def _parts(explanation: Explanation) -> Lines:
    return table(
        (
            ("  What happened", explanation.happened),
            ("  Keep in mind", explanation.not_meant),
            ("  What to do", explanation.to_do),
        )
    )


def _plain(text: str) -> str:
    return neutralise(text, LONGEST)


_ALL: Mapping[str, Explanation] = ChainMap(*map(dict, CHAPTERS.values()))
