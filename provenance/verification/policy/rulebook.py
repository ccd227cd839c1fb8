"""A policy whose rules have names, so that it can say which of them does not hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.model.ruling import Objection, Ruling
from provenance.verification.findings import own
from provenance.verification.policy.combining import NO_RULES
from provenance.verification.policy.interface import Policy

if TYPE_CHECKING:
    from provenance.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Hold when each of its named rules holds; with no rule it holds for nothing.

    Attributes:
        name: What people call the policy.
        rules: Pairs of a name, as in the policy file, and a rule.
    """

    name: str
    rules: tuple[tuple[str, Policy], ...]

    def objections(self, report: Report) -> tuple[str, ...]:
        """Return the objections of all rules."""
        return tuple(each.message for each in self.ruling(report).objections)

    def ruling(self, report: Report) -> Ruling:
        """Say whether the policy holds for a report and, if not, which rules do not.

        What several rules object to in the same words is said once, for the first of them.
        """
        said: dict[str, Objection] = {}
        for rule, policy in self.rules:
            for message in policy.objections(report):
                said.setdefault(message, Objection(rule=rule, message=message))
        if not self.rules:
            said[NO_RULES] = Objection(rule="", message=NO_RULES)
        return Ruling(name=self.name, holds=not said, objections=tuple(said.values()))

    def applied_to(self, report: Report) -> Report:
        """Return the report with the ruling in it, and a finding for each objection.

        The verdict stays what it is: a policy is the receiver's choice and no fact about the file.
        """
        ruling = self.ruling(report)
        findings = (own("policy.unmet", message=each.message) for each in ruling.objections)
        return replace(report, policy=ruling, findings=(*report.findings, *findings))
