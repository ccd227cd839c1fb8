"""What the maker allows others to do with the content: training, inference and mining.

Source: CAWG "Training and Data Mining Assertion" 1.1. It is a wish that a signature
makes verifiable; it stops nobody by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from provenance.errors import DescriptionError
from provenance.model.definition import AssertionDefinition
from provenance.signing.checks import nearest, text

LABEL = "cawg.training-mining"


class Permission(StrEnum):
    """Whether a use is allowed; a constrained use needs the maker's consent."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "notAllowed"
    CONSTRAINED = "constrained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """State which uses by machines the maker allows; None leaves one unsaid.

    Attributes:
        ai_training: Training of models that do not generate content.
        ai_generative_training: Training of models that generate content.
        ai_inference: Use as input to a trained model.
        data_mining: Extraction of text or data.
        constraint_info: Where the terms of constrained uses stand: an address or a sentence.

    Raises:
        DescriptionError: Nothing is said, a value is unknown, or a constraint has no terms.
    """

    ai_training: Permission | str | None = None
    ai_generative_training: Permission | str | None = None
    ai_inference: Permission | str | None = None
    data_mining: Permission | str | None = None
    constraint_info: str = ""

    def __post_init__(self) -> None:
        uses = self._uses()
        if not uses:
            raise DescriptionError(
                "The preference says nothing.", hint="Name at least one use, or leave it out."
            )
        for use in uses.values():
            if use not in set(Permission):
                raise DescriptionError(
                    f"The preference {use!r} is unknown.", hint=nearest(str(use), set(Permission))
                )
        text(self.constraint_info, "constraint information")
        constrained = Permission.CONSTRAINED in uses.values()
        if constrained != bool(self.constraint_info):
            raise DescriptionError(
                "A constrained use and its terms go together.",
                hint="Give constraint_info exactly when a use is constrained.",
            )

    @classmethod
    def of_all(cls, permission: Permission | str, *, constraint_info: str = "") -> Preference:
        """State the same for all four uses."""
        return cls(
            ai_training=permission,
            ai_generative_training=permission,
            ai_inference=permission,
            data_mining=permission,
            constraint_info=constraint_info,
        )

    def assertion(self) -> AssertionDefinition:
        """Return the assertion that states it."""
        return AssertionDefinition(
            label=LABEL,
            data={"entries": {f"cawg.{use}": self._entry(p) for use, p in self._uses().items()}},
        )

    def _uses(self) -> dict[str, str]:
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "constraint_info"}
        return {use: str(permission) for use, permission in named.items() if permission is not None}

    def _entry(self, permission: str) -> dict[str, str]:
        if permission == Permission.CONSTRAINED:
            return {"use": permission, "constraint_info": self.constraint_info}
        return {"use": permission}
