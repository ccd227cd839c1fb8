"""A new word about content that stays as it is: metadata or time only."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.model.vocabulary import StandardAction
from provenance.signing.checks import text
from provenance.signing.describe.action import Action
from provenance.signing.describe.base import Account
from provenance.signing.describe.redaction import Redaction

# C2PA 2.4, "Update manifests": no other action may stand in one.
UPDATES = (StandardAction.EDITED_METADATA, StandardAction.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Account):
    """Tell something new about content that already carries credentials, without changing it.

    Attributes:
        actions: c2pa.edited.metadata (when none is given) or c2pa.published.
        description: What is new, where an action has no description of its own.
        reason: Why, where an action has no reason of its own.
        redactions: Statements to take out of ancestors' credentials.

    Raises:
        DescriptionError: An action would change the content, or it cannot be stated in
            a conforming manifest.
    """

    reason: str = ""
    redactions: tuple[Redaction, ...] = ()

    def __post_init__(self) -> None:
        Account.__post_init__(self)
        text(self.reason, "reason")
        self._settle("redactions", tuple(self.redactions))
        if not self.all_actions_included:
            raise DescriptionError(
                "An update changes nothing that it does not list.",
                hint="Leave all_actions_included out.",
            )
        for action in self.steps():
            if action.action not in UPDATES:
                raise DescriptionError(
                    f"The action {action.action} does not fit an update, which changes no content.",
                    hint=f"Use {' or '.join(UPDATES)}, or describe an Edit.",
                )
        if not self.actions and not self.redactions:
            self._settle("actions", (Action(StandardAction.EDITED_METADATA),))
