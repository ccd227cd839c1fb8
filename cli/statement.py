"""The statement that the options of `provenance sign` add up to, or why they do not."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from provenance.errors import InvalidArgument
from provenance.model.vocabulary import ACTIONS, StandardAction
from provenance.signing.describe import (
    Action,
    Capture,
    Composite,
    Edit,
    Generation,
    OwnAssertion,
    Permission,
    Preference,
    Update,
)

from . import console

if TYPE_CHECKING:
    from provenance.signing.describe import Description


class Kind(StrEnum):
    """What happened to the file."""

    CAPTURE = "capture"
    EDIT = "edit"
    GENERATION = "generation"
    COMPOSITE = "composite"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller wants to state, option by option, as typed."""

    kind: Kind
    device: str | None = None
    model: str | None = None
    model_version: str | None = None
    prompt: str | None = None
    inputs: tuple[Path, ...] = ()
    components: tuple[Path, ...] = ()
    parent: Path | None = None
    actions: tuple[str, ...] = ()
    source_type: str | None = None
    by_ai: bool = False
    partial: bool = False
    reason: str | None = None
    software: str | None = None
    when: datetime | None = None
    description: str | None = None
    no_training: bool = False
    assertions: tuple[str, ...] = ()


_MAKING = (Kind.CAPTURE, Kind.GENERATION, Kind.COMPOSITE)
_FITS: dict[str, tuple[str, tuple[Kind, ...]]] = {
    "device": ("--device", (Kind.CAPTURE,)),
    "model": ("--model", (Kind.GENERATION,)),
    "model_version": ("--model-version", (Kind.GENERATION,)),
    "prompt": ("--prompt", (Kind.GENERATION,)),
    "inputs": ("--input", (Kind.GENERATION,)),
    "components": ("--component", (Kind.COMPOSITE,)),
    "parent": ("--parent", (Kind.EDIT,)),
    "source_type": ("--source-type", (*_MAKING, Kind.EDIT)),
    "by_ai": ("--ai", (Kind.EDIT,)),
    "partial": ("--partial", (*_MAKING, Kind.EDIT)),
    "reason": ("--reason", (Kind.UPDATE,)),
}
"""Each option that belongs to some kinds only."""


class _Shared(TypedDict):
    actions: tuple[Action, ...]
    software: str | None
    when: datetime | None
    description: str
    all_actions_included: bool
    preferences: Preference | None
    assertions: tuple[OwnAssertion, ...]


class _Origin(TypedDict, total=False):
    source_type: str


def describe(wish: Wish) -> Description:
    """Word what the caller wants to state.

    Raises:
        InvalidArgument: Options contradict each other, or one is missing.
        DescriptionError: It cannot be stated in a conforming manifest.
        StorageError: The file of an assertion cannot be read.
    """
    _refuse_misfits(wish)
    shared = _shared(wish)
    if wish.kind is Kind.EDIT:
        return Edit(parent=wish.parent, **shared)
    if wish.kind is Kind.UPDATE:
        return Update(reason=wish.reason or "", **shared)
    origin: _Origin = {"source_type": wish.source_type} if wish.source_type else {}
    if wish.kind is Kind.CAPTURE:
        return Capture(device=wish.device, **origin, **shared)
    if wish.kind is Kind.COMPOSITE:
        return Composite(components=wish.components, **origin, **shared)
    return Generation(
        model=wish.model or "",
        model_version=wish.model_version or "",
        prompt=wish.prompt or "",
        inputs=wish.inputs,
        **origin,
        **shared,
    )


def _refuse_misfits(wish: Wish) -> None:
    for attribute, (option, kinds) in _FITS.items():
        if getattr(wish, attribute) and wish.kind not in kinds:
            raise InvalidArgument(
                f"{option} does not go with --as {wish.kind}.",
                hint=f"It goes with --as {' or '.join(kinds)}.",
            )
    if wish.by_ai and wish.source_type:
        raise InvalidArgument("--ai and --source-type say the same thing.", hint="Keep one.")
    if wish.kind is Kind.GENERATION and not wish.model:
        raise InvalidArgument(
            "--as generation does not say what made it.", hint="Name the model: --model NAME."
        )
    if wish.kind is Kind.COMPOSITE and not wish.components:
        raise InvalidArgument(
            "--as composite does not say of what.", hint="Name each part: --component FILE."
        )


def _shared(wish: Wish) -> _Shared:
    return {
        "actions": _actions(wish),
        "software": wish.software,
        "when": wish.when,
        "description": wish.description or "",
        "all_actions_included": not wish.partial,
        "preferences": Preference.of_all(Permission.NOT_ALLOWED) if wish.no_training else None,
        "assertions": tuple(_assertion(text) for text in wish.assertions),
    }


def _actions(wish: Wish) -> tuple[Action, ...]:
    """Return the actions; of an edit, those that change content carry the source type."""
    if wish.by_ai:
        return tuple(Action.by_ai(label) for label in wish.actions or (StandardAction.EDITED,))
    actions = tuple(Action(label) for label in wish.actions)
    if wish.kind is not Kind.EDIT or not wish.source_type:
        return actions
    typed = tuple(
        replace(action, digital_source_type=wish.source_type)
        if _changes_content(action)
        else action
        for action in actions
    )
    if typed == actions:
        raise InvalidArgument(
            "--source-type says how content was changed, and no action changes it.",
            hint="Name the change: --action c2pa.edited.",
        )
    return typed


def _changes_content(action: Action) -> bool:
    """Tell whether a source type belongs to the action; a caller's own may change anything."""
    kind = ACTIONS.get(action.action)
    return kind is None or kind.needs_source_type


def _assertion(text: str) -> OwnAssertion:
    label, separator, name = text.partition("=")
    if not (label and separator and name):
        raise InvalidArgument(
            f"--assertion {text!r} is not of the form LABEL=FILE.",
            hint="For example com.example.shoot=shoot.json.",
        )
    content = console.read_file(Path(name), "assertion")
    try:
        return OwnAssertion(label=label, data=json.loads(content))
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(
            f"{name} is not JSON: {error}.", hint="Check the file with a JSON checker."
        ) from error
