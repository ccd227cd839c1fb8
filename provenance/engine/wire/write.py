"""Write a manifest definition as the JSON that the engine builds a manifest from.

Pictures are not in it: they are handed over as resources under the names given here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from provenance.errors import DescriptionError
from provenance.model.definition import Intent

if TYPE_CHECKING:
    from provenance.model.definition import (
        ActionDefinition,
        AssertionDefinition,
        IngredientDefinition,
        ManifestDefinition,
        SoftwareAgent,
        Thumbnail,
    )
    from provenance.model.store import Json

SPEC_VERSION = "2.4"  # conformance programme 0.2, "mandatory_spec_version"
LARGEST_ARGUMENT = 1 << 20  # the engine takes no JSON argument of more bytes
CLAIM_THUMBNAIL = "claim-thumbnail"
TIME_STAMP = "c2pa.time-stamp"

SAFE_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Other labels change their meaning in a JUMBF URI, and some abort the process."""

ENGINE_OWNED = re.compile(r".*(__.*|\.v\d+)")
"""Parts that the engine takes for its own numbering, and removes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A picture that the JSON refers to by `name`."""

    name: str
    data: bytes


def encode(definition: ManifestDefinition) -> str:
    """Return the engine's JSON for a manifest, without its ingredients.

    Raises:
        DescriptionError: Something in it cannot be written, or is too large.
    """
    document: dict[str, Json] = {
        "claim_generator_info": [_agent(definition.generator) | {"specVersion": SPEC_VERSION}],
        **_title(definition.title),
        "format": definition.media_type,
        "assertions": [
            _actions(definition),
            *map(_assertion, definition.assertions),
            *_time_stamps(definition),
        ],
    }
    if definition.redactions:
        document["redactions"] = list(definition.redactions)
    if definition.thumbnail is not None:
        if definition.intent is Intent.UPDATE:
            raise DescriptionError(
                "An update manifest has no thumbnail, because the content is unchanged."
            )
        document["thumbnail"] = _reference(definition.thumbnail, CLAIM_THUMBNAIL)
    return _json(document)


def encode_ingredient(ingredient: IngredientDefinition) -> str:
    """Return the engine's JSON for one ingredient; actions find it by `ingredient.key`.

    Raises:
        DescriptionError: Something in it cannot be written.
    """
    document: dict[str, Json] = {
        **_title(ingredient.title),
        "relationship": ingredient.relationship,
        "label": ingredient.key,
    }
    if ingredient.thumbnail is not None:
        document["thumbnail"] = _reference(ingredient.thumbnail, _thumbnail_name(ingredient))
    return _json(document)


def _title(title: str) -> dict[str, Json]:
    return {"title": title} if title else {}


def resources(definition: ManifestDefinition) -> tuple[Resource, ...]:
    """Return the pictures that the JSON of a manifest and of its ingredients refers to."""
    own = definition.thumbnail
    return (
        *((Resource(name=CLAIM_THUMBNAIL, data=own.data),) if own else ()),
        *(
            Resource(name=_thumbnail_name(ingredient), data=ingredient.thumbnail.data)
            for ingredient in definition.ingredients
            if ingredient.thumbnail is not None
        ),
    )


def _actions(definition: ManifestDefinition) -> dict[str, Json]:
    return {
        "label": "c2pa.actions.v2",
        "data": {
            "allActionsIncluded": definition.all_actions_included,
            "actions": list(map(_action, definition.actions)),
        },
        "created": True,
    }


def _time_stamps(definition: ManifestDefinition) -> list[Json]:
    """State tokens as numbers, for JSON has no bytes; the engine writes them as such."""
    if not definition.time_stamps:
        return []
    data: Json = {label: list(token) for label, token in definition.time_stamps.items()}
    return [{"label": TIME_STAMP, "data": data, "created": True}]


def _action(action: ActionDefinition) -> dict[str, Json]:
    parameters = dict(action.parameters)
    if action.ingredients:
        parameters["ingredientIds"] = list(action.ingredients)
    fields: dict[str, Json] = {
        "action": action.action,
        "when": action.when.isoformat() if action.when else None,
        "softwareAgent": _agent(action.software_agent) if action.software_agent else None,
        "digitalSourceType": action.digital_source_type,
        "description": action.description,
        "reason": action.reason,
        "changes": list(action.changes),
        "parameters": parameters,
    }
    return {name: value for name, value in fields.items() if value}


def _assertion(assertion: AssertionDefinition) -> dict[str, Json]:
    label = assertion.label
    if not SAFE_LABEL.fullmatch(label) or ENGINE_OWNED.fullmatch(label):
        raise DescriptionError(
            f"The engine cannot keep the assertion label {label!a} as it is.",
            hint="Use letters, digits, dots and hyphens, without a version at the end.",
        )
    return {"label": label, "data": assertion.data, "created": assertion.created}


def _agent(agent: SoftwareAgent) -> dict[str, Json]:
    return {"name": agent.name} | ({"version": agent.version} if agent.version else {})


def _reference(thumbnail: Thumbnail, name: str) -> dict[str, Json]:
    return {"format": thumbnail.media_type, "identifier": name}


def _thumbnail_name(ingredient: IngredientDefinition) -> str:
    return f"ingredient-thumbnail-{ingredient.key}"


def _json(document: Json) -> str:
    try:
        written = msgspec.json.encode(document, enc_hook=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise DescriptionError(
            "The description holds a value that JSON cannot express.",
            hint="Use text, numbers, true, false, lists and maps.",
        ) from error
    if len(written) > LARGEST_ARGUMENT:
        raise DescriptionError(
            "The description is larger than 1 MiB, which the engine does not take.",
            hint="Shorten the longest assertion.",
        )
    return written.decode()


def _plain(value: object) -> Json:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
