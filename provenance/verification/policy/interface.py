"""What every policy offers, and how far into a chain a rule looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from provenance.model.report import Node, Report

Scope = Literal["chain", "last"]
"""Whose signatures a rule is about: all of the chain, or the last one alone."""


class Policy(Protocol):
    """Decide whether a report is good enough."""

    def objections(self, report: Report) -> tuple[str, ...]:
        """Say in one sentence each why the policy does not hold; nothing means that it holds."""


def nodes_of(report: Report, scope: Scope) -> tuple[Node, ...]:
    """Return the manifests that a rule of this scope is about, the last one first."""
    return report.nodes if scope == "chain" else report.nodes[:1]
