"""One thing that was done to the content, as its maker tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from provenance.errors import DescriptionError
from provenance.model.asset import Asset, AssetSource
from provenance.model.definition import SoftwareAgent
from provenance.model.store import NOTHING, Json
from provenance.model.vocabulary import (
    ACTIONS,
    PREFIX,
    ActionKind,
    DigitalSourceType,
    StandardAction,
)
from provenance.signing.checks import agent, json_value, moment, name, nearest, own_label, text
from provenance.signing.describe.regions import Region
from provenance.signing.describe.source_types import source_type

# A caller's own action has the parameters of its own making, and these of the specification
# (C2PA 2.4, "Parameters", among them those of the font actions).
_FREE_PARAMETERS = frozenset(
    {"multipleInstances", "sourceLanguage", "targetLanguage", "ranges"}
    | {"weight", "width", "italic", "slant", "optical-size"}
)
_RESERVED_PREFIXES = ("c2pa.", "cawg.", "stds.", "org.cai.")
_MADE_ELSEWHERE = {
    StandardAction.CREATED: "It is stated for you: describe a Capture, Generation or Composite.",
    StandardAction.OPENED: "It is stated for you: describe an Edit.",
    StandardAction.REDACTED: "Give redactions=(Redaction(...),) to an Edit or an Update.",
    StandardAction.REMOVED: "It would have to name the removed file: use c2pa.deleted.",
    StandardAction.WATERMARKED_BOUND: "It needs a soft binding of an algorithm on C2PA's "
    "list: use c2pa.watermarked.unbound, or sign durably (--durable).",
}


@dataclass(frozen=True, slots=True)
class Action:
    """State one action: a label of C2PA 2.4 ("c2pa.cropped"), or an own one ("com.example.blur").

    Attributes:
        action: The label; the prefix "c2pa." may be left out of a standard one.
        digital_source_type: How the change was made, as URI or by its last part. Where
            one must be stated and none is given, it is humanEdits; for c2pa.unknown it
            is composite, which leaves open whether AI was used.
        when: When it was done, with a time zone; your word, which proves nothing.
        software_agent: The program or device that did it; its name is enough.
        description: What was done, in your words.
        reason: Why.
        parameters: What the specification knows for this action, or own names with a dot.
        changes: Which parts of the content it changed.
        ingredient: The file that c2pa.placed put into the content; for no other action.

    Raises:
        DescriptionError: It cannot be stated in a conforming manifest; the hint says
            what can.
        InputNotFound, StorageError: The ingredient is no file, or a stream that cannot seek.
    """

    action: str
    digital_source_type: DigitalSourceType | str | None = field(default=None, kw_only=True)
    when: datetime | None = field(default=None, kw_only=True)
    software_agent: SoftwareAgent | str | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)
    reason: str = field(default="", kw_only=True)
    parameters: Mapping[str, Json] = field(default_factory=lambda: NOTHING, kw_only=True)
    changes: tuple[Region, ...] = field(default=(), kw_only=True)
    ingredient: AssetSource | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        label = _label(self.action)
        kind = ACTIONS.get(label)
        text(self.description, f"description of {label}")
        text(self.reason, f"reason of {label}")
        settled = {
            "action": label,
            "digital_source_type": _settled_source_type(self.digital_source_type, label, kind),
            "when": moment(self.when, f"time of {label}"),
            "software_agent": agent(self.software_agent, f"software of {label}"),
            "parameters": _checked_parameters(self.parameters, label, kind),
            "changes": tuple(self.changes),
            "ingredient": _checked_ingredient(self.ingredient, label),
        }
        for attribute, value in settled.items():
            object.__setattr__(self, attribute, value)

    @classmethod
    def of(cls, action: Action | str) -> Action:
        """Return `action`, made from its label when only that is given."""
        return action if isinstance(action, Action) else cls(action)

    @classmethod
    def by_ai(
        cls,
        action: str,
        *,
        software_agent: SoftwareAgent | str | None = None,
        when: datetime | None = None,
        description: str = "",
        changes: tuple[Region, ...] = (),
    ) -> Action:
        """State a change that a generative model made to content that stays otherwise as it was."""
        return cls(
            action,
            digital_source_type=DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
            software_agent=software_agent,
            when=when,
            description=description,
            changes=changes,
        )

    def assets(self) -> tuple[Asset, ...]:
        """Return the placed file, if any."""
        return () if self.ingredient is None else (Asset.of(self.ingredient),)


def _label(written: str) -> str:
    name(written, "action")
    label = f"{PREFIX}{written}" if f"{PREFIX}{written}" in ACTIONS else written
    kind = ACTIONS.get(label)
    if kind is None:
        return _own_action(label)
    if kind.deprecated:
        cure = (
            f"Use {kind.replacement}." if kind.replacement else "Leave it out, or use an own one."
        )
        raise DescriptionError(f"The action {label} is deprecated.", hint=cure)
    if label in _MADE_ELSEWHERE:
        raise DescriptionError(
            f"The action {label} cannot be given by hand.",
            hint=_MADE_ELSEWHERE[StandardAction(label)],
        )
    return label


def _own_action(label: str) -> str:
    domain = label.partition(".")[0].lower()
    if "." in label and domain != "c2pa" and f"{PREFIX}{domain}" not in ACTIONS:
        return own_label(label, "action")
    choices = [k for k, kind in ACTIONS.items() if not kind.deprecated and k not in _MADE_ELSEWHERE]
    cure = nearest(label, choices, prefix=PREFIX)
    if "." not in label:
        cure += ' One of your own has a dot: "com.example.blur".'
    raise DescriptionError(f"The action {label!r} is unknown.", hint=cure)


def _settled_source_type(
    written: DigitalSourceType | str | None, label: str, kind: ActionKind | None
) -> DigitalSourceType | None:
    if written:
        return source_type(written)
    if kind is None or not kind.needs_source_type:
        return None
    if label == StandardAction.UNKNOWN:
        return DigitalSourceType.COMPOSITE
    return DigitalSourceType.HUMAN_EDITS


def _checked_parameters(
    parameters: Mapping[str, Json], label: str, kind: ActionKind | None
) -> Mapping[str, Json]:
    known = kind.parameters if kind else _FREE_PARAMETERS
    for parameter in parameters:
        if parameter in known:
            continue
        if "." not in parameter or parameter.startswith(_RESERVED_PREFIXES):
            cure = nearest(parameter, known) if known else ""
            raise DescriptionError(
                f"The parameter {parameter!r} is unknown for {label}.",
                hint=f'{cure} One of your own has a dot: "com.example.strength".'.lstrip(),
            )
        own_label(parameter, "parameter")
    if missing := (kind.required if kind else frozenset()) - set(parameters):
        raise DescriptionError(
            f"The action {label} lacks the parameter {min(missing)}.",
            hint=f"State {' and '.join(sorted(kind.required if kind else ()))}.",
        )
    stated: Mapping[str, Json] = json_value(parameters, f"parameters of {label}")
    return stated


def _checked_ingredient(ingredient: AssetSource | None, label: str) -> Asset | None:
    placed = label == StandardAction.PLACED
    if placed and ingredient is None:
        raise DescriptionError(
            "The action c2pa.placed does not say which file was placed.",
            hint="Give ingredient=, or describe a Composite.",
        )
    if ingredient is None:
        return None
    if not placed:
        raise DescriptionError(
            f"The action {label} cannot carry an ingredient.", hint="Only c2pa.placed can."
        )
    return Asset.of(ingredient)
