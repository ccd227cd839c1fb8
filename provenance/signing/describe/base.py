"""What every description has: who did it, when, in which words, and what else is stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.errors import DescriptionError
from provenance.model.definition import AssertionDefinition, SoftwareAgent
from provenance.signing.checks import agent, moment, text
from provenance.signing.describe.action import Action
from provenance.signing.describe.assertion import OwnAssertion
from provenance.signing.describe.preferences import Preference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.asset import Asset


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Tell what the five descriptions share.

    Heirs call `Account.__post_init__(self)`: super() does not work in a slotted dataclass.

    Attributes:
        actions: What was done, in order; a label is enough for an action.
        software: The program that did it, where an action names none of its own.
        when: When it was done, with a time zone, where an action names no time of its
            own; your word, which proves nothing.
        description: What was done as a whole, in your words.
        all_actions_included: Whether nothing was done that is not listed.
        preferences: What machines may do with the content.
        assertions: Statements of your own.
    """

    actions: tuple[Action | str, ...] = ()
    software: SoftwareAgent | str | None = None
    when: datetime | None = None
    description: str = ""
    all_actions_included: bool = True
    preferences: Preference | None = None
    assertions: tuple[OwnAssertion, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.actions, str | Action):
            raise DescriptionError("The actions are no list.", hint='Give ("c2pa.cropped",).')
        self._settle("actions", tuple(Action.of(action) for action in self.actions))
        self._settle("software", agent(self.software, "software"))
        self._settle("assertions", tuple(self.assertions))
        moment(self.when, "time")
        text(self.description, "description")

    def _settle(self, attribute: str, value: object) -> None:
        object.__setattr__(self, attribute, value)

    def steps(self) -> tuple[Action, ...]:
        """Return the actions, each as an `Action`."""
        return tuple(Action.of(action) for action in self.actions)

    def assets(self) -> tuple[Asset, ...]:
        """Return the files beside the source that must be read, in the order of use."""
        return tuple(asset for action in self.steps() for asset in action.assets())

    def time_stamps(self) -> Mapping[str, bytes]:
        """Return tokens over the signatures of ancestors, by the labels of their manifests."""
        return {}

    def statements(self) -> tuple[AssertionDefinition, ...]:
        """Return the assertions that it makes beside actions and ingredients."""
        preferences = () if self.preferences is None else (self.preferences.assertion(),)
        return (*preferences, *(assertion.definition() for assertion in self.assertions))
