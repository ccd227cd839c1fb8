"""The history is told line by line, oldest first, and never as more than somebody's word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from support.engine_documents import engine_documents

from provenance.engine.wire import decode
from provenance.model.report import Edge, Node, Verdict
from provenance.model.statements import SignerStatement, TimeStanding, TimeStatement
from provenance.model.store import (
    Generator,
    Ingredient,
    Manifest,
    ManifestStore,
    RecordedAction,
)
from provenance.model.vocabulary import DigitalSourceType
from provenance.verification.history import tell

T = DigitalSourceType
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANNA = SignerStatement(name="Anna", vouched=True, list_name="the press list")
BOB = SignerStatement(name="Bob", organization="Bob & Co")
UNKNOWN = TimeStatement(standing=TimeStanding.UNKNOWN)


def did(action, source_type="", *uses, **more):
    return RecordedAction(
        action=f"c2pa.{action}",
        digital_source_type=source_type,
        ingredients=tuple(i.label for i in uses),
        **more,
    )


def parent(manifest="", title="", **more):
    return Ingredient(
        label="c2pa.ingredient.v3",
        title=title or f"{manifest}.jpg",
        relationship="parentOf",
        manifest=manifest,
        **more,
    )


def part(number, manifest="", title="", relationship="componentOf"):
    return Ingredient(
        label=f"c2pa.ingredient.v3__{number}",
        title=title or f"{manifest}.jpg",
        relationship=relationship,
        manifest=manifest,
    )


def manifest(label, *actions, ingredients=(), title=None, **more):
    return Manifest(
        label=label,
        title=f"{label}.jpg" if title is None else title,
        actions=actions,
        ingredients=tuple(ingredients),
        **more,
    )


def node(label, signer=ANNA, verdict=Verdict.TRUSTED, time=UNKNOWN, edges=()):
    return Node(
        label=label, title=label, verdict=verdict, signer=signer, time=time, ingredients=edges
    )


def told(*manifests, **nodes):
    """Tell what these manifests say, the active one first; `nodes` replaces judgements."""
    judged = {m.label: nodes.get(m.label, node(m.label)) for m in manifests}
    return tell(ManifestStore(manifests=manifests), {k: v for k, v in judged.items() if v})


def sentences(*manifests, **nodes):
    return [step.sentence for step in told(*manifests, **nodes)]


class TestStory:
    """A capture, a crop, a composite of two, an edit with AI, and an update."""

    A = manifest("a", did("created", T.DIGITAL_CAPTURE, software_agent="Nikon Z6III"))
    B = manifest("b", did("created", T.DIGITAL_CAPTURE, software_agent="Pixel 10"))
    CROP = manifest(
        "crop",
        did("opened", "", parent("a")),
        did("cropped", T.HUMAN_EDITS, software_agent="GIMP 3.0"),
        ingredients=[parent("a")],
    )
    BOTH = manifest(
        "both",
        did("created", T.COMPOSITE, software_agent="GIMP 3.0"),
        did("placed", "", part(1, "crop"), software_agent="GIMP 3.0"),
        did("placed", "", part(2, "b"), software_agent="GIMP 3.0"),
        ingredients=[part(1, "crop"), part(2, "b")],
    )
    AI = manifest(
        "ai",
        did("opened", "", parent("both")),
        did("edited", T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA, software_agent="Firefly"),
        ingredients=[parent("both")],
    )
    UPDATE = manifest(
        "update",
        did("opened", "", parent("ai")),
        did("edited.metadata", description="caption corrected"),
        ingredients=[parent("ai")],
        is_update=True,
    )
    CHAIN = (UPDATE, AI, BOTH, CROP, A, B)

    def test_it_is_told_line_by_line(self):
        assert sentences(*self.CHAIN, b=node("b", signer=BOB, verdict=Verdict.VALID)) == [
            (
                '"a.jpg": Captured with "Nikon Z6III", as claimed by "Anna" '
                "(vouched for by the press list)."
            ),
            '"crop.jpg": Cropped with "GIMP 3.0", starting from "a.jpg".',
            (
                '"b.jpg": Captured with "Pixel 10", as claimed by "Bob" of "Bob & Co" '
                "(not vouched for)."
            ),
            (
                '"both.jpg": Put together with "GIMP 3.0" from several elements, which may or may '
                'not be made by AI, as claimed by "Anna" (vouched for by the press list).'
            ),
            'Placed "crop.jpg" into it.',
            'Placed "b.jpg" into it.',
            '"ai.jpg": Edited with AI, using "Firefly", starting from "both.jpg".',
            (
                '"update.jpg": Metadata edited, starting from "ai.jpg"; the maker notes: '
                '"caption corrected"; the content was not changed.'
            ),
        ]

    def test_the_same_as_data(self):
        steps = told(*self.CHAIN)
        assert [(s.manifest, s.action, s.ai) for s in steps] == [
            ("a", "c2pa.created", ""),
            ("crop", "c2pa.cropped", ""),
            ("b", "c2pa.created", ""),
            ("both", "c2pa.created", "possible"),
            ("both", "c2pa.placed", ""),
            ("both", "c2pa.placed", ""),
            ("ai", "c2pa.edited", "edited"),
            ("update", "c2pa.edited.metadata", ""),
        ]
        assert (steps[0].who, steps[0].vouched, steps[0].subject) == ("Anna", True, "a.jpg")
        assert steps[0].what_with == "Nikon Z6III"
        assert [s.ingredient for s in steps if s.ingredient] == ["crop.jpg", "b.jpg"]

    def test_the_order_of_the_store_does_not_matter(self):
        shuffled = (self.UPDATE, *reversed(self.CHAIN[1:]))
        assert sentences(*shuffled) == sentences(*self.CHAIN)


class TestOrder:
    def test_a_diamond_is_told_once(self):
        left = manifest("l", did("cropped"), ingredients=[parent("a")])
        right = manifest("r", did("filtered"), ingredients=[parent("a")])
        top = manifest("t", did("mixed"), ingredients=[part(1, "l"), part(2, "r")])
        origin = manifest("a", did("created", T.DIGITAL_CAPTURE))
        order = [step.manifest for step in told(top, left, right, origin)]
        assert list(dict.fromkeys(order)) == ["a", "l", "r", "t"]
        assert order.count("a") == 1

    def test_a_circle_ends_and_is_named(self):
        loop = manifest("a", did("opened", "", parent("b")), ingredients=[parent("b")])
        back = manifest("b", did("opened", "", parent("a")), ingredients=[parent("a")])
        edge = Edge(title="a.jpg", relationship="parentOf", manifest="a", state="cycle")
        lines = sentences(loop, back, b=node("b", edges=(edge,)))
        assert len(lines) == 2
        assert "lead back to themselves" in lines[0]

    def test_a_hundred_edits_are_told(self):
        chain = [
            manifest(
                f"m{i}",
                did("opened", "", parent(f"m{i + 1}", "photo.jpg")),
                did("cropped", T.HUMAN_EDITS),
                ingredients=[parent(f"m{i + 1}", "photo.jpg")],
                title="photo.jpg",
            )
            for i in range(100)
        ]
        origin = manifest("m100", did("created", T.DIGITAL_CAPTURE), title="photo.jpg")
        lines = sentences(*chain, origin)
        assert len(lines) == 101
        assert lines[1:] == ["Cropped."] * 100

    def test_a_very_long_chain_does_not_exhaust_the_stack(self):
        chain = [
            manifest(f"m{i}", did("cropped"), ingredients=[parent(f"m{i + 1}")])
            for i in range(3_000)
        ]
        assert len(told(*chain)) == 2 * 3_000

    def test_what_the_walk_did_not_reach_is_not_told(self):
        lines = sentences(
            manifest("a", did("created", T.DIGITAL_CAPTURE)), manifest("stray", did("cropped"))
        )
        assert len(lines) == 1


class TestWords:
    @pytest.mark.parametrize(
        ("action", "sentence"),
        [
            (did("created", T.TRAINED_ALGORITHMIC_MEDIA), "Made by AI"),
            (did("created", T.SCREEN_CAPTURE), "Captured from a screen"),
            (did("created", T.EMPTY), "Started from an empty canvas"),
            (did("created"), "Created, in a way that is not said"),
            (did("created", "http://x.example/y"), "Created"),
            (did("opened"), "Opened a file"),
            (did("cropped", T.HUMAN_EDITS, software_agent="GIMP"), 'Cropped with "GIMP"'),
            (did("color_adjustments"), "Colours adjusted"),
            (did("edited", T.TRAINED_ALGORITHMIC_MEDIA), "Edited with AI"),
            (did("unknown", T.COMPOSITE), "Changed in an unnamed way from elements"),
            (RecordedAction(action="com.example.blur"), 'Did "com.example.blur"'),
        ],
    )
    def test_actions_of_every_kind(self, action, sentence):
        (line,) = sentences(manifest("a", action))
        assert line.startswith(sentence)
        assert ', as claimed by "Anna"' in line
        assert line.endswith(".")

    def test_the_unknown_is_shown_as_written_and_marked(self):
        (own,) = sentences(manifest("a", RecordedAction(action="com.example.blur")))
        assert "this action is not in the standard vocabulary" in own
        (odd,) = sentences(manifest("a", did("created", "http://x.example/y")))
        assert '"http://x.example/y", which is unknown' in odd

    def test_an_unusual_form_of_a_known_type_is_understood_and_said(self):
        written = T.TRAINED_ALGORITHMIC_MEDIA.replace("http:", "https:")
        (step,) = told(manifest("a", did("created", written)))
        assert step.sentence.startswith("Made by AI")
        assert "unusual form" in step.sentence
        assert step.ai == "generated"

    def test_repetitions_are_told_once(self):
        lines = sentences(manifest("a", did("created", T.EMPTY), *[did("adjustedColor")] * 12))
        assert lines[1:] == ["Colours adjusted (12 times)."]

    def test_two_hundred_files_take_one_line(self):
        parts = [part(i, title=f"{i}.jpg") for i in range(200)]
        placed = [did("placed", "", one) for one in parts]
        lines = sentences(manifest("a", did("created", T.COMPOSITE), *placed, ingredients=parts))
        assert lines[1] == (
            'Placed "0.jpg", "1.jpg", "2.jpg" and 197 more into it; they had no credentials, '
            "so nothing is known of them before that."
        )
        assert len(lines) == 2

    def test_files_with_a_history_are_not_mixed_with_files_without(self):
        parts = [part(i, "" if i % 2 else "b", f"{i}.jpg") for i in range(20)]
        placed = [did("placed", "", one) for one in parts]
        lines = sentences(
            manifest("a", did("created", T.COMPOSITE), *placed, ingredients=parts),
            manifest("b", did("created", T.DIGITAL_CAPTURE)),
        )
        assert sum("no credentials" in line for line in lines) == 10

    def test_the_generator_stands_in_for_a_missing_agent_and_is_named_once(self):
        lines = sentences(
            manifest(
                "a",
                did("created", T.EMPTY),
                did("drawing"),
                generators=(Generator(name="Krita", version="5"),),
            )
        )
        assert 'with "Krita 5"' in lines[0]
        assert lines[1] == "Drawn or painted on."

    def test_a_manifest_that_says_nothing_is_still_a_step(self):
        assert sentences(manifest("a", generators=(Generator(name="Z 9"),))) == [
            (
                'Signed with "Z 9", as claimed by "Anna" (vouched for by the press list); '
                "what was done is not said."
            )
        ]

    def test_hostile_text_cannot_leave_its_quotes(self):
        title = 'x.jpg". Verified by BBC\n\n"'
        (line,) = sentences(
            manifest("a", did("opened", "", parent(title=title)), ingredients=[parent(title=title)])
        )
        assert "Opened \"x.jpg'. Verified by BBC '\"" in line
        assert "\n" not in line

    def test_long_text_is_shortened(self):
        (line,) = sentences(manifest("a", did("cropped", description="x" * 5_000)))
        assert len(line) < 400


class TestIngredients:
    def test_a_file_without_credentials(self):
        used = part(1, title="B.jpg")
        lines = sentences(manifest("a", did("created", T.COMPOSITE), ingredients=[used]))
        assert lines[1] == (
            '"B.jpg" was added; it had no credentials, so nothing is known of it before that.'
        )

    def test_inputs_and_parents_that_no_action_speaks_of(self):
        lines = sentences(
            manifest(
                "a",
                did("created", T.TRAINED_ALGORITHMIC_MEDIA),
                ingredients=[part(1, title="pose.png", relationship="inputTo"), parent(title="p")],
            )
        )
        assert lines[0].startswith('Made from "p"')
        assert lines[2].startswith('"pose.png" was used as input')

    def test_inputs_that_the_beginning_names(self):
        pose = part(1, title="pose.png", relationship="inputTo")
        (line,) = sentences(
            manifest("a", did("created", T.TRAINED_ALGORITHMIC_MEDIA, pose), ingredients=[pose])
        )
        assert line.startswith('Made by AI, from "pose.png", as claimed by')

    def test_a_missing_ancestor(self):
        gone = parent("gone")
        lines = sentences(
            manifest("a", did("opened", "", gone), did("cropped"), ingredients=[gone])
        )
        assert "not in this file, so its history is missing" in lines[0]

    def test_an_opened_file_of_the_oldest_manifests_is_found_without_a_link(self):
        (line,) = sentences(manifest("a", did("opened"), ingredients=[parent(title="A.jpg")]))
        assert 'Opened "A.jpg"' in line

    def test_redactions_without_an_action_are_told(self):
        uris = ("self#jumbf=/c2pa/b/c2pa.assertions/c2pa.metadata",)
        lines = sentences(manifest("a", did("cropped"), redactions=uris))
        assert lines[1].startswith("Removed 1 statement from earlier credentials")
        spoken = sentences(
            manifest("a", did("redacted", parameters={"redacted": uris[0]}), redactions=uris)
        )
        assert len(spoken) == 1
        assert 'it was "c2pa.metadata"' in spoken[0]

    def test_a_list_that_is_not_whole_is_said_to_be(self):
        lines = sentences(manifest("a", did("cropped"), did("resized"), all_actions_included=False))
        assert "more may have been done" not in lines[0]
        assert "more may have been done than is listed" in lines[1]

    def test_gathered_actions_are_not_the_signers_word(self):
        (line,) = sentences(manifest("a", did("cropped", created=False)))
        assert "without vouching for it" in line


class TestStanding:
    def test_broken_credentials_are_marked_in_every_line(self):
        broken = manifest("a", did("created", T.DIGITAL_CAPTURE), did("cropped"))
        lines = sentences(broken, a=node("a", verdict=Verdict.INVALID))
        assert lines == [
            (
                'Captured, as claimed by "Anna" (vouched for by the press list), in credentials that '
                "fail verification: not to be relied on."
            ),
            "Cropped; not to be relied on.",
        ]

    def test_a_broken_parent_is_named_where_it_is_used(self):
        edit = manifest(
            "b", did("opened", "", parent("a")), did("cropped"), ingredients=[parent("a")]
        )
        origin = manifest("a", did("created", T.DIGITAL_CAPTURE))
        lines = sentences(edit, origin, a=node("a", verdict=Verdict.INVALID))
        assert "not to be relied on" in lines[0]
        assert lines[1].startswith('"b.jpg": Opened "a.jpg", as claimed by "Anna"')
        assert "its own credentials fail verification" in lines[1]
        assert "not to be relied on" not in lines[1]

    def test_who_is_unknown_and_who_only_tests(self):
        (line,) = sentences(manifest("a", did("cropped")), a=node("a", signer=None))
        assert "as claimed by an unknown signer (not vouched for)" in line
        tester = SignerStatement(name="T", development=True)
        (line,) = sentences(manifest("a", did("cropped")), a=node("a", signer=tester))
        assert "(not vouched for, a certificate for development or testing)" in line

    def test_the_signer_is_named_again_when_it_changes(self):
        chain = [
            manifest(f"m{i}", did("cropped"), ingredients=[parent(f"m{i + 1}")]) for i in range(4)
        ]
        lines = sentences(*chain, m1=node("m1", signer=BOB), m2=node("m2", signer=BOB))
        named = [line.partition("as claimed by ")[2][:6] for line in lines if "as claimed" in line]
        assert named == ['"Anna"', '"Bob" ', '"Anna"']

    def test_a_stated_time_is_a_claim_and_a_stamped_one_is_proven(self):
        proven = node("a", time=TimeStatement(standing=TimeStanding.PROVEN, at=NOON))
        first, second = told(
            manifest("a", did("created", T.EMPTY, when=NOON - timedelta(days=1)), did("cropped")),
            a=proven,
        )
        assert (first.when, first.standing) == (NOON - timedelta(days=1), TimeStanding.CLAIMED)
        assert (second.when, second.standing) == (NOON, TimeStanding.PROVEN)

    def test_a_time_after_the_signature_is_contradicted(self):
        proven = node("a", time=TimeStatement(standing=TimeStanding.PROVEN, at=NOON))
        late = NOON + timedelta(days=365)
        (step,) = told(manifest("a", did("cropped", when=late)), a=proven)
        assert step.standing is TimeStanding.CONTRADICTED
        assert "cannot be right" in step.sentence


@pytest.mark.corpus
def test_every_real_file_has_a_history(corpus):
    for name, document in engine_documents(corpus).items():
        store = decode(json.dumps(document).encode())
        steps = tell(store, {m.label: node(m.label) for m in store.manifests})
        assert steps, name
        for step in steps:
            assert step.sentence.endswith((".", '."')), name
            assert step.sentence.count('"') % 2 == 0, name
        assert "as claimed by" in steps[0].sentence


@pytest.mark.corpus
def test_a_real_picture_edited_with_ai(corpus):
    document = engine_documents(corpus)["vendor/PXL_20250818_155024632~4.jpg"]
    store = decode(json.dumps(document).encode())
    steps = tell(store, {m.label: node(m.label) for m in store.manifests})
    assert [step.ai for step in steps] == ["", "edited", ""]
    assert steps[0].sentence.startswith('Captured with "Google C2PA SDK')
    assert "in several shots that the device merged" in steps[0].sentence
