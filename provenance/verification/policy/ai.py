"""Rules on the use of AI, judged by what intact credentials declare.

No rule can find AI that nobody declares. What these rules can do is to refuse silence: an
origin that is not told may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.vocabulary import StandardAction, recognise
from provenance.verification.policy.deeds import gaps
from provenance.verification.policy.verdicts import unless_intact
from provenance.verification.quoting import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.report import Node, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class AIDeclared:
    """Hold when the credentials tell for the whole chain whether AI was used.

    It objects where a source type leaves that open ("composite", "digital art"), and where
    an origin is not told: an ingredient without credentials, a beginning without a known
    digital source type, a record that was removed. An edit that says nothing of AI counts as
    made without it: C2PA 2.4 ("Actions") has a signer say so otherwise.
    """

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each place where the use of AI is left open."""
        return unless_intact(report) or tuple(dict.fromkeys(_left_open(report)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAI:
    """Hold when the credentials tell the whole chain, and no use of AI in it.

    It is `AIDeclared`, and objects to AI that is declared.
    """

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to a use of AI, and to each place where it is left open."""
        declared = report.signals.ai in {"generated", "edited"}
        used = (report.signals.ai_sentence or "AI was used.",) if declared else ()
        return unless_intact(report) or (*used, *dict.fromkeys(_left_open(report)))


def _left_open(report: Report) -> Iterator[str]:
    told_possible = any(step.ai == "possible" for step in report.history)
    if report.signals.ai == "possible" or told_possible:
        yield "Its makers leave open whether AI was used."
    yield from gaps(report)
    for node in report.nodes:
        if not _origin_is_told(node, report):
            yield f"How {named(node.title)} came to be is not told."


def _origin_is_told(node: Node, report: Report) -> bool:
    """Tell whether a manifest says how its content began, or from what it was made."""
    beginnings = [
        step.digital_source_type
        for step in report.history
        if step.manifest == node.label and step.action == StandardAction.CREATED
    ]
    if beginnings:
        return all(recognise(each).type is not None for each in beginnings)
    how = [edge.relationship for edge in node.ingredients]
    return "parentOf" in how or how == ["componentOf"]
