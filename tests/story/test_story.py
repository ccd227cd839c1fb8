"""A picture's life through the real engine: captured, cropped, put together, changed by AI, updated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from support import media
from support.studio import open_studio, trusting

from provenance import (
    Action,
    Capture,
    Composite,
    Device,
    Edit,
    Report,
    SoftwareAgent,
    TrustLists,
    Update,
    Verdict,
    Verifier,
)

DARKROOM = SoftwareAgent(name="Darkroom", version="9")
MODEL = SoftwareAgent(name="Fill Model", version="2")
NOVA = Device(make="Nova", model="One")

BY_CAMERA = (
    ', as claimed by "Nova Cameras (development)" '
    "(vouched for by Nova Cameras, a certificate for development or testing)"
)
BY_DESK = (
    ', as claimed by "Daily Courier (development)" '
    "(vouched for by Daily Courier, a certificate for development or testing)"
)
CAPTURED = f'"bridge.jpg": Captured with "Nova One"{BY_CAMERA}.'
CROPPED = f'"crop.jpg": Cropped with "Darkroom 9", starting from "bridge.jpg"{BY_DESK}.'
SECOND = f'"sky.jpg": Captured with "Nova One"{BY_CAMERA}.'
COMPOSED = (
    '"collage.jpg": Put together with "Darkroom 9" from several elements, '
    f"which may or may not be made by AI{BY_DESK}."
)
PLACED = ('Placed "crop.jpg" into it.', 'Placed "sky.jpg" into it.')
FILLED = (
    '"filled.jpg": Edited with AI, using "Fill Model 2", starting from "collage.jpg"; '
    'the maker notes: "The sky was extended."'
)
UPDATED = (
    '"final.jpg": Metadata edited with "Caption Desk", starting from "filled.jpg"; '
    'the maker notes: "A caption was added."; the content was not changed.'
)


@dataclass(frozen=True, kw_only=True)
class Life:
    """Reports of each state, oldest first, and the file of the last one."""

    reports: dict[str, Report]
    last: Path
    camera_only: TrustLists


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("camera") / "pki", "Nova Cameras") as studio:
        yield studio


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("desk") / "pki", "Daily Courier") as studio:
        yield studio


@pytest.fixture(scope="module")
def verifier(camera, desk):
    with Verifier(trust=trusting(camera, desk)) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def life(camera, desk, verifier, tmp_path_factory):
    given, kept = tmp_path_factory.mktemp("given"), tmp_path_factory.mktemp("kept")
    for name, size in (("bridge", (640, 480)), ("sky", (320, 240))):
        (given / f"{name}.jpg").write_bytes(media.photo(*size))
        camera.signer.sign(given / f"{name}.jpg", kept / f"{name}.jpg", Capture(device=NOVA))
    for made, description in _edits(given, kept):
        desk.signer.sign(given / made, kept / made, description)
    update = Update(software="Caption Desk", description="A caption was added.")
    desk.signer.sign(kept / "filled.jpg", kept / "final.jpg", update)
    states = ("bridge", "crop", "collage", "filled", "final")
    return Life(
        reports={name: verifier.inspect(kept / f"{name}.jpg") for name in states},
        last=kept / "final.jpg",
        camera_only=trusting(camera),
    )


def _edits(given, kept):
    """Change the pixels as an editor would, and tell what was done."""
    with Image.open(given / "bridge.jpg") as bridge, Image.open(given / "sky.jpg") as sky:
        crop = bridge.crop((0, 0, 320, 240))
        crop.save(given / "crop.jpg")
        collage = Image.blend(crop, sky, 0.5)
        collage.save(given / "collage.jpg")
        media.drawing(320, 240).save(given / "filled.jpg")
    crop_it = Edit(parent=kept / "bridge.jpg", actions=("c2pa.cropped",), software=DARKROOM)
    yield "crop.jpg", crop_it
    yield (
        "collage.jpg",
        Composite(components=(kept / "crop.jpg", kept / "sky.jpg"), software=DARKROOM),
    )
    fill = Action.by_ai("c2pa.edited", software_agent=MODEL, description="The sky was extended.")
    yield "filled.jpg", Edit(parent=kept / "collage.jpg", actions=(fill,))


def told(report: Report) -> list[str]:
    return [step.sentence for step in report.history]


def test_every_state_tells_all_that_came_before(life):
    states = life.reports

    assert told(states["bridge"]) == [CAPTURED.partition(": ")[2]]
    assert told(states["crop"]) == [CAPTURED, CROPPED]
    assert told(states["collage"]) == [CAPTURED, CROPPED, SECOND, COMPOSED, *PLACED]
    assert told(states["filled"]) == [*told(states["collage"]), FILLED]
    assert told(states["final"]) == [*told(states["filled"]), UPDATED]


def test_every_state_is_trusted_and_names_its_own_signer(life):
    for name, report in life.reports.items():
        signer = "Nova Cameras" if name == "bridge" else "Daily Courier"
        assert report.verdict is Verdict.TRUSTED
        assert report.active.title == f"{name}.jpg"
        assert report.active.signer.name == f"{signer} (development)"
        assert report.active.signer.list_name == signer


def test_the_steps_are_data_too(life):
    steps = life.reports["final"].history

    assert [(step.action, step.subject, step.ingredient) for step in steps] == [
        ("c2pa.created", "bridge.jpg", ""),
        ("c2pa.cropped", "crop.jpg", ""),
        ("c2pa.created", "sky.jpg", ""),
        ("c2pa.created", "collage.jpg", ""),
        ("c2pa.placed", "collage.jpg", "crop.jpg"),
        ("c2pa.placed", "collage.jpg", "sky.jpg"),
        ("c2pa.edited", "filled.jpg", ""),
        ("c2pa.edited.metadata", "final.jpg", ""),
    ]
    assert {step.who for step in steps[:1]} == {"Nova Cameras (development)"}
    assert steps[1].what_with == "Darkroom 9"
    assert all(step.vouched for step in steps)


def test_ai_edited_it_and_did_not_make_it(life):
    final = life.reports["final"]

    assert final.signals.ai == "edited"
    assert "not all of it is made by AI" in final.signals.ai_sentence
    assert [step.ai for step in final.history] == ["", "", "", "possible", "", "", "edited", ""]
    assert life.reports["crop"].signals.ai == "none declared"
    assert life.reports["collage"].signals.ai == "possible"


def test_the_official_signals_of_every_manifest(life):
    final = life.reports["final"]

    assert {node.title: (node.inception, node.transformation) for node in final.nodes} == {
        "bridge.jpg": (("capturedMedia",), ()),
        "sky.jpg": (("capturedMedia",), ()),
        "crop.jpg": ((), ("perceptibleNonGenAI",)),
        "collage.jpg": (("compositionMayContainGenAI",), ()),
        "filled.jpg": ((), ("perceptibleGenAI",)),
        "final.jpg": ((), ("nonEditorial",)),
    }
    assert [node.title for node in final.nodes if node.is_update] == ["final.jpg"]
    assert max(node.depth for node in final.nodes) == 4


def test_a_list_that_knows_only_the_camera_leaves_valid(life):
    with Verifier(trust=life.camera_only) as verifier:
        report = verifier.inspect(life.last)

    assert report.verdict is report.active.verdict is Verdict.VALID
    assert report.headline == (
        "This file is as its signer left it, but no accepted list vouches for the signer, "
        'which calls itself "Daily Courier (development)".'
    )
    assert [step.vouched for step in report.history].count(True) == 2


@pytest.mark.slow
def test_a_hundred_edits_stay_within_limits(desk, verifier):
    current = desk.bare.sign(media.content("png"), None, Capture(), title="0.png").data
    for number in range(1, 101):
        edit = Edit(actions=("c2pa.cropped",))
        current = desk.bare.sign(current, None, edit, title=f"{number}.png").data
    report = verifier.inspect(current)

    assert report.verdict is Verdict.TRUSTED
    assert [node.depth for node in report.nodes] == list(range(101))
    assert [step.subject for step in report.history] == [f"{each}.png" for each in range(101)]
    assert len(current) < 4 << 20


def test_two_hundred_ingredients_stay_within_limits(camera, desk, verifier, tmp_path):
    parts = [tmp_path / f"part{number}.png" for number in range(200)]
    for number, part in enumerate(parts):
        part.write_bytes(media.content("png"))
        if number % 2:
            camera.bare.sign(part, part, Capture(device=NOVA))
    made = desk.bare.sign(media.content("png"), None, Composite(components=tuple(parts)))
    report = verifier.inspect(made.data)

    assert report.verdict is Verdict.TRUSTED
    assert len(report.nodes) == 101
    edges = report.nodes[0].ingredients
    assert [edge.title for edge in edges] == [part.name for part in parts]
    assert [edge.state for edge in edges] == ["none", "credentialed"] * 100
    placed = [step.ingredient for step in report.history if step.action == "c2pa.placed"]
    assert placed == [part.name for part in parts]
