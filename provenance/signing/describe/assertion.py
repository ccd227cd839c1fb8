"""A statement of the maker's own, beside actions and ingredients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from provenance.errors import DescriptionError
from provenance.model.definition import AssertionDefinition
from provenance.model.store import Json
from provenance.signing.checks import json_value, own_label

_STANDARD = frozenset({"cawg.metadata"})
_RESERVED = ("c2pa.", "cawg.", "stds.", "font.", "org.cai.")
_CURES = {
    "cawg.training-mining": "Give preferences=Preference(...) instead.",
    "c2pa.metadata": "Choose the fields with MetadataChoice instead.",
    "c2pa.actions": "Give actions=(...) instead.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAssertion:
    """State something in a form of your own: a map of JSON under a label of your own.

    Attributes:
        label: An entity-specific name, "com.example.shoot"; or cawg.metadata.
        created: Whether the signer vouches for it; False passes on somebody else's word.

    Raises:
        DescriptionError: The label is reserved or malformed, or the data is no JSON map.
    """

    label: str
    data: Mapping[str, Json]
    created: bool = True

    def __post_init__(self) -> None:
        if self.label not in _STANDARD:
            self._refuse_reserved()
            own_label(self.label, "assertion label")
        if not isinstance(self.data, Mapping) or not self.data:
            raise DescriptionError(
                f"The assertion {self.label} holds no map.", hint='Give {"key": value}.'
            )
        if self.label in _STANDARD and "@context" not in self.data:
            raise DescriptionError(
                f"The assertion {self.label} lacks @context.",
                hint="It is JSON-LD: name the vocabularies that its keys come from.",
            )
        object.__setattr__(self, "data", json_value(self.data, f"assertion {self.label}"))

    def definition(self) -> AssertionDefinition:
        """Return the assertion as a definition states it."""
        return AssertionDefinition(label=self.label, data=self.data, created=self.created)

    def _refuse_reserved(self) -> None:
        base = self.label.partition("__")[0].removesuffix(".v2")
        if f"{self.label.lower()}.".startswith(_RESERVED):
            cure = _CURES.get(base, 'Begin it with your domain, reversed: "com.example.note".')
            raise DescriptionError(f"The assertion label {self.label!r} is reserved.", hint=cure)
