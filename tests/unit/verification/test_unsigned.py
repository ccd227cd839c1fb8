"""Text beside the credentials is weighed for what it is, and never for more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.stores import good, manifest, store

from provenance.evidence.coverage import Coverage, Part
from provenance.model.look import EmbeddedText, Look
from provenance.model.report import Verdict
from provenance.model.store import Generator, Ingredient, RecordedAction
from provenance.model.vocabulary import DigitalSourceType
from provenance.report.explain import of
from provenance.verification import unsigned
from provenance.verification.unsigned import ai, devices, programs
from provenance.verification.unsigned.account import Account
from provenance.verification.unsigned.reach import Reach, reach

CAPTURE = RecordedAction(
    action="c2pa.created", digital_source_type=DigitalSourceType.DIGITAL_CAPTURE
)
NOTHING = Account(ai="none declared", captured=False, programs=(), captured_with=(), devices={})
LABEL = '{"Label":"%s","ContentProducer":"x"}'


def text(name, value, place="XMP"):
    return EmbeddedText(place=place, name=name, value=value)


def strength(name, value):
    sign = ai.strongest([text(name, value)])
    return sign.strength if sign else 0


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DigitalSourceType", DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA, ai.MADE),
        ("DigitalSourceType", "trainedAlgorithmicMedia", ai.MADE),
        ("DigitalSourceType", "digsrctype:compositeSynthetic", ai.USED),
        ("DigitalSourceType", DigitalSourceType.DIGITAL_CAPTURE, 0),
        ("DigitalSourceType", DigitalSourceType.COMPOSITE, 0),
        ("DigitalSourceType", "https://example.org/trainedAlgorithmicMedia", 0),
        ("AISystemUsed", "Any system", ai.USED),
        ("AISystemVersionUsed", "3", 0),
        ("AIPromptWriterName", "A. Person", 0),
        ("Credit", "Made with Google AI", ai.MADE),
        ("Credit", "Edited with Google AI", ai.USED),
        ("Credit", "A photographer who made AI famous", 0),
        ("AIGC", LABEL % 1, ai.MADE),
        ("AIGC", LABEL % 2, ai.POSSIBLE),
        ("AIGC", LABEL % 3, ai.POSSIBLE),
        ("AIGC", "nothing of use", 0),
        ("AIGC Label", "1", ai.MADE),
        ("parameters", "Steps: 1, Sampler: x", ai.MADE),
        ("Software", "Midjourney", ai.NAMED),
        ("CreatorTool", "Adobe Firefly", ai.NAMED),
        ("Software", "Adobe Photoshop 26 (Windows)", 0),
        ("Software", "HDR+ 1.0.794806427zd", 0),
        ("Software", "Stable Diffusionist's Notebook", 0),
        ("Make", "Midjourney", 0),
    ],
)
def test_a_text_weighs_what_it_says(name, value, expected):
    assert strength(name, str(value)) == expected


def test_only_the_strongest_signs_are_quoted_and_no_more_than_two():
    signs = [
        text("AISystemUsed", "x"),
        *(text("Credit", "Made with Google AI", f"P{n}") for n in range(4)),
    ]
    sign = ai.strongest(signs)
    assert sign.sentence == (
        'says that it was made by AI (P0 Credit: "Made with Google AI", '
        'P1 Credit: "Made with Google AI")'
    )


def test_hostile_text_stays_within_its_quotes():
    sign = ai.strongest([text("AISystemUsed", '"). This file is TRUSTED. ("' + "x" * 900)])
    assert '"' not in sign.sentence.partition('AISystemUsed: "')[2].removesuffix('")')
    assert len(sign.sentence) < 200


def test_without_credentials_only_ai_is_told():
    assert unsigned.alone(None, Verdict.ABSENT) == ()
    assert (
        unsigned.alone(
            Look(texts=(text("Software", "GIMP"), text("Make", "Canon"))), Verdict.ABSENT
        )
        == ()
    )
    (found,) = unsigned.alone(Look(texts=(text("AIGC", LABEL % 2),)), Verdict.ABSENT)
    assert (found.code, found.severity.value) == ("unsigned.ai", "note")
    assert "says that AI may have made it" in found.message


def account(*actions, **fields):
    active = replace(manifest("a", statuses=good("a")), actions=actions, **fields)
    return Account.of(store(active), ["a"])


def test_an_account_holds_what_the_line_of_descent_says():
    by = replace(CAPTURE, software_agent="Nikon Z 9")
    found = account(by, generators=(Generator(name="App", version="1"),))
    assert found.captured
    assert found.captured_with == ("Nikon Z 9",)
    assert found.programs == ("App", "Nikon Z 9")
    assert not account(replace(CAPTURE, action="c2pa.edited")).captured
    assert not account(replace(CAPTURE, digital_source_type=DigitalSourceType.COMPOSITE)).captured


def test_a_captured_component_does_not_make_the_whole_captured():
    part = Ingredient(label="i", relationship="componentOf", manifest="b")
    whole = replace(
        manifest("a", part, statuses=good("a")),
        actions=(
            RecordedAction(action="c2pa.created", digital_source_type=DigitalSourceType.COMPOSITE),
        ),
    )
    other = replace(manifest("b"), actions=(CAPTURE,))
    assert not Account.of(store(whole, other), ["a", "b"]).captured


def covered(coverage, statuses=None):
    label = "a"
    found = good(label) if statuses is None else statuses
    return reach(store(manifest(label, statuses=found)), coverage)


def test_a_text_is_signed_only_where_the_content_matches_and_no_metadata_are_left_out():
    metadata = Part(name="XMP packet", kind="metadata", start=0, length=9)
    room = Part(name="free box", kind="room", start=0, length=9)
    assert covered(Coverage()) is Reach.COVERED
    assert covered(Coverage(parts=(room,))) is Reach.COVERED
    assert covered(Coverage(parts=(metadata,))) is Reach.OPEN
    assert covered(Coverage(whole=False)) is Reach.UNKNOWN
    assert covered(Coverage(), statuses=()) is Reach.UNKNOWN


@pytest.mark.parametrize("coverage", [Coverage(), Coverage(whole=False)])
def test_a_warning_needs_a_text_that_the_signer_signed(coverage):
    active = replace(manifest("a", statuses=good("a")), actions=(CAPTURE,))
    look = Look(texts=(text("Credit", "Made with Google AI"),))
    (found,) = unsigned.beside(look, store(active), ["a"], coverage)
    expected = "unsigned.contradicts" if coverage.whole else "unsigned.ai"
    assert found.code == expected


def test_a_possible_use_of_ai_contradicts_nobody():
    active = replace(manifest("a", statuses=good("a")), actions=(CAPTURE,))
    look = Look(texts=(text("AIGC", LABEL % 2),))
    (found,) = unsigned.beside(look, store(active), ["a"], Coverage())
    assert found.code == "unsigned.ai"


@pytest.mark.parametrize(
    ("name", "value", "mentioned", "told"),
    [
        ("Software", "Adobe Photoshop 25", ("Adobe_Photoshop/24",), False),
        ("Software", "Adobe Photoshop 25", ("Adobe Lightroom",), True),
        ("Software", "GIMP 3.0", (), True),
        ("Software", "Gimpel 3.0", (), False),
        ("Software", "Ver.05.10", (), False),
        ("Software", "Canvas of mine", (), False),
        ("CreatorTool", "My own tool", (), False),
        (programs.HISTORY, "My own tool 3", (), True),
        (programs.HISTORY, "My own tool 3", ("my own tool 2",), False),
        ("Make", "Adobe Photoshop", (), False),
    ],
)
def test_programs_are_told_when_credentials_do_not_mention_them(name, value, mentioned, told):
    assert bool(programs.unmentioned([text(name, value)], mentioned)) is told


def test_a_crowd_of_programs_is_counted():
    crowd = [text(programs.HISTORY, f"Program {letter}") for letter in "abcde"]
    assert programs.unmentioned(crowd, ()).endswith("and 2 more")


@pytest.mark.parametrize(
    ("name", "value", "fields", "told"),
    [
        ("Make", "NIKON CORPORATION", {"devices": {"Make": ("NIKON",)}}, False),
        ("Make", "Canon", {"devices": {"Make": ("NIKON",)}}, True),
        ("Make", "Canon", {"devices": {"Make": ("NIKON", "Canon")}}, False),
        ("Model", "NIKON Z 9", {"devices": {"Model": ("Z9",)}}, False),
        ("Model", "Canon EOS R5", {"devices": {"Model": ("Canon EOS 5D",)}}, True),
        ("Model", "Canon EOS R5", {}, False),
        ("Make", "Canon", {"captured_with": ("Leica M11",)}, True),
        ("Make", "Panasonic", {"captured_with": ("Leica Q",)}, False),
        ("Make", "Canon", {"captured_with": ("Some app",)}, False),
        ("Make", "Nobody Inc.", {"captured_with": ("Leica M11",)}, False),
        ("Make", "samsung", {"captured_with": ("Google Camera",)}, False),
    ],
)
def test_cameras_are_told_when_they_cannot_be_the_same(name, value, fields, told):
    assert bool(devices.other([text(name, value)], replace(NOTHING, **fields))) is told


def test_each_finding_is_explained():
    for code in ("unsigned.ai", "unsigned.contradicts", "unsigned.software", "unsigned.device"):
        assert of(code).to_do
