"""Each check finds the one thing that it is there for, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conforming import conforming_document

from provenance.conformance import CHECKS, CheckResult, evaluate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)

MANIFEST = ("manifests", 0)
ASSERTIONS = (*MANIFEST, "assertions")
INGREDIENT = (*ASSERTIONS, "c2pa.ingredient.v3")
ACTIONS = (*ASSERTIONS, "c2pa.actions.v2")
OPENED = (*ACTIONS, "actions", 0)
CROPPED = (*ACTIONS, "actions", 1)
FAILURE = (*MANIFEST, "validationResults", "failure")
CLAIM = (*MANIFEST, "claim.v2")
GONE = object()

# What is broken, and the checks (without "validation:") that must notice.
FAULTS: list[tuple[tuple[Any, ...], Any, set[str]]] = [
    ((*CROPPED, "digitalSourceType"), GONE, {"mandatory_dst_for_perceptible_transformations"}),
    ((*CLAIM, "claim_generator_info", "specVersion"), GONE, {"mandatory_spec_version"}),
    ((*CLAIM, "claim_generator_info", "specVersion"), "2.2", {"mandatory_spec_version"}),
    ((*CLAIM, "claim_generator_info", "specVersion"), 2.4, {"mandatory_spec_version"}),
    ((*ACTIONS, "allActionsIncluded"), GONE, {"mandatory_all_actions_included"}),
    ((*OPENED, "digitalSourceType"), "x", {"no_dst_for_opened_action"}),
    ((*CLAIM, "created_assertions"), [], {"inception_action_position"}),
    ((*ASSERTIONS, "stds.exif"), {}, {"no_deprecated_assertions"}),
    ((*ASSERTIONS, "c2pa.asset-type"), {}, {"no_deprecated_assertions"}),
    ((*ASSERTIONS, "c2pa.invented__1"), {}, {"no_unsupported_assertions"}),
    ((*ASSERTIONS, "invented"), {}, {"no_unrecognized_custom_assertions"}),
    ((*CROPPED, "action"), "c2pa.color_adjustments", {"no_deprecated_actions"}),
    ((*CROPPED, "action"), "c2pa.invented", {"no_unsupported_actions"}),
    ((*CROPPED, "action"), "invented", {"no_unrecognized_custom_actions"}),
    ((*CROPPED, "parameters", "ratio"), 1, {"no_unrecognized_custom_action_parameters"}),
    ((*MANIFEST, "label"), "urn:uuid:1", {"active_manifest_urn"}),
    (
        (*ASSERTIONS, "org.example.review"),
        {"reviewRatings": [], "dataSource": {"type": "humanEntry.anonymous"}},
        {"review_ratings_datasource"},
    ),
    ((*INGREDIENT, "activeManifest"), GONE, {"ingredient_v3_no_active_manifest"}),
    ((*INGREDIENT, "validationResults"), GONE, {"ingredient_v3_mandatory_validation_results"}),
    ((*INGREDIENT, "relationship"), "childOf", {"ingredient_relationship_values"}),
    (
        OPENED,
        {"action": "c2pa.created"},
        {"mandatory_dst_for_created_action"},
    ),
    ((*CLAIM, "specVersion"), "2.4", {"no_deprecated_claim_fields"}),
    ((*INGREDIENT, "digitalSourceType"), "x", {"ingredient_v3_choice"}),
    (
        (*ASSERTIONS, "org.example.original"),
        {"type": "exif.originalPreservationImage"},
        {"alternative_content_representation_choice"},
    ),
    (
        (*ASSERTIONS, "c2pa.external-reference"),
        {"label": "c2pa.hash.data", "url": "https://example.org"},
        {"forbidden_labels_in_external_references"},
    ),
    ((*ASSERTIONS, "c2pa.hash.data", "url"), "https://example.org", {"no_url_in_hashes"}),
    ((*OPENED, "parameters", "ingredients"), [], {"opened_action_ingredient_reference"}),
    (FAILURE, [{"code": "claim.malformed"}], {"well_formed_success"}),
    (FAILURE, [{"code": "assertion.dataHash.mismatch"}], {"valid_success"}),
    (FAILURE, [{"code": "claimSignature.outsideValidity"}], {"trusted_success"}),
    (
        (*MANIFEST, "validationResults"),
        GONE,
        {
            *("well_formed_data_present", "valid_data_present", "trusted_data_present"),
            *("well_formed_success", "valid_success", "trusted_success"),
        },
    ),
]


def change(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def failed(results: tuple[CheckResult, ...]) -> set[str]:
    return {r.id.removeprefix("validation:") for r in results if r.outcome == "fail"}


def test_a_conforming_document_passes_all_37_checks() -> None:
    results = evaluate(conforming_document())
    assert len(results) == len(CHECKS) == 37
    assert {r.outcome for r in results} == {"pass"}
    assert {r.reason for r in results} == {""}


@pytest.mark.parametrize(("path", "value", "expected"), FAULTS)
def test_one_fault_fails_exactly_its_checks(
    path: tuple[Any, ...], value: Any, expected: set[str]
) -> None:
    results = evaluate(change(conforming_document(), path, value))
    assert failed(results) == expected
    assert all(r.reason and r.matches for r in results if r.outcome == "fail")


def test_a_file_that_was_only_opened_and_saved_must_say_so() -> None:
    document = change(conforming_document(), CROPPED, GONE)
    assert failed(evaluate(document)) == set()
    change(document, (*ACTIONS, "allActionsIncluded"), value=False)
    assert failed(evaluate(document)) == {"all_actions_included_opened"}


def test_a_box_hash_of_a_tiff_is_deprecated() -> None:
    document = change(conforming_document(), (*ASSERTIONS, "c2pa.hash.boxes"), {})
    change(document, (*ASSERTIONS, "c2pa.asset-type.v2"), {"dc:format": "image/jpeg"})
    assert failed(evaluate(document)) == set()
    change(document, (*ASSERTIONS, "c2pa.asset-type.v2"), {"dc:format": "image/x-adobe-dng"})
    assert failed(evaluate(document)) == {"no_box_hash_for_tiff"}


def test_created_must_come_first() -> None:
    created = {"action": "c2pa.created", "digitalSourceType": "x"}
    document = change(conforming_document(), CROPPED, created)
    change(document, OPENED, {"action": "c2pa.edited", "digitalSourceType": "x"})
    assert failed(evaluate(document)) == {"inception_action_position"}


def test_every_check_is_broken_somewhere_above() -> None:
    broken = set().union(*(expected for _, _, expected in FAULTS))
    broken |= {"all_actions_included_opened", "no_box_hash_for_tiff"}
    warned = {"discouraged_legacy_action_parameters"}
    assert broken | warned == {check.id.removeprefix("validation:") for check in CHECKS}


def test_what_is_discouraged_passes_with_a_warning() -> None:
    document = change(conforming_document(), (*CROPPED, "parameters", "description"), "closer")
    [warning] = [r for r in evaluate(document) if r.outcome != "pass"]
    assert warning.id == "validation:discouraged_legacy_action_parameters"
    assert (warning.passed, warning.warned) == (True, True)
    assert warning.matches == ("c2pa.cropped",)


def test_trust_is_not_evaluated_without_a_list() -> None:
    document = change(conforming_document(), FAILURE, [{"code": "signingCredential.untrusted"}])
    assert failed(evaluate(document)) == {"trusted_success"}
    [trust] = [r for r in evaluate(document, signer_list_known=False) if r.passed is not True]
    assert (trust.id, trust.outcome) == ("validation:trusted_success", "not evaluated")
    assert trust.reason == "No trust list was given."


def test_a_broken_signature_fails_with_or_without_a_list() -> None:
    document = change(conforming_document(), FAILURE, [{"code": "claimSignature.mismatch"}])
    assert failed(evaluate(document, signer_list_known=False)) == {"trusted_success"}


def test_an_earlier_specification_asks_for_less() -> None:
    document = change(conforming_document(), (*OPENED, "digitalSourceType"), "x")
    change(document, (*CLAIM, "claim_generator_info", "specVersion"), GONE)
    assert failed(evaluate(document, spec_version="2.2")) == set()


def test_a_part_that_cannot_be_judged_fails_and_says_so() -> None:
    document = change(conforming_document(), (*CROPPED, "action"), ["c2pa.cropped"])
    reasons = [r.reason for r in evaluate(document) if r.passed is False]
    assert "This cannot be judged: a text was expected." in reasons


def test_many_matches_are_counted() -> None:
    assertions = {f"name{number}": {} for number in range(12)}
    document = change(conforming_document(), ASSERTIONS, assertions)
    reason = next(r.reason for r in evaluate(document) if r.id.endswith("custom_assertions"))
    assert reason.endswith("name9 and 2 more.")


@given(JSON)
def test_any_json_is_judged(document: Any) -> None:
    assert len(evaluate(document)) == 37


@given(
    st.sampled_from([MANIFEST, CLAIM, ASSERTIONS, INGREDIENT, ACTIONS, OPENED, CROPPED, FAILURE]),
    JSON,
)
def test_any_json_anywhere_is_judged(path: tuple[Any, ...], value: Any) -> None:
    assert len(evaluate(change(conforming_document(), path, value))) == 37
