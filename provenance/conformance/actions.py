"""What the rubrics ask of actions: one function a check, each returns what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from provenance.conformance.document import Unreadable, at, each, mentions, one_of, size, text
from provenance.conformance.vocabulary import (
    ALLOWED_ACTIONS,
    DEPRECATED_ACTIONS,
    EXEMPT_ACTIONS,
    INCEPTION_ACTIONS,
    STANDARD_PARAMETERS,
)

if TYPE_CHECKING:
    from provenance.conformance.document import Document, Matches
    from provenance.model.store import Json


def labels(actions: Iterable[Json]) -> Matches:
    """Name these actions; one without a readable name becomes "(unnamed)"."""
    names = (at(action, "action") for action in actions)
    return tuple(name if isinstance(name, str) else "(unnamed)" for name in names)


def perceptible_without_source_type(document: Document) -> Matches:
    """Find standard perceptible actions without a digitalSourceType."""
    exempt = INCEPTION_ACTIONS | EXEMPT_ACTIONS
    return labels(
        action
        for action in document.actions
        if _is_standard(action)
        and not one_of(at(action, "action"), exempt)
        and at(action, "digitalSourceType") is None
    )


def created_without_source_type(document: Document) -> Matches:
    """Find c2pa.created actions without a digitalSourceType."""
    return labels(
        action
        for action in _named(document, "c2pa.created")
        if at(action, "digitalSourceType") is None
    )


def opened_with_source_type(document: Document) -> Matches:
    """Find c2pa.opened actions with a digitalSourceType; asked since 2.4."""
    if not document.asks(("2", "4")):
        return ()
    return labels(
        action
        for action in _named(document, "c2pa.opened")
        if at(action, "digitalSourceType") is not None
    )


def opened_without_one_ingredient(document: Document) -> Matches:
    """Find c2pa.opened actions that do not refer to exactly one ingredient."""
    return labels(
        action
        for action in _named(document, "c2pa.opened")
        if (ingredients := at(action, "parameters", "ingredients")) is None
        or size(ingredients) != 1
    )


def incomplete_open_and_save(document: Document) -> Matches:
    """Find a lone c2pa.opened whose assertion does not say that all actions are listed."""
    complete = at(document.assertions, "c2pa.actions.v2", "allActionsIncluded") is True
    if complete or len(document.actions) != 1:
        return ()
    return labels(_named(document, "c2pa.opened"))


def silent_about_completeness(document: Document) -> Matches:
    """Find actions assertions that do not state allActionsIncluded."""
    return tuple(
        label
        for label, data in document.assertions.items()
        if at(data, "actions") is not None and at(data, "allActionsIncluded") is None
    )


def misplaced_inception(document: Document) -> Matches:
    """Find a first created actions assertion that is not v2 or does not begin at the beginning."""
    urls = [at(reference, "url") for reference in document.created]
    about_actions = [url for url in urls if mentions(url, "c2pa.actions")]
    if not about_actions or not text(about_actions[0]).endswith("c2pa.actions.v2"):
        return ("no c2pa.actions.v2 among the created assertions",)
    if not any(True for _ in _named(document, "c2pa.created")):
        return ()
    opening = document.actions[0]
    return () if one_of(at(opening, "action"), INCEPTION_ACTIONS) else labels([opening])


def deprecated(document: Document) -> Matches:
    """Find deprecated actions."""
    return labels(a for a in document.actions if one_of(at(a, "action"), DEPRECATED_ACTIONS))


def unsupported(document: Document) -> Matches:
    """Find actions under the name c2pa. that the specification does not know."""
    return labels(
        action
        for action in document.actions
        if _is_standard(action) and not one_of(at(action, "action"), ALLOWED_ACTIONS)
    )


def unspecific_names(document: Document) -> Matches:
    """Find own actions whose name has no entity-specific prefix."""
    return labels(
        action
        for action in document.actions
        if not _is_standard(action) and not mentions(at(action, "action"), ".")
    )


def unspecific_parameters(document: Document) -> Matches:
    """Find own parameters of actions whose name has no entity-specific prefix."""
    found: list[str] = []
    for parameters in _parameters(document):
        if not isinstance(parameters, Mapping):
            raise Unreadable("the parameters of an action are not an object")
        found.extend(
            name for name in parameters if name not in STANDARD_PARAMETERS and "." not in name
        )
    return tuple(found)


def legacy_parameters(document: Document) -> Matches:
    """Find actions with a description or a single ingredient among their parameters."""
    return labels(
        action
        for action in document.actions
        if at(action, "parameters", "description") is not None
        or at(action, "parameters", "ingredient") is not None
    )


def _named(document: Document, name: str) -> Iterable[Json]:
    return (action for action in document.actions if at(action, "action") == name)


def _is_standard(action: Json) -> bool:
    return text(at(action, "action")).startswith("c2pa.")


def _parameters(document: Document) -> Iterable[Json]:
    found = (at(action, "parameters") for action in each(document.actions))
    return (parameters for parameters in found if parameters is not None)
