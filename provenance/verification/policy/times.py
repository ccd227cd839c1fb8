"""Rules on time: only a trusted time-stamp proves one, and it proves the latest moment only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from provenance.model.statements import TimeStanding
from provenance.verification.policy.interface import Scope, nodes_of
from provenance.verification.policy.verdicts import unless_intact
from provenance.verification.quoting import named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from provenance.model.report import Node, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireProvenTime:
    """Hold when a trusted time-stamp dates each signature."""

    scope: Scope = "chain"

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each signature without one."""
        undated = (each for each in nodes_of(report, self.scope) if _proven(each) is None)
        return unless_intact(report) or tuple(map(_undated, undated))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximumAge:
    """Hold when each signature was time-stamped no longer ago than `age`, as of the judgement.

    A time-stamp shows that a signature existed no later than its time. An old signature can
    be given a new time-stamp, so this rule rests on signers that stamp as they sign. What
    the signers themselves state against it counts: a step of the history that is older than
    `age` is objected to, whatever the time-stamps say.
    """

    age: timedelta
    scope: Scope = "chain"

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each signature that is older, or whose age is not proven."""
        return unless_intact(report) or tuple(dict.fromkeys(self._against(report)))

    def _against(self, report: Report) -> Iterator[str]:
        at = report.checked_with.at
        nodes = nodes_of(report, self.scope)
        for node in nodes:
            proven = _proven(node)
            if proven is None:
                yield f"The age of {named(node.title)} is not known: {_undated(node)}"
            elif proven > at:
                yield f"{named(node.title)} is dated later than the moment of judging."
            elif at - proven > self.age:
                yield self._too_old(node.title, "was signed", proven)
        labels = {node.label for node in nodes}
        for step in report.history:
            if step.manifest in labels and step.when and at - step.when > self.age:
                yield self._too_old(step.subject, "was made or changed", step.when)

    def _too_old(self, title: str, what: str, when: datetime) -> str:
        return f"{named(title)} {what} on {when:%Y-%m-%d}, longer ago than {_in_words(self.age)}."


def _proven(node: Node) -> datetime | None:
    return node.time.at if node.time.standing is TimeStanding.PROVEN else None


def _undated(node: Node) -> str:
    return f"No accepted time-stamp shows when {named(node.title)} was signed."


def _in_words(age: timedelta) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number, rest = divmod(int(age.total_seconds()), length)
        if number and not rest:
            return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return f"{age.total_seconds():g} seconds"
