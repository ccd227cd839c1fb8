"""Every description becomes a definition that passes the official rubric, and loses no history."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from support.rubric import Rubric

from provenance.engine.wire import encode
from provenance.errors import DescriptionError, HistoryWouldBeLost
from provenance.model.asset import Asset
from provenance.model.definition import (
    AssertionDefinition,
    Intent,
    SoftwareAgent,
    Thumbnail,
)
from provenance.model.vocabulary import ACTIONS, DigitalSourceType
from provenance.signing.definition import Source, define
from provenance.signing.describe import (
    Action,
    Capture,
    Composite,
    Edit,
    Generation,
    OwnAssertion,
    Preference,
    Rectangle,
    Redaction,
    Region,
    Update,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GENERATOR = SoftwareAgent(name="test", version="1")
LOGO = b"a logo"
OLD = "urn:c2pa:11111111-1111-4111-8111-111111111111"
OTHER = "urn:c2pa:22222222-2222-4222-8222-222222222222"
REQUIRED = {"c2pa.translated": {"sourceLanguage": "en", "targetLanguage": "de"}}
WRITABLE = [
    Action(label, parameters=REQUIRED.get(label, {}))
    for label, kind in ACTIONS.items()
    if not kind.deprecated
    and not kind.inception
    and label not in {"c2pa.redacted", "c2pa.removed", "c2pa.placed", "c2pa.watermarked.bound"}
]


def source(name="photo.jpg", manifest=""):
    return Source(
        asset=Asset(name=name, data=b"a picture"), media_type="image/jpeg", manifest=manifest
    )


def defined(description, *, src=None, others=None, **options):
    found = description.assets()
    given = others if others is not None else tuple(source(f"{i}.jpg") for i in range(len(found)))
    return define(
        description,
        source=src or source(),
        others=given,
        title=options.pop("title", "photo.jpg"),
        generator=GENERATOR,
        **options,
    )


def labels(definition):
    return [action.action for action in definition.actions]


DESCRIPTIONS = {
    "capture": (Capture(device="Nikon Z6III", when=NOON, actions=("c2pa.enhanced",)), ""),
    "bare capture": (Capture(), ""),
    "partial capture": (Capture(all_actions_included=False), ""),
    "edit of an unsigned file": (Edit(actions=("c2pa.cropped",)), ""),
    "every action": (Edit(actions=tuple(WRITABLE)), OLD),
    "saved again": (Edit(), OLD),
    "edit by ai": (Edit(actions=(Action.by_ai("c2pa.edited", software_agent="Firefly"),)), OLD),
    "edit with a logo": (Edit(actions=(Action("c2pa.placed", ingredient=LOGO),)), OLD),
    "edit of another parent": (Edit(parent=LOGO, actions=("c2pa.resized",)), ""),
    "edit of a region": (
        Edit(
            actions=(
                Action(
                    "c2pa.edited",
                    changes=(Region(ranges=(Rectangle(x=0, y=0, width=1, height=1),)),),
                    parameters={"com.example.strength": 0.5},
                    reason="com.example.privacy",
                ),
            )
        ),
        OLD,
    ),
    "own action": (Edit(actions=("com.example.blur",), all_actions_included=False), ""),
    "generation": (Generation(model="SDXL", prompt="a cat", inputs=(LOGO, LOGO)), ""),
    "composite": (Composite(components=(LOGO, LOGO), actions=("c2pa.filtered",)), ""),
    "composite over a history": (Composite(components=(LOGO,)), OLD),
    "update": (Update(description="caption corrected", reason="typing error"), OLD),
    "publication": (Update(actions=("c2pa.published",)), OLD),
    "redaction": (
        Update(redactions=(Redaction(uri=f"self#jumbf=/c2pa/{OLD}/c2pa.assertions/com.x.y"),)),
        OLD,
    ),
    "own words": (
        Capture(
            preferences=Preference.of_all("notAllowed"),
            assertions=(OwnAssertion(label="com.example.shoot", data={"roll": 3}),),
        ),
        "",
    ),
}


@pytest.fixture(scope="module")
def rubric(official):
    return Rubric.load(official / "conformance-0.2" / "asset-rubric-conformance0.2-spec2.4.yml")


def as_read(definition):
    """Return what a reader would see of it: the engine's part is simulated, and tested elsewhere."""
    document = json.loads(encode(definition))
    assertions = {entry["label"]: entry["data"] for entry in document["assertions"]}
    links = {}
    for number, ingredient in enumerate(definition.ingredients):
        label = "c2pa.ingredient.v3" + (f"__{number}" if number else "")
        links[ingredient.key] = {"url": f"self#jumbf=c2pa.assertions/{label}"}
        assertions[label] = {"relationship": ingredient.relationship, "dc:title": ingredient.title}
    for action in assertions["c2pa.actions.v2"]["actions"]:
        keys = action.get("parameters", {}).pop("ingredientIds", None)
        if keys:
            action["parameters"]["ingredients"] = [links[key] for key in keys]
    created = [{"url": f"self#jumbf=c2pa.assertions/{label}"} for label in assertions]
    manifest = {
        "label": "urn:c2pa:3",
        "claim.v2": {
            "claim_generator_info": document["claim_generator_info"],
            "created_assertions": created,
        },
        "assertions": assertions,
        "validationResults": {"success": [], "informational": [], "failure": []},
    }
    return {"manifests": [manifest]}


@pytest.mark.corpus
@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_description_passes_every_official_check(name, rubric):
    description, manifest = DESCRIPTIONS[name]
    definition = defined(description, src=source(manifest=manifest))
    outcomes = rubric.outcomes(as_read(definition))
    assert {check: o for check, o in outcomes.items() if o != "pass"} == {}
    assert len(outcomes) > 30


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_action_points_at_ingredients_that_are_there(name):
    description, manifest = DESCRIPTIONS[name]
    definition = defined(description, src=source(manifest=manifest))
    keys = [ingredient.key for ingredient in definition.ingredients]
    pointed = [key for action in definition.actions for key in action.ingredients]
    assert len(set(keys)) == len(keys)
    assert sorted(pointed) == sorted(keys)


class TestCapture:
    def test_it_was_created_by_the_device_at_the_stated_time(self):
        definition = defined(
            Capture(device="Nikon Z6III", when=NOON, description="gate 4", actions=("enhanced",))
        )
        created, enhanced = definition.actions
        assert definition.intent is Intent.CREATE
        assert definition.ingredients == ()
        assert created.digital_source_type == DigitalSourceType.DIGITAL_CAPTURE
        assert created.software_agent == SoftwareAgent(name="Nikon Z6III")
        assert (created.when, created.description) == (NOON, "gate 4")
        assert enhanced.software_agent == GENERATOR

    def test_without_a_device_it_is_the_generator(self):
        assert defined(Capture()).actions[0].software_agent == GENERATOR

    @pytest.mark.parametrize("made", [Capture(), Generation(model="SDXL")])
    def test_a_history_is_not_dropped_in_silence(self, made):
        with pytest.raises(HistoryWouldBeLost) as caught:
            defined(made, src=source(manifest=OLD))
        for way in ("--as edit", "Edit", "--discard-history", "discard_history=True"):
            assert way in str(caught.value)
        dropped = defined(made, src=source(manifest=OLD), discard_history=True)
        assert labels(dropped) == ["c2pa.created"]
        assert dropped.ingredients == ()


class TestEdit:
    def test_the_source_becomes_the_parent(self):
        definition = defined(Edit(actions=("c2pa.cropped",)), src=source("in.jpg", OLD))
        (parent,) = definition.ingredients
        opened, cropped = definition.actions
        assert definition.intent is Intent.EDIT
        assert (parent.relationship, parent.title) == ("parentOf", "in.jpg")
        assert opened.ingredients == (parent.key,)
        assert opened.digital_source_type == ""
        assert cropped.digital_source_type == DigitalSourceType.HUMAN_EDITS

    def test_another_parent_may_be_named_for_an_unsigned_source(self):
        definition = defined(Edit(parent=LOGO), others=(source("raw.dng", OLD),))
        assert [i.title for i in definition.ingredients] == ["raw.dng"]

    def test_another_parent_does_not_replace_a_history(self):
        edit = Edit(parent=LOGO)
        with pytest.raises(HistoryWouldBeLost, match="leave the other parent out"):
            defined(edit, src=source(manifest=OLD), others=(source("b.jpg", OTHER),))
        with pytest.raises(HistoryWouldBeLost):
            defined(edit, src=source(manifest=OLD), others=(source("b.jpg"),))

    def test_another_parent_with_the_same_history_does(self):
        same = defined(Edit(parent=LOGO), src=source(manifest=OLD), others=(source("b.jpg", OLD),))
        assert [i.title for i in same.ingredients] == ["b.jpg"]

    def test_discarding_is_possible_in_so_many_words(self):
        made = defined(
            Edit(parent=LOGO),
            src=source(manifest=OLD),
            others=(source("b.jpg"),),
            discard_history=True,
        )
        assert [i.title for i in made.ingredients] == ["b.jpg"]

    def test_saving_again_says_that_nothing_else_was_done(self):
        definition = defined(Edit(), src=source(manifest=OLD))
        assert labels(definition) == ["c2pa.opened"]
        assert definition.all_actions_included is True

    def test_parent_and_logo_do_not_change_places(self):
        edit = Edit(parent=b"p", actions=("cropped", Action("c2pa.placed", ingredient=LOGO)))
        definition = defined(edit, others=(source("parent.jpg"), source("logo.png")))
        parent, logo = definition.ingredients
        assert (parent.title, logo.title) == ("parent.jpg", "logo.png")
        assert [a.ingredients for a in definition.actions] == [(parent.key,), (), (logo.key,)]


class TestGeneration:
    def test_inputs_and_model_are_linked_to_the_beginning(self):
        definition = defined(
            Generation(model="SDXL", model_version="1.0", inputs=(LOGO, LOGO)),
            others=(source("pose.jpg"), source("style.jpg", OTHER)),
        )
        (created,) = definition.actions
        assert [i.relationship for i in definition.ingredients] == ["inputTo", "inputTo"]
        assert created.ingredients == tuple(i.key for i in definition.ingredients)
        assert created.software_agent == SoftwareAgent(name="SDXL", version="1.0")
        assert created.digital_source_type == DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA

    def test_the_prompt_is_stated_only_when_given(self):
        assert not defined(Generation(model="SDXL")).actions[0].parameters
        told = defined(Generation(model="SDXL", prompt="a cat")).actions[0].parameters
        assert told == {"media-provenance.prompt": "a cat"}

    def test_an_input_that_carries_the_same_history_keeps_it(self):
        made = defined(
            Generation(model="SDXL", inputs=(LOGO,)),
            src=source(manifest=OLD),
            others=(source("input.jpg", OLD),),
        )
        assert labels(made) == ["c2pa.created"]


class TestComposite:
    def test_every_component_is_placed(self):
        definition = defined(
            Composite(components=(LOGO, LOGO), actions=("filtered",)),
            others=(source("a.jpg", OLD), source("b.jpg")),
        )
        assert labels(definition) == ["c2pa.created", "c2pa.placed", "c2pa.placed", "c2pa.filtered"]
        assert [i.relationship for i in definition.ingredients] == ["componentOf", "componentOf"]
        assert definition.actions[0].digital_source_type == DigitalSourceType.COMPOSITE
        assert definition.actions[1].digital_source_type == ""

    def test_a_source_with_a_history_is_the_canvas(self):
        definition = defined(
            Composite(components=(LOGO,)), src=source("canvas.jpg", OLD), others=(source("b.jpg"),)
        )
        assert definition.intent is Intent.EDIT
        assert labels(definition) == ["c2pa.opened", "c2pa.placed"]
        assert [i.relationship for i in definition.ingredients] == ["parentOf", "componentOf"]

    def test_a_component_that_carries_the_same_history_keeps_it(self):
        definition = defined(
            Composite(components=(LOGO,)), src=source(manifest=OLD), others=(source("a.jpg", OLD),)
        )
        assert labels(definition) == ["c2pa.created", "c2pa.placed"]


class TestUpdate:
    def test_words_go_to_the_action_and_no_thumbnail_is_made(self):
        definition = defined(
            Update(description="caption", reason="typing error"),
            src=source(manifest=OLD),
            thumbnail=Thumbnail(media_type="image/jpeg", data=b"x"),
        )
        opened, metadata = definition.actions
        assert definition.intent is Intent.UPDATE
        assert definition.thumbnail is None
        assert (opened.action, opened.description) == ("c2pa.opened", "")
        assert (metadata.action, metadata.description) == ("c2pa.edited.metadata", "caption")
        assert metadata.reason == "typing error"

    def test_there_is_nothing_to_update_on_an_unsigned_file(self):
        with pytest.raises(DescriptionError, match="no credentials to update") as caught:
            defined(Update())
        assert "--as capture" in caught.value.hint

    def test_a_redaction_is_done_and_told(self):
        uri = f"self#jumbf=/c2pa/{OLD}/c2pa.assertions/c2pa.metadata"
        definition = defined(Update(redactions=(Redaction(uri=uri),)), src=source(manifest=OLD))
        assert definition.redactions == (uri,)
        assert labels(definition) == ["c2pa.opened", "c2pa.redacted"]
        assert definition.actions[1].parameters == {"redacted": uri}
        assert definition.actions[1].reason == "c2pa.PII.present"


def test_assertions_of_the_description_and_of_the_caller_are_stated():
    metadata = AssertionDefinition(label="c2pa.metadata", data={"@context": {}})
    definition = defined(
        Capture(
            preferences=Preference(ai_training="allowed"),
            assertions=(OwnAssertion(label="com.example.x", data={"a": 1}),),
        ),
        assertions=(metadata,),
    )
    told = [assertion.label for assertion in definition.assertions]
    assert told == ["cawg.training-mining", "com.example.x", "c2pa.metadata"]


def test_titles_are_fit_to_be_read():
    hostile = "a\x1b[2J\u202egpj\udcff" + "x" * 400
    definition = defined(Edit(), src=source(hostile), title=hostile)
    for title in (definition.title, definition.ingredients[0].title):
        assert len(title) == 255
        assert "\x1b" not in title
        assert "\u202e" not in title
        title.encode()


def test_the_number_of_files_must_fit_the_description():
    with pytest.raises(DescriptionError, match="1 files beside the source, not 0"):
        defined(Composite(components=(LOGO,)), others=())
