"""What the rubrics ask of assertions, claim and label: each function returns what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.conformance.document import at, each, one_of, text
from provenance.conformance.vocabulary import (
    ALLOWED_ASSERTIONS,
    DEPRECATED_ASSERTIONS,
    HUMAN_ENTRIES,
    NEVER_REFERENCED,
    RELATIONSHIPS,
    TIFF_MEDIA_TYPES,
)

if TYPE_CHECKING:
    from provenance.conformance.document import Document, Matches
    from provenance.model.store import Json

PRESERVATION_IMAGE = "exif.originalPreservationImage"


def wrong_spec_version(document: Document) -> Matches:
    """Find a specVersion that is missing (asked since 2.4) or another than the expected one."""
    generators = at(document.claim, "claim_generator_info")
    generator = next(iter(each(generators)), None)
    stated = at(generator, "specVersion") or at(generators, "specVersion")
    if stated is None:
        return ("missing",) if document.asks(("2", "4")) else ()
    if not isinstance(stated, str):
        return ("not a text",)
    same = stated.split(".")[:2] == document.spec_version.split(".")[:2]
    return () if same else (stated,)


def version_in_claim(document: Document) -> Matches:
    """Find a specVersion in the claim itself, where it is deprecated."""
    return ("specVersion",) if at(document.claim, "specVersion") is not None else ()


def foreign_label(document: Document) -> Matches:
    """Find an active manifest whose label is not a urn:c2pa."""
    label = text(at(document.active, "label"))
    return () if label.startswith("urn:c2pa:") else (label or "no label",)


def deprecated(document: Document) -> Matches:
    """Find deprecated assertions."""
    return tuple(
        label
        for label in document.assertions
        if label.startswith("stds.") or label in DEPRECATED_ASSERTIONS
    )


def unsupported(document: Document) -> Matches:
    """Find assertions under the name c2pa. that the specification does not know."""
    known = ALLOWED_ASSERTIONS | DEPRECATED_ASSERTIONS
    return tuple(
        label
        for label in document.assertions
        if label.startswith("c2pa.") and label.split("__")[0] not in known
    )


def unspecific_names(document: Document) -> Matches:
    """Find own assertions whose label has no entity-specific prefix."""
    return tuple(label for label in document.assertions if "." not in label)


def ratings_by_people(document: Document) -> Matches:
    """Find review ratings beside a data source that is a person's entry."""
    return tuple(
        label
        for label, data in document.assertions.items()
        if at(data, "reviewRatings") is not None
        and one_of(at(data, "dataSource", "type"), HUMAN_ENTRIES)
    )


def results_without_manifest(document: Document) -> Matches:
    """Find ingredients with validation results but no manifest that they could speak of."""
    return tuple(
        label
        for label, data in document.ingredients.items()
        if at(data, "activeManifest") is None and at(data, "validationResults") is not None
    )


def manifest_without_results(document: Document) -> Matches:
    """Find ingredients with a manifest but without validation results."""
    return tuple(
        label
        for label, data in document.ingredients.items()
        if at(data, "activeManifest") is not None and at(data, "validationResults") is None
    )


def manifest_beside_source_type(document: Document) -> Matches:
    """Find ingredients with both a manifest and a digitalSourceType."""
    return tuple(
        label
        for label, data in document.ingredients.items()
        if at(data, "activeManifest") is not None and at(data, "digitalSourceType") is not None
    )


def unknown_relationships(document: Document) -> Matches:
    """Find ingredients with a relationship that the specification does not know."""
    return tuple(
        label
        for label, data in document.ingredients.items()
        if not one_of(at(data, "relationship"), RELATIONSHIPS)
    )


def ambiguous_preservation_images(document: Document) -> Matches:
    """Find alternative content representations with both ways, or no way, to the content."""
    return tuple(
        label
        for label, data in document.assertions.items()
        if PRESERVATION_IMAGE in (at(data, "type"), at(data, "parameters", "type"))
        and (at(data, "parameters", "multiAssetPartIndex") is None)
        == (at(data, "parameters", "embeddedOriginalPreservationImage") is None)
    )


def forbidden_references(document: Document) -> Matches:
    """Find external references to assertions that must lie in the manifest itself."""
    return tuple(
        label for label, data in document.assertions.items() if _is_forbidden_reference(data)
    )


def urls_in_hashes(document: Document) -> Matches:
    """Find hash assertions with the deprecated field `url`."""
    hashes = ("c2pa.hash.data", "c2pa.hash.bmff.v3")
    return tuple(label for label in hashes if at(document.assertions, label, "url"))


def box_hash_of_tiff(document: Document) -> Matches:
    """Find a box hash over a file of the TIFF family."""
    media_type = at(document.assertions, "c2pa.asset-type.v2", "dc:format")
    boxes = "c2pa.hash.boxes"
    return (boxes,) if boxes in document.assertions and one_of(media_type, TIFF_MEDIA_TYPES) else ()


def _is_forbidden_reference(data: Json) -> bool:
    label = at(data, "label")
    if label is None or at(data, "url") is None or at(data, "relationship") is not None:
        return False
    return text(label) in NEVER_REFERENCED or text(label).startswith(
        ("c2pa.hash", "c2pa.ingredient")
    )
