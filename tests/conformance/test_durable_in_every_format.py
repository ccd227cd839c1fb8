"""Durable files of every format and description pass every official check, and are found again."""

from __future__ import annotations

import itertools

import pytest
from PIL import Image
from support import films, independent, textures
from support.lasting import open_lasting
from support.rubric import Rubric

from provenance import Capture, Composite, Edit, Generation, Verdict
from provenance.conformance import evaluate
from provenance.model.asset import Asset
from provenance.report import crjson

CHECKS = 37
RUBRICS = ("asset-rubric-conformance0.2-spec2.4.yml", "asset-rubric-integrity.yml")
PICTURES = ("jpg", "png", "webp", "tiff", "avif", "heic")
PAIRS = (
    *((kind, "capture") for kind in PICTURES),
    ("jpg", "edit"),
    ("jpg", "edit of signed"),
    ("png", "generation"),
    ("webp", "composite"),
    ("mp4", "capture"),
    ("mov", "generation"),
)
NUMBERS = itertools.count(100)  # another scene for each file


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    with open_lasting(tmp_path_factory.mktemp("lasting")) as lasting:
        yield lasting


@pytest.fixture(scope="module")
def rubrics(official):
    return [Rubric.load(official / "conformance-0.2" / name) for name in RUBRICS]


def made(kind, folder):
    path = folder / f"raw.{kind}"
    if kind in {"mp4", "mov"}:
        return films.write(path, films.Recipe(frames=60, sound=True))
    picture = textures.textured(next(NUMBERS), 800, 600)
    if kind == "heic":
        from pillow_heif import from_pillow  # noqa: PLC0415  # heavy, and only for this format

        from_pillow(picture).save(path, quality=85)
        return path
    picture.save(path, quality=90)
    return path


@pytest.fixture(scope="module", params=PAIRS, ids=" as ".join)
def signed(request, lasting, tmp_path_factory):
    kind, told = request.param
    folder = tmp_path_factory.mktemp("signed")
    source, parent = made(kind, folder), folder / f"parent.{kind}"
    lasting.studio.signer.sign(source, parent, Capture(device="Test One"))
    component = lasting.photo(40, width=320, height=240)
    source, description = {
        "capture": (source, Capture(device="Test One")),
        "edit": (source, Edit(parent=parent, actions=("c2pa.edited",))),
        "edit of signed": (parent, Edit(actions=("c2pa.edited",))),
        "generation": (source, Generation(model="Painter", prompt="a bridge")),
        "composite": (source, Composite(components=(component,))),
    }[told]
    return lasting.signer.sign(source, folder / f"signed.{kind}", description)


def test_it_is_trusted_and_passes_every_official_check(signed, lasting, rubrics):
    examination = lasting.verifier.examine(signed.path)
    report = examination.report

    assert report.verdict is Verdict.TRUSTED
    assert not {"watermark.generated", "watermark.other-credentials"} & {
        each.code for each in report.findings
    }
    results = evaluate(crjson.document(examination))
    assert [(each.id, each.reason) for each in results if each.outcome != "pass"] == []
    document = independent.engine_document(signed.path, signed.media_type, lasting.studio.root)
    outcomes = [said for each in rubrics for said in each.outcomes(document).items()]
    assert len(outcomes) == len(results) == CHECKS
    assert [(check, said) for check, said in outcomes if said != "pass"] == []


def test_an_independent_verifier_agrees(signed, lasting):
    report = independent.verify(signed.path, signed.media_type, lasting.studio.root)
    assert independent.failures(report) == []
    assert (report["integrity"], report["hard_binding"]) == ("valid", "match")


def test_it_is_found_again_without_its_credentials(signed, lasting, tmp_path):
    bare = tmp_path / signed.path.name
    if signed.media_type.startswith("video/"):
        films.with_track(signed.path, bare, "subtitle")
    else:
        with Image.open(_shown(signed)) as image:
            image.convert("RGB").save(bare := tmp_path / "bare.jpg", quality=80)
    matches = lasting.verifier.inspect(Asset.of(bare)).matches
    mine = next(each for each in matches if each.manifest == signed.manifest_label)
    assert (mine.by, mine.accepted) == ("watermark", True)


def _shown(signed):
    if signed.media_type == "image/heic":
        import pillow_heif  # noqa: PLC0415  # heavy, and only for this format

        pillow_heif.register_heif_opener()
    return signed.path
