"""Read the ingredient assertions of one manifest, and what was and is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.engine.wire.shapes import (
    assertion_label,
    base64_of,
    manifest_label,
    mapping,
    mappings,
    text,
)
from provenance.model.status import StatusKind, lookup
from provenance.model.store import Ingredient, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.model.store import Assertion, Json

LABEL = "c2pa.ingredient"


def is_ingredient(label: str) -> bool:
    """Tell whether an assertion with this label is an ingredient of any version."""
    base = label.partition("__")[0]
    return base == LABEL or base.startswith(f"{LABEL}.v")


def ingredients(assertions: Iterable[Assertion], deltas: Json) -> tuple[Ingredient, ...]:
    """Return the ingredients of one manifest.

    Args:
        assertions: Those of the manifest.
        deltas: Its `ingredientDeltas`: what the engine sees otherwise than was recorded.
    """
    today = _deltas_by_label(deltas)
    return tuple(
        _ingredient(assertion.label, mapping(assertion.data), today.get(assertion.label, ()))
        for assertion in assertions
        if is_ingredient(assertion.label)
    )


def statuses(results: Json) -> tuple[Status, ...]:
    """Return the statuses of a validation result that keeps one list for each kind."""
    found = mapping(results)
    return tuple(
        _status(entry, kind) for kind in StatusKind for entry in mappings(found.get(kind.value))
    )


def _ingredient(label: str, data: Mapping[str, Json], deltas: tuple[Status, ...]) -> Ingredient:
    """Read versions 1 and 2 (`c2pa_manifest`) and 3 (`activeManifest`)."""
    reference = mapping(data.get("activeManifest") or data.get("c2pa_manifest"))
    return Ingredient(
        label=label,
        title=text(data.get("dc:title")),
        format=text(data.get("dc:format")),
        relationship=text(data.get("relationship")),
        instance_id=text(data.get("instanceID")),
        manifest=manifest_label(reference.get("url")),
        claimed_hash=base64_of(reference.get("hash")),
        digital_source_type=text(data.get("digitalSourceType")),
        recorded=_recorded(data),
        deltas=deltas,
    )


def _recorded(data: Mapping[str, Json]) -> tuple[Status, ...]:
    """Return what the signer's validator said, about the ingredient and about its own ingredients."""
    results = mapping(data.get("validationResults"))
    nested = mappings(results.get("ingredientDeltas"))
    return (
        *statuses(results.get("activeManifest")),
        *(status for entry in nested for status in statuses(entry.get("validationDeltas"))),
        *(_status(entry, None) for entry in mappings(data.get("validationStatus"))),
    )


def _deltas_by_label(deltas: Json) -> dict[str, tuple[Status, ...]]:
    found: dict[str, tuple[Status, ...]] = {}
    for entry in mappings(deltas):
        label = assertion_label(entry.get("ingredientAssertionURI"))
        found[label] = (*found.get(label, ()), *statuses(entry.get("validationDeltas")))
    return found


def _status(entry: Mapping[str, Json], kind: StatusKind | None) -> Status:
    """Read one status; the older form has no lists, so a code that we do not know is a failure."""
    code = text(entry.get("code"))
    return Status(
        code=code,
        kind=kind or lookup(code, reported=StatusKind.FAILURE).kind,
        uri=text(entry.get("url")),
        explanation=text(entry.get("explanation")),
    )
