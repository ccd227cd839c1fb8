"""The signals equal the official rubric's on every real file; AI is told with care."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.engine_documents import engine_documents
from support.rubric import Rubric

from provenance.engine.wire import decode
from provenance.model.store import Assertion, Ingredient, Manifest, ManifestStore, RecordedAction
from provenance.model.vocabulary import ACTIONS, DigitalSourceType
from provenance.verification import signals

T = DigitalSourceType


@pytest.fixture(scope="module")
def rubric(official):
    return Rubric.load(official / "conformance-0.2" / "asset-rubric-signals-local.yml")


def official_signals(rubric, entry):
    passed = sorted(name for name, outcome in rubric.outcomes(entry).items() if outcome == "pass")
    return tuple(
        tuple(name.removeprefix(prefix) for name in passed if name.startswith(prefix))
        for prefix in ("inception:signal_", "transformation:signal_")
    )


@pytest.mark.corpus
def test_every_manifest_of_every_real_file_has_the_official_signals(corpus, rubric):
    seen = set()
    for document in engine_documents(corpus).values():
        store = decode(json.dumps(document).encode())
        for manifest, entry in zip(store.manifests, document["manifests"], strict=True):
            found = signals.of_manifest(manifest)
            assert found == official_signals(rubric, entry)
            seen.update(*found)
    assert len(seen) > 5  # the corpus does show some


ACTION = st.fixed_dictionaries(
    {"action": st.sampled_from([*ACTIONS, "com.example.blur"])},
    optional={"digitalSourceType": st.sampled_from([*map(str, T), "http://example.org/x"])},
)
LISTS = st.fixed_dictionaries(
    {"actions": st.lists(ACTION, max_size=4)}, optional={"allActionsIncluded": st.booleans()}
)
ENTRY = st.fixed_dictionaries(
    {"label": st.just("urn:c2pa:1"), "validationResults": st.just({})}
    | {
        "assertions": st.dictionaries(
            st.sampled_from(["c2pa.actions.v2", "c2pa.actions.v2__1", "c2pa.actions"]), LISTS
        ),
        "ingredient": st.sampled_from([None, {}, {"activeManifest": {"url": "x"}}]),
        "gathered": st.booleans(),
    }
)


@pytest.mark.corpus
@given(made=ENTRY)
def test_any_combination_has_the_official_signals(made, rubric):
    entry = dict(made)
    ingredient, gathered = entry.pop("ingredient"), entry.pop("gathered")
    assertions = dict(entry["assertions"])
    if ingredient is not None:
        assertions["c2pa.ingredient.v3"] = {"relationship": "parentOf", **ingredient}
    listed = [{"url": f"self#jumbf=c2pa.assertions/{label}"} for label in assertions]
    entry["assertions"] = assertions
    entry["claim.v2"] = {"gathered_assertions" if gathered else "created_assertions": listed}
    store = decode(json.dumps({"manifests": [entry]}).encode())
    assert signals.of_manifest(store.active) == official_signals(rubric, entry)


def test_odd_json_has_signals_too():
    odd = {"actions": [{"action": ["x"], "digitalSourceType": {"y": 1}}, 7, None]}
    manifest = Manifest(label="m", assertions=(Assertion(label="c2pa.actions.v2", data=odd),))
    assert "ambiguousActions" in signals.of_manifest(manifest)[1]


def made(label, source_type="", action="c2pa.created", *, ingredients=(), assertions=()):
    return Manifest(
        label=label,
        title=f"{label}.jpg",
        actions=(RecordedAction(action=action, digital_source_type=source_type),),
        ingredients=tuple(ingredients),
        assertions=tuple(assertions),
    )


def used(label, relationship="parentOf", **more):
    return Ingredient(
        label=f"i-{label}", title=f"{label}.jpg", relationship=relationship, manifest=label, **more
    )


def overall(*manifests):
    store = ManifestStore(manifests=manifests)
    return signals.overall(store, {m.label for m in manifests})


class TestAi:
    def test_a_generated_picture_is_made_by_ai(self):
        found = overall(made("a", T.TRAINED_ALGORITHMIC_MEDIA))
        assert found.ai == "generated"
        assert found.ai_sentence == "Its makers say that it was made by AI."

    def test_a_crop_of_a_generated_picture_is_still_made_by_ai(self):
        crop = made("b", T.HUMAN_EDITS, "c2pa.cropped", ingredients=[used("a")])
        assert overall(crop, made("a", T.TRAINED_ALGORITHMIC_MEDIA)).ai == "generated"

    @pytest.mark.parametrize(
        "source_type", [T.TRAINED_ALGORITHMIC_MEDIA, T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA]
    )
    def test_a_photo_edited_with_ai_is_not_made_by_ai(self, source_type):
        edit = made("b", source_type, "c2pa.edited", ingredients=[used("a")])
        found = overall(edit, made("a", T.DIGITAL_CAPTURE))
        assert found.ai == "edited"
        assert "not all of it is made by AI" in found.ai_sentence

    def test_a_part_made_by_ai_is_named_and_does_not_make_the_whole_ai(self):
        whole = made("b", T.COMPOSITE_CAPTURE, ingredients=[used("a", "componentOf")])
        found = overall(whole, made("a", T.TRAINED_ALGORITHMIC_MEDIA))
        assert found.ai == "edited"
        assert '"a.jpg", which went into it, was made by AI' in found.ai_sentence

    def test_a_wrapper_without_a_beginning_is_what_it_wraps(self):
        wrapper = Manifest(label="b", ingredients=(used("a", "componentOf"),))
        assert overall(wrapper, made("a", T.TRAINED_ALGORITHMIC_MEDIA)).ai == "generated"

    def test_an_ingredient_without_credentials_may_be_declared_as_ai(self):
        ingredient = used("", "componentOf", digital_source_type=T.TRAINED_ALGORITHMIC_MEDIA)
        assert overall(made("b", T.DIGITAL_CAPTURE, ingredients=[ingredient])).ai == "edited"

    def test_a_composite_and_a_disclosure_leave_it_open(self):
        assert overall(made("a", T.COMPOSITE)).ai == "possible"
        disclosure = Assertion(label="c2pa.ai-disclosure", data={})
        assert overall(made("a", T.DIGITAL_CAPTURE, assertions=[disclosure])).ai == "possible"

    def test_silence_is_not_called_proof(self):
        found = overall(made("a", T.DIGITAL_CAPTURE))
        assert found.ai == "none declared"
        assert "does not prove" in found.ai_sentence

    def test_what_the_walk_did_not_reach_does_not_count(self):
        store = ManifestStore(
            manifests=(made("a", T.DIGITAL_CAPTURE), made("b", T.TRAINED_ALGORITHMIC_MEDIA))
        )
        assert signals.overall(store, {"a"}).ai == "none declared"

    def test_a_chain_that_leads_back_to_itself_ends(self):
        loop = made("a", T.DIGITAL_CAPTURE, ingredients=[used("a")])
        assert overall(loop).ai == "none declared"
