"""Read the actions assertions of one manifest, of every version of the specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.engine.wire.shapes import (
    assertion_label,
    flag,
    mapping,
    mappings,
    moment,
    sequence,
    text,
    texts,
)
from provenance.model.store import RecordedAction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.store import Assertion, Ingredient, Json

LABEL = "c2pa.actions"

NAMED_INGREDIENTS = ("ingredients", "ingredient", "org.cai.ingredientIds", "ingredientIds")
"""Parameters that point at ingredients; the last two hold instance ids and are not standard."""


def is_actions(label: str) -> bool:
    """Tell whether an assertion with this label lists actions: c2pa.actions.v2__1, for example."""
    base = label.partition("__")[0]
    return base == LABEL or base.startswith(f"{LABEL}.v")


def recorded_actions(
    assertions: Iterable[Assertion], ingredients: tuple[Ingredient, ...]
) -> tuple[RecordedAction, ...]:
    """Return the actions of all actions assertions, in the order of the assertions.

    Args:
        assertions: Those of one manifest.
        ingredients: Those of the same manifest; older actions name them by instance id.
    """
    labels = {entry.instance_id: entry.label for entry in ingredients if entry.instance_id}
    return tuple(
        _action(entry, mapping(assertion.data), labels, created=assertion.created)
        for assertion in assertions
        if is_actions(assertion.label)
        for entry in mappings(mapping(assertion.data).get("actions"))
    )


def all_included(assertions: Iterable[Assertion]) -> bool | None:
    """Return what the maker says of all lists together: any "no" counts, then any silence."""
    said = [
        flag(mapping(assertion.data).get("allActionsIncluded"))
        for assertion in assertions
        if is_actions(assertion.label)
    ]
    if False in said:
        return False
    return True if said and None not in said else None


def _action(
    entry: Mapping[str, Json],
    assertion: Mapping[str, Json],
    labels: Mapping[str, str],
    *,
    created: bool,
) -> RecordedAction:
    parameters = mapping(entry.get("parameters"))
    when = moment(entry.get("when"))
    return RecordedAction(
        action=text(entry.get("action")),
        when=when,
        unreadable_when="" if when else text(entry.get("when")),
        software_agent=_agent(entry, assertion),
        digital_source_type=text(entry.get("digitalSourceType")),
        description=text(entry.get("description")) or text(parameters.get("description")),
        ingredients=_ingredients(entry, parameters, labels),
        parameters={k: v for k, v in parameters.items() if k not in NAMED_INGREDIENTS},
        created=created,
    )


def _agent(entry: Mapping[str, Json], assertion: Mapping[str, Json]) -> str:
    """Return name and version: a string, a map, or a place in the assertion's own list."""
    agent = entry.get("softwareAgent")
    place = entry.get("softwareAgentIndex")
    if agent is None and isinstance(place, int):
        agents = sequence(assertion.get("softwareAgents"))
        agent = agents[place] if 0 <= place < len(agents) else None
    named = mapping(agent)
    return text(agent) or f"{text(named.get('name'))} {text(named.get('version'))}".strip()


def _ingredients(
    entry: Mapping[str, Json], parameters: Mapping[str, Json], labels: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the labels of the ingredient assertions that an action points at, each once."""
    uris = (*sequence(parameters.get("ingredients")), parameters.get("ingredient"))
    linked = (assertion_label(mapping(uri).get("url")) for uri in uris)
    instances = (
        text(entry.get("instanceId")) or text(entry.get("instanceID")),
        text(parameters.get("instanceId")),
        *texts(parameters.get("org.cai.ingredientIds")),
        *texts(parameters.get("ingredientIds")),
    )
    named = (labels.get(instance, "") for instance in instances)
    return tuple(dict.fromkeys(label for label in (*linked, *named) if label))
