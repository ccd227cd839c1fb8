"""The table of checks: the asset conformance rubric 0.2 for specification 2.4, and the integrity rubric."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from provenance.conformance import actions, assertions, integrity
from provenance.conformance.document import Document, Matches

CONFORMANCE = "conformance"
INTEGRITY = "integrity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a rubric.

    Attributes:
        id: The official identifier, unique within its rubric.
        rubric: "conformance" or "integrity".
        title: What is asked for.
        fault: What is wrong when something matches.
        find: Returns what speaks against the document; nothing means that it passes.
        section: Where the specification, or the conformance programme, asks for it.
        warns: Whether a match is only discouraged.
    """

    id: str
    rubric: str
    title: str
    fault: str
    find: Callable[[Document], Matches]
    section: str
    warns: bool = False


def _conformance(
    name: str,
    find: Callable[[Document], Matches],
    section: str,
    title: str,
    fault: str,
    *,
    warns: bool = False,
) -> Check:
    return Check(
        id=f"validation:{name}",
        rubric=CONFORMANCE,
        title=title,
        fault=fault,
        find=find,
        section=section,
        warns=warns,
    )


def _integrity(name: str, find: Callable[[Document], Matches], title: str, fault: str) -> Check:
    return Check(
        id=f"validation:{name}",
        rubric=INTEGRITY,
        title=title,
        fault=fault,
        find=find,
        section="Integrity rubric",
    )


_PROGRAM = "Conformance Program 0.2"
_RESULTS = "The document holds validation results."
_NO_RESULTS = "The document holds no validation results"
_WELL_FORMED = "Nothing in the credentials is malformed."
_MALFORMED = "Malformed"
_MATCHING = "Every hash and reference matches."
_MISMATCHED = "Mismatched"

CHECKS: tuple[Check, ...] = (
    _conformance(
        "mandatory_dst_for_perceptible_transformations",
        actions.perceptible_without_source_type,
        _PROGRAM,
        "Every perceptible action states a digitalSourceType.",
        "Actions without a digitalSourceType",
    ),
    _conformance(
        "mandatory_spec_version",
        assertions.wrong_spec_version,
        _PROGRAM,
        "The claim generator states the specVersion that it is held to.",
        "Missing or different specVersion in claim_generator_info",
    ),
    _conformance(
        "mandatory_all_actions_included",
        actions.silent_about_completeness,
        _PROGRAM,
        "Every actions assertion states allActionsIncluded.",
        "Assertions without allActionsIncluded",
    ),
    _conformance(
        "no_dst_for_opened_action",
        actions.opened_with_source_type,
        _PROGRAM,
        "No c2pa.opened action has a digitalSourceType.",
        "Actions with a digitalSourceType",
    ),
    _conformance("well_formed_data_present", integrity.no_results, _PROGRAM, _RESULTS, _NO_RESULTS),
    _conformance("well_formed_success", integrity.malformed, _PROGRAM, _WELL_FORMED, _MALFORMED),
    _conformance("valid_data_present", integrity.no_results, _PROGRAM, _RESULTS, _NO_RESULTS),
    _conformance("valid_success", integrity.mismatched, _PROGRAM, _MATCHING, _MISMATCHED),
    _conformance(
        "inception_action_position",
        actions.misplaced_inception,
        "Spec 2.2 §18.14.2",
        "The first created actions assertion begins with c2pa.created or c2pa.opened.",
        "The beginning is not where it belongs",
    ),
    _conformance(
        "no_deprecated_assertions",
        assertions.deprecated,
        "Spec 2.2 §6.3, App C.1",
        "No assertion is deprecated.",
        "Deprecated assertions",
    ),
    _conformance(
        "no_unsupported_assertions",
        assertions.unsupported,
        "Spec 2.2 §6.2, §6.2.2, §6.3",
        "Every assertion under the name c2pa. is one of the specification.",
        "Unknown standard assertions",
    ),
    _conformance(
        "no_deprecated_actions",
        actions.deprecated,
        "Spec 2.2 §18.14.11, App C.1",
        "No action is deprecated.",
        "Deprecated actions",
    ),
    _conformance(
        "no_unsupported_actions",
        actions.unsupported,
        "Spec 2.2 §18.14, §18.14.12",
        "Every action under the name c2pa. is one of the specification.",
        "Unknown standard actions",
    ),
    _conformance(
        "no_unrecognized_custom_assertions",
        assertions.unspecific_names,
        "Spec 2.2 §6.2.2",
        "Own assertions have a name with an entity-specific prefix.",
        "Assertions without a dot in the name",
    ),
    _conformance(
        "no_unrecognized_custom_actions",
        actions.unspecific_names,
        "Spec 2.2 §18.14, §18.14.12",
        "Own actions have a name with an entity-specific prefix.",
        "Actions without a dot in the name",
    ),
    _conformance(
        "no_unrecognized_custom_action_parameters",
        actions.unspecific_parameters,
        "Spec 2.2 §18.14.4.7",
        "Own parameters of actions have a name with an entity-specific prefix.",
        "Parameters without a dot in the name",
    ),
    _conformance(
        "discouraged_legacy_action_parameters",
        actions.legacy_parameters,
        "Spec 2.2 §18.14.4.1, §18.14.12",
        "Description and ingredients of an action stand where version 2 puts them.",
        "Description or single ingredient among the parameters of",
        warns=True,
    ),
    _conformance(
        "active_manifest_urn",
        assertions.foreign_label,
        "Spec 2.2 §8.1, §10.2.1",
        "The label of the active manifest begins with urn:c2pa:.",
        "Label of another kind",
    ),
    _conformance(
        "review_ratings_datasource",
        assertions.ratings_by_people,
        "Spec 2.2 §18.3.3",
        "No review ratings beside a data source that is a person's entry.",
        "Review ratings in",
    ),
    _conformance(
        "ingredient_v3_no_active_manifest",
        assertions.results_without_manifest,
        "Spec 2.2 §18.15.12.4.3",
        "Ingredients without a manifest have no validation results.",
        "Validation results of nothing in",
    ),
    _conformance(
        "ingredient_v3_mandatory_validation_results",
        assertions.manifest_without_results,
        "Spec 2.2 §18.15.12.4.3",
        "Ingredients with a manifest have validation results.",
        "No validation results in",
    ),
    _conformance(
        "ingredient_relationship_values",
        assertions.unknown_relationships,
        "Spec 2.2 §18.15.3",
        "Every ingredient is parentOf, componentOf or inputTo.",
        "Another relationship in",
    ),
    _conformance(
        "mandatory_dst_for_created_action",
        actions.created_without_source_type,
        "Spec 2.2 §18.14.2, §18.14.4.5",
        "Every c2pa.created action states a digitalSourceType.",
        "Actions without a digitalSourceType",
    ),
    _conformance(
        "no_deprecated_claim_fields",
        assertions.version_in_claim,
        "Spec 2.4 §10.2.3.2, §10.2.1",
        "The claim has no deprecated field.",
        "Deprecated fields of the claim",
    ),
    _conformance(
        "ingredient_v3_choice",
        assertions.manifest_beside_source_type,
        "Spec 2.4 §18.16.12.3",
        "No ingredient has both a manifest and a digitalSourceType.",
        "Both in",
    ),
    _conformance(
        "alternative_content_representation_choice",
        assertions.ambiguous_preservation_images,
        "Spec 2.4 §15.10.3.2.7",
        "Every original preservation image is found in exactly one way.",
        "Both ways, or none, in",
    ),
    _conformance(
        "forbidden_labels_in_external_references",
        assertions.forbidden_references,
        "Spec 2.4 §15.10.3.2.2, §18.24.1",
        "No external reference points to actions, hashes or ingredients.",
        "Forbidden target in",
    ),
    _conformance(
        "no_url_in_hashes",
        assertions.urls_in_hashes,
        "Spec 2.4 §18.5, §18.6",
        "No hash assertion has the deprecated field url.",
        "Field url in",
    ),
    _conformance(
        "all_actions_included_opened",
        actions.incomplete_open_and_save,
        "Spec 2.4 §18.15.3",
        "A file that was only opened and saved states that all actions are included.",
        "allActionsIncluded is not true beside",
    ),
    _conformance(
        "opened_action_ingredient_reference",
        actions.opened_without_one_ingredient,
        "Spec 2.4 §15.10.3.2.3, §18.15.4.7",
        "Every c2pa.opened action refers to exactly one ingredient.",
        "Actions without exactly one ingredient",
    ),
    _conformance(
        "no_box_hash_for_tiff",
        assertions.box_hash_of_tiff,
        "Spec 2.4 §18.7.3.3, §15.10.1.2",
        "No file of the TIFF family is bound by a box hash.",
        "Deprecated binding of a TIFF file",
    ),
    _integrity("well_formed_data_present", integrity.no_results, _RESULTS, _NO_RESULTS),
    _integrity("well_formed_success", integrity.malformed, _WELL_FORMED, _MALFORMED),
    _integrity("valid_data_present", integrity.no_results, _RESULTS, _NO_RESULTS),
    _integrity("valid_success", integrity.mismatched, _MATCHING, _MISMATCHED),
    _integrity("trusted_data_present", integrity.no_results, _RESULTS, _NO_RESULTS),
    _integrity(
        "trusted_success",
        integrity.distrusted,
        "An accepted list vouches for the signer, and the signature fits.",
        "Failures of trust",
    ),
)
