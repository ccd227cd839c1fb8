"""Read the engine's crJSON document into a typed manifest store.

The document repeats what strangers wrote, so any JSON may stand anywhere. It ends
as a `ManifestStore` or as `Unparseable`; single odd things are passed over, and
stay visible in `ManifestStore.document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from provenance.engine.wire.actions import all_included, recorded_actions
from provenance.engine.wire.ingredients import ingredients, statuses
from provenance.engine.wire.shapes import assertion_label, mapping, mappings, sequence, text, texts
from provenance.errors import Unparseable
from provenance.model.store import Assertion, Generator, Manifest, ManifestStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.store import Json


def decode(crjson: bytes) -> ManifestStore:
    """Return the manifest store that `crjson` describes, the active manifest first.

    Raises:
        Unparseable: It is no JSON, or names no manifest.
    """
    try:
        document = mapping(msgspec.json.decode(crjson))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unparseable("The engine's account of this file is no JSON.") from error
    entries = sequence(document.get("manifests"))
    if not entries or not isinstance(entries[0], dict):
        raise Unparseable("The manifest store names no active manifest.")
    return ManifestStore(manifests=tuple(map(_manifest, mappings(entries))), document=document)


class _Own(msgspec.Struct, rename="camel"):
    label: str
    assertions: dict[str, Any]
    validation_results: dict[str, Any]


class _OwnStore(msgspec.Struct):
    manifests: tuple[_Own]


def decode_own(crjson: bytes) -> Manifest:
    """Return the manifest of a store that was just made here and holds no other one.

    Of it come its label, its assertions and the statuses, and nothing of what a claim tells: for
    every frame of a burst only this is asked.

    Raises:
        Unparseable: It is another document.
    """
    try:
        (own,) = msgspec.json.decode(crjson, type=_OwnStore).manifests
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unparseable("The engine's account of its own credentials is another one.") from error
    return Manifest(
        label=own.label,
        assertions=tuple(
            Assertion(label=each, data=own.assertions[each]) for each in own.assertions
        ),
        statuses=statuses(own.validation_results),
    )


def _manifest(entry: Mapping[str, Json]) -> Manifest:
    version = 2 if "claim.v2" in entry else 1
    claim = mapping(entry.get("claim.v2" if version == 2 else "claim"))  # noqa: PLR2004  # a version
    assertions = _assertions(entry, claim, version)
    used = ingredients(assertions, entry.get("ingredientDeltas"))
    return Manifest(
        label=text(entry.get("label")),
        claim_version=version,
        is_update=entry.get("isUpdateManifest") is True,
        title=text(claim.get("dc:title")),
        format=text(claim.get("dc:format")),
        instance_id=text(claim.get("instanceID")),
        generators=_generators(claim),
        assertions=assertions,
        actions=recorded_actions(assertions, used),
        all_actions_included=all_included(assertions),
        ingredients=used,
        redactions=texts(claim.get("redacted_assertions")),
        statuses=statuses(entry.get("validationResults")),
    )


def _assertions(
    entry: Mapping[str, Json], claim: Mapping[str, Json], version: int
) -> tuple[Assertion, ...]:
    """Return the assertions in the claim's order; those that it does not list come last.

    A claim of version 1 vouches for all that it lists; one of version 2 says which it does.
    """
    found = mapping(entry.get("assertions"))
    vouched = _listed(claim, "created_assertions" if version > 1 else "assertions")
    passed_on = _listed(claim, "gathered_assertions")
    labels = dict.fromkeys((*vouched, *passed_on, *found))
    return tuple(
        Assertion(label=label, data=found[label], created=label in vouched)
        for label in labels
        if label in found
    )


def _listed(claim: Mapping[str, Json], name: str) -> dict[str, None]:
    uris = (entry.get("url") for entry in mappings(claim.get(name)))
    return dict.fromkeys(assertion_label(uri) for uri in uris)


def _generators(claim: Mapping[str, Json]) -> tuple[Generator, ...]:
    """Read a list (version 1), a map (version 2), or the one string of the oldest claims."""
    info = claim.get("claim_generator_info")
    found = mappings(info) or mappings([info])
    if not found:
        name = text(claim.get("claim_generator"))
        return (Generator(name=name),) if name else ()
    return tuple(
        Generator(
            name=text(one.get("name")),
            version=text(one.get("version")),
            spec_version=text(one.get("specVersion")),
        )
        for one in found
    )
