"""Rules on what was done: every manifest of the chain is asked, because each may add actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.vocabulary import ACTIONS
from provenance.verification.policy.verdicts import unless_intact
from provenance.verification.quoting import named, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.report import Edge, Node, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedActions:
    """Hold when the signers tell all that was done, and it is nothing but these actions.

    It objects to what it cannot know, too: an ingredient without credentials, a manifest that
    tells no action, a record that was removed, and a signer that says that more was done than
    is listed. A signer that leaves open whether its list is whole is believed.
    """

    actions: tuple[str, ...]

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each other action, and to each gap in what is told."""
        return unless_intact(report) or tuple(dict.fromkeys(self._against(report)))

    def _against(self, report: Report) -> Iterator[str]:
        for node in report.nodes:
            for action in node.actions:
                if not _is_among(action, self.actions):
                    yield f"{named(node.title)} states {shorten(action)}, which is not allowed."
            if not node.actions:
                yield f"What was done to {named(node.title)} is not told."
            if node.all_actions_included is False:
                yield f"More was done to {named(node.title)} than is listed, says its signer."
        yield from gaps(report)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenActions:
    """Hold when no signer states one of these actions.

    What nobody states it cannot see; `AllowedActions` asks for a history without gaps.
    """

    actions: tuple[str, ...]

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to each forbidden action."""
        if not self.actions:
            return ("The policy forbids no action.",)
        said = (
            f"{named(node.title)} states {shorten(action)}, which is forbidden."
            for node in report.nodes
            for action in node.actions
            if _is_among(action, self.actions)
        )
        return unless_intact(report) or tuple(dict.fromkeys(said))


def gaps(report: Report) -> Iterator[str]:
    """Name each place where the chain of records ends without telling an origin."""
    for node in report.nodes:
        for edge in node.ingredients:
            if edge.state != "credentialed":
                yield _gap(node, edge)
    if any(finding.code == "chain.redacted" for finding in report.findings):
        yield "A later signer removed the record of an ingredient."


def _gap(node: Node, edge: Edge) -> str:
    return (
        f"Where {named(edge.title)}, which went into {named(node.title)}, comes from is not "
        "told: it had no credentials."
    )


def _is_among(action: str, labels: tuple[str, ...]) -> bool:
    """Tell whether an action is one of `labels`, by its own name or by that which replaced it."""
    kind = ACTIONS.get(action)
    return action in labels or (kind is not None and kind.replacement in labels)
