"""The tables of actions and source types agree with the official rubrics."""

from __future__ import annotations

import pytest
import yaml

from provenance.model.vocabulary import (
    ACTIONS,
    SOURCE_TYPES,
    DigitalSourceType,
    StandardAction,
    ai_of,
    recognise,
)


@pytest.fixture(scope="module")
def conformance(official):
    path = official / "conformance-0.2" / "asset-rubric-conformance0.2-spec2.4.yml"
    return next(yaml.safe_load_all(path.read_text(encoding="utf-8")))["variables"]


@pytest.fixture(scope="module")
def signals(official):
    path = official / "conformance-0.2" / "asset-rubric-signals-local.yml"
    return next(yaml.safe_load_all(path.read_text(encoding="utf-8")))["variables"]


def labels(**flags):
    return {
        label
        for label, kind in ACTIONS.items()
        if all(getattr(kind, flag) is value for flag, value in flags.items())
    }


@pytest.mark.corpus
class TestActionsAndTheRubric:
    def test_every_allowed_and_every_deprecated_action_is_known_and_no_other(self, conformance):
        allowed = set(conformance["$allowed_actions"])
        deprecated = set(conformance["$deprecated_action_labels"])
        assert set(ACTIONS) == allowed | deprecated
        assert labels(deprecated=True) == deprecated
        assert {str(action) for action in StandardAction} == allowed - deprecated

    def test_flags_are_those_of_the_rubric(self, conformance):
        non_editorial = set(conformance["$non_editorial_actions"])
        exempt = set(conformance["$dst_exempt_perceptible_actions"])
        assert labels(inception=True) == set(conformance["$inception_actions"])
        assert labels(editorial=False) == non_editorial
        needs = set(ACTIONS) - non_editorial - exempt - {"c2pa.opened"}
        assert labels(needs_source_type=True) == needs

    def test_parameters_are_those_of_the_rubric(self, conformance):
        known = set(conformance["$standard_parameters"]) | {"multipleInstances"}
        for kind in ACTIONS.values():
            assert kind.parameters <= known
            assert kind.required <= kind.parameters

    def test_ai_meaning_covers_what_the_rubric_calls_generative(self, signals):
        assert all(ai_of(uri) in {"generated", "edited"} for uri in signals["$genai_dst_types"])
        assert all(ai_of(uri) == "possible" for uri in signals["$possibly_genai_dst_types"])


class TestActions:
    def test_a_replacement_is_a_writable_action(self):
        for kind in ACTIONS.values():
            assert not kind.replacement or not ACTIONS[kind.replacement].deprecated

    def test_every_verb_completes_a_sentence(self):
        for kind in ACTIONS.values():
            assert kind.verb
            assert kind.verb[0].islower()
            assert not kind.verb.endswith(".")


class TestSourceTypes:
    def test_every_type_has_words_and_a_retired_one_a_successor(self):
        assert set(SOURCE_TYPES) == {str(t) for t in DigitalSourceType}
        for kind in SOURCE_TYPES.values():
            assert kind.origin[0].isupper()
            assert kind.retired is (kind.replacement is not None)
            assert kind.replacement is None or not SOURCE_TYPES[kind.replacement].retired

    @pytest.mark.parametrize("source_type", list(DigitalSourceType))
    def test_a_type_is_recognised_by_uri_and_by_last_part(self, source_type):
        assert recognise(source_type).exact
        assert recognise(source_type).type is source_type
        for written in (source_type.alias, source_type.alias.upper()):
            found = recognise(written)
            assert (found.type, found.exact) == (source_type, False)

    @pytest.mark.parametrize(
        "written",
        [
            "https://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
            "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture/",
            "http://cv.iptc.org/newscodes/digitalsourcetype/DIGITALCAPTURE",
            "cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
            "HTTP://WWW.cv.iptc.org/digitalCapture",
            "digsrctype:digitalCapture",
            " digitalCapture ",
        ],
    )
    def test_an_unusual_form_is_understood_and_flagged(self, written):
        found = recognise(written)
        assert found.type is DigitalSourceType.DIGITAL_CAPTURE
        assert not found.exact
        assert found.written == written

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "telepathy",
            "http://evil.example/digitalsourcetype/digitalCapture",
            "http://cv.iptc.org.evil.example/newscodes/digitalsourcetype/digitalCapture",
            "http://evil.example/?x=://cv.iptc.org/digitalCapture",
        ],
    )
    def test_a_strangers_address_means_nothing(self, written):
        assert recognise(written).type is None
        assert ai_of(written) == ""

    def test_edited_by_ai_is_not_made_by_ai(self):
        assert ai_of(DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA) == "generated"
        assert ai_of(DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA) == "edited"
        assert ai_of(DigitalSourceType.ALGORITHMIC_MEDIA) == ""
        assert ai_of(DigitalSourceType.DIGITAL_CAPTURE) == ""
