"""No description can be made that would make a non-conforming manifest; each refusal has a cure."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from provenance.errors import DescriptionError, InputNotFound
from provenance.model.asset import Asset
from provenance.model.definition import SoftwareAgent
from provenance.model.vocabulary import ACTIONS, DigitalSourceType, StandardAction
from provenance.signing.describe import (
    Action,
    Capture,
    Composite,
    Device,
    Edit,
    Frames,
    Generation,
    OwnAssertion,
    Permission,
    Preference,
    Rectangle,
    Redaction,
    Region,
    TimeSpan,
    Update,
)

T = DigitalSourceType
PICTURE = b"not looked at here"
REQUIRED = {"c2pa.translated": {"sourceLanguage": "en", "targetLanguage": "de"}}
BY_HAND = [
    label
    for label, kind in ACTIONS.items()
    if not kind.deprecated
    and not kind.inception
    and label not in {"c2pa.redacted", "c2pa.removed", "c2pa.placed", "c2pa.watermarked.bound"}
]


def refused(make, *words):
    with pytest.raises(DescriptionError) as caught:
        make()
    assert caught.value.hint, "a refusal without a cure"
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


class TestAction:
    @pytest.mark.parametrize("label", BY_HAND)
    def test_every_standard_action_has_the_source_type_it_owes(self, label):
        action = Action(label, parameters=REQUIRED.get(label, {}))
        assert bool(action.digital_source_type) is ACTIONS[label].needs_source_type

    def test_the_default_is_a_human_and_for_the_unknown_it_is_open(self):
        assert Action("c2pa.cropped").digital_source_type is T.HUMAN_EDITS
        assert Action("c2pa.unknown").digital_source_type is T.COMPOSITE

    def test_the_prefix_may_be_left_out_of_a_standard_action(self):
        assert Action("cropped").action == "c2pa.cropped"

    def test_a_source_type_may_be_given_by_its_last_part(self):
        action = Action("c2pa.edited", digital_source_type="trainedalgorithmicmedia")
        assert action.digital_source_type is T.TRAINED_ALGORITHMIC_MEDIA

    def test_by_ai_says_that_ai_changed_a_part(self):
        action = Action.by_ai("c2pa.edited", software_agent="Firefly")
        assert action.digital_source_type is T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
        assert action.software_agent == SoftwareAgent(name="Firefly")

    @pytest.mark.parametrize(
        ("label", "cure"),
        [
            ("c2pa.crop", "Did you mean c2pa.cropped?"),
            ("C2PA.Cropped", "Did you mean c2pa.cropped?"),
            ("crop", "Did you mean c2pa.cropped?"),
            ("c2pa.zzzzzzzzzz", "Choose one of: c2pa.addedText"),
            ("c2pa.color_adjustments", "Use c2pa.adjustedColor."),
            ("c2pa.watermarked", "Use c2pa.watermarked.unbound."),
            ("c2pa.saved", "Leave it out"),
            ("c2pa.opened", "describe an Edit"),
            ("c2pa.created", "describe a Capture"),
            ("c2pa.placed", "describe a Composite"),
            ("c2pa.removed", "c2pa.deleted"),
            ("c2pa.redacted", "Redaction"),
            ("c2pa.watermarked.bound", "soft binding"),
            ("blur", "has a dot"),
            ("color", "Did you mean c2pa.adjustedColor?"),
            ("edited.metadat", "Did you mean c2pa.edited.metadata?"),
            ("com.example.blur.v2", "blur"),
            ("com.example.ünïcode", "letters a-z"),
            ("com.example.é", "letters a-z"),
            ("com..example", "letters a-z"),
            ("com.example.a/b", "letters a-z"),
            ("com.example.x__1", "note-v2"),
            ("com.example." + "x" * 200, "128"),
            ("", "Choose one of"),
        ],
    )
    def test_what_cannot_be_stated_is_refused_with_the_cure(self, label, cure):
        refused(lambda: Action(label), cure)

    def test_an_own_action_needs_no_source_type(self):
        assert Action("com.example.blur").digital_source_type is None

    @pytest.mark.parametrize("retired", ["minorHumanEdits", "digitalArt", "softwareImage"])
    def test_a_retired_source_type_is_refused(self, retired):
        refused(lambda: Action("c2pa.edited", digital_source_type=retired), "retired", "Use ")

    def test_an_unknown_source_type_is_refused_with_the_nearest(self):
        refused(
            lambda: Action("c2pa.edited", digital_source_type="humanEdit"),
            "Did you mean humanEdits?",
        )

    def test_a_time_without_a_zone_is_refused(self):
        refused(lambda: Action("c2pa.cropped", when=datetime(2026, 1, 1)), "time zone")  # noqa: DTZ001
        assert Action("c2pa.cropped", when=datetime(2026, 1, 1, tzinfo=UTC)).when

    @pytest.mark.parametrize(
        "text", ["a\0b", "\x1b[31mred", "\u202egpj.exe", "\ud800", "x" * 4_001, "\u2028"]
    )
    def test_text_that_people_cannot_see_is_refused(self, text):
        refused(lambda: Action("c2pa.cropped", description=text))
        refused(lambda: Action("c2pa.cropped", software_agent=text))
        refused(lambda: Action("c2pa.cropped", parameters={"com.example.x": {"y": [text * 200]}}))

    def test_lines_and_emoji_are_welcome(self):
        assert Action("c2pa.cropped", description="tighter\n\tframing 👩‍🚀").description

    @pytest.mark.parametrize(
        ("parameters", "word"),
        [
            ({"strength": 1}, "your own has a dot"),
            ({"ingredients": []}, "unknown"),
            ({"description": "x"}, "unknown"),
            ({"org.cai.ingredientIds": ["x"]}, "unknown"),
            ({"c2pa.x": 1}, "unknown"),
            ({"com.example.x": float("nan")}, "number"),
            ({"com.example.x": 2**63}, "number"),
            ({"com.example.x": b"bytes"}, "not JSON"),
            ({"com.example.x": datetime(2026, 1, 1, tzinfo=UTC)}, "not JSON"),
            ({"com.example.x": "x" * (512 << 10)}, "bytes"),
        ],
    )
    def test_parameters_are_checked(self, parameters, word):
        refused(lambda: Action("c2pa.cropped", parameters=parameters), word)

    def test_json_that_is_too_deep_is_refused(self):
        deep = {}
        for _ in range(40):
            deep = {"x": deep}
        refused(lambda: Action("c2pa.cropped", parameters={"com.example.x": deep}), "deep")

    def test_a_translation_names_both_languages(self):
        refused(
            lambda: Action("c2pa.translated", parameters={"sourceLanguage": "en"}),
            "targetLanguage",
        )

    def test_parameters_are_a_private_copy(self):
        mine = {"com.example.x": [1]}
        action = Action("c2pa.cropped", parameters=mine)
        mine["com.example.x"].append(2)
        assert action.parameters == {"com.example.x": [1]}

    def test_only_placed_carries_an_ingredient(self):
        assert Action("c2pa.placed", ingredient=PICTURE).assets() == (Asset.of(PICTURE),)
        refused(lambda: Action("c2pa.cropped", ingredient=PICTURE), "Only c2pa.placed")


class TestCapture:
    def test_device_and_program_become_one_agent(self):
        device = Device(make="Nikon", model="Z6III", version="2.0")
        assert Capture(device=device).captured_with() == SoftwareAgent(
            name="Nikon Z6III", version="2.0"
        )
        both = Capture(device=device, software=SoftwareAgent(name="Shot", version="3"))
        assert both.captured_with() == SoftwareAgent(name="Shot on Nikon Z6III", version="3")
        assert Capture(device="Nikon Z6III").captured_with() == SoftwareAgent(name="Nikon Z6III")
        assert Capture().captured_with() is None

    def test_a_model_that_names_its_maker_names_it_once(self):
        assert Device(make="Canon", model="Canon EOS R5").name == "Canon EOS R5"
        refused(Device, "no name")

    @pytest.mark.parametrize("fits", ["digitalCapture", "screenCapture", "print"])
    def test_the_ways_to_capture(self, fits):
        assert Capture(source_type=fits).source_type.alias == fits

    def test_ai_is_no_capture(self):
        refused(lambda: Capture(source_type="trainedAlgorithmicMedia"), "does not fit a capture")

    def test_one_label_is_no_list(self):
        refused(lambda: Capture(actions="c2pa.cropped"), "no list")


class TestEdit:
    def test_labels_become_actions(self):
        edit = Edit(actions=("c2pa.cropped", Action("c2pa.filtered")))
        assert [a.action for a in edit.steps()] == ["c2pa.cropped", "c2pa.filtered"]

    def test_files_come_in_the_order_of_use(self, tmp_path):
        parent = tmp_path / "parent.jpg"
        parent.write_bytes(b"p")
        edit = Edit(
            parent=parent,
            actions=("c2pa.cropped", Action("c2pa.placed", ingredient=io.BytesIO(b"logo"))),
        )
        first, second = edit.assets()
        assert (first.path, second.stream.read()) == (parent, b"logo")

    def test_a_missing_parent_is_named(self, tmp_path):
        with pytest.raises(InputNotFound):
            Edit(parent=tmp_path / "nowhere.jpg")

    def test_an_empty_list_that_is_not_whole_is_refused(self):
        refused(lambda: Edit(all_actions_included=False), "c2pa.unknown")


class TestGenerationCompositeUpdate:
    def test_a_generation_names_its_model(self):
        made = Generation(model="SDXL", model_version="1.0", inputs=(PICTURE,), software="ComfyUI")
        assert made.generated_with() == SoftwareAgent(name="SDXL in ComfyUI", version="1.0")
        assert len(made.assets()) == 1
        refused(lambda: Generation(model=""), "no name")
        refused(lambda: Generation(model="x", source_type="digitalCapture"), "a generation")

    def test_a_composite_has_components_and_one_may_appear_twice(self):
        assert len(Composite(components=(PICTURE, PICTURE)).assets()) == 2
        refused(lambda: Composite(components=()), "at least one")
        refused(lambda: Composite(components="a.jpg"), "at least one")

    def test_an_update_changes_no_content(self):
        assert [a.action for a in Update().steps()] == [StandardAction.EDITED_METADATA]
        assert [a.action for a in Update(actions=("published",)).steps()] == ["c2pa.published"]
        refused(lambda: Update(actions=("c2pa.cropped",)), "describe an Edit")
        refused(lambda: Update(actions=("com.example.note",)), "describe an Edit")
        refused(lambda: Update(all_actions_included=False))


class TestRedaction:
    URI = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/c2pa.metadata"

    def test_what_is_taken_out_is_named_and_explained(self):
        assert Redaction(uri=self.URI).reason == "c2pa.PII.present"
        assert Redaction(uri=self.URI, reason="com.example.embargo")

    @pytest.mark.parametrize(
        ("uri", "reason"),
        [
            ("c2pa.metadata", "c2pa.PII.present"),
            (URI.replace("c2pa.metadata", "c2pa.actions.v2"), "c2pa.PII.present"),
            (URI.replace("c2pa.metadata", "c2pa.hash.data"), "c2pa.PII.present"),
            (URI, "c2pa.because"),
            (URI, "because"),
        ],
    )
    def test_what_holds_the_chain_together_stays(self, uri, reason):
        refused(lambda: Redaction(uri=uri, reason=reason))


class TestOwnAssertion:
    def test_an_own_label_and_a_map(self):
        assertion = OwnAssertion(label="com.example.shoot", data={"roll": 3, "crew": ("a", "b")})
        assert assertion.definition().data == {"roll": 3, "crew": ["a", "b"]}

    @pytest.mark.parametrize(
        "label",
        [
            "c2pa.metadata",
            "c2pa.actions.v2",
            "C2PA.actions",
            "c2pa",
            "cawg.identity",
            "stds.exif",
            "note",
            "com.example.ä",
            "com.example.\u202ex",
            "com.example.note.v2",
            "com.example.note__1",
            "com.example/note",
            ".x",
        ],
    )
    def test_reserved_and_dangerous_labels_are_refused(self, label):
        refused(lambda: OwnAssertion(label=label, data={"a": 1}))

    @pytest.mark.parametrize("data", [[1], "x", {}, None])
    def test_only_a_map_is_data(self, data):
        refused(lambda: OwnAssertion(label="com.example.x", data=data), "holds no map")

    def test_cawg_metadata_is_json_ld(self):
        refused(lambda: OwnAssertion(label="cawg.metadata", data={"dc:creator": "x"}), "@context")
        assert OwnAssertion(label="cawg.metadata", data={"@context": {}, "dc:creator": "x"})


class TestPreference:
    def test_it_is_the_cawg_assertion(self):
        preference = Preference(
            ai_training=Permission.NOT_ALLOWED,
            data_mining="constrained",
            constraint_info="https://example.com/terms",
        )
        assert preference.assertion().label == "cawg.training-mining"
        assert preference.assertion().data == {
            "entries": {
                "cawg.ai_training": {"use": "notAllowed"},
                "cawg.data_mining": {
                    "use": "constrained",
                    "constraint_info": "https://example.com/terms",
                },
            }
        }

    def test_all_four_uses_at_once(self):
        entries = Preference.of_all("notAllowed").assertion().data["entries"]
        assert len(entries) == 4
        assert {entry["use"] for entry in entries.values()} == {"notAllowed"}

    @pytest.mark.parametrize(
        "stated",
        [
            {},
            {"ai_training": "never"},
            {"ai_training": "constrained"},
            {"ai_training": "allowed", "constraint_info": "x"},
        ],
    )
    def test_half_said_is_refused(self, stated):
        refused(lambda: Preference(**stated))


class TestRegion:
    def test_areas_spans_and_frames(self):
        region = Region(
            ranges=(
                Rectangle(x=1, y=2, width=30, height=40, unit="percent"),
                TimeSpan(start=0, end=5.25),
                Frames(start=3),
            ),
            name="face",
        )
        spatial, temporal, frame = region.as_json()["region"]
        assert spatial["shape"]["origin"] == {"x": 1.0, "y": 2.0}
        assert temporal == {
            "type": "temporal",
            "time": {"type": "npt", "start": "0", "end": "5.25"},
        }
        assert frame == {"type": "frame", "frame": {"start": 3}}
        assert region.as_json()["name"] == "face"

    def test_nonsense_is_refused(self):
        refused(lambda: Region(ranges=()))
        refused(lambda: Rectangle(x=0, y=0, width=0, height=1))
        refused(lambda: Rectangle(x=float("nan"), y=0, width=1, height=1))
        refused(lambda: Rectangle(x=0, y=0, width=1, height=1, unit="mm"))
        refused(lambda: TimeSpan(start=2, end=1))
        refused(lambda: Frames(start=-1))
