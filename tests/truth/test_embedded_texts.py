"""What real files say beside their credentials, and that none of it is held against an honest file."""

from __future__ import annotations

import pytest

from provenance import Verdict, Verifier
from provenance.engine.guard.engine import GuardedEngine
from provenance.model.asset import Asset

pytestmark = pytest.mark.corpus
CREDITED = {  # every file of the collection whose text names AI
    "vendor/PXL_20250818_155024632~4.jpg": {
        ("XMP", "Credit", "Edited with Google AI"),
        (
            "XMP",
            "DigitalSourceType",
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
        ),
    }
}
AI_NAMES = {"DigitalSourceType", "Credit", "AISystemUsed", "AIGC", "parameters", "prompt"}
SAID = {
    "photos/iphone_13_pro_max.HEIC": ("EXIF", "Model", "iPhone 13 Pro Max"),
    "photos/no_exif.jpg": ("XMP", "CreatorTool", "Adobe Photoshop CS5.1 Macintosh"),
    "photos/DudleyLeavittUtah.tiff": ("EXIF", "Software", "Mac OS X 10.5.7 (9J61)"),
    "public-testfiles/nikon-20221019-building.jpeg": ("EXIF", "Make", "NIKON CORPORATION"),
    "public-testfiles/adobe-20240110-single_manifest_store.pdf": (
        *("XMP", "CreatorTool", "Adobe Express"),
    ),
    "sdk-fixtures/py-C.dng": ("XMP", "CreatorTool", "Adobe Lightroom 8.1 (Macintosh)"),
    "sdk-fixtures/video1.mp4": (
        *("XMP", "History softwareAgent", "Adobe Premiere Rush (Macintosh)"),
    ),
    "sdk-fixtures/dashinit.mp4": ("film metadata", "Software", "Lavf58.31.104"),
    "js-fixtures/sample.avi": ("RIFF", "Software", "Lavf57.19.100"),
}


@pytest.fixture(scope="module")
def texts(corpus):
    """The texts of every file, by its place in the collection."""
    with GuardedEngine() as engine:
        return {
            str(path.relative_to(corpus)): {
                (each.place, each.name, each.value)
                for each in engine.look(Asset.of(path), picture=False).texts
            }
            for path in sorted(corpus.rglob("*"))
            if path.is_file()
        }


@pytest.mark.parametrize("name", SAID)
def test_files_of_each_format_say_what_other_readers_find(name, texts):
    assert SAID[name] in texts[name]


def test_exactly_one_file_speaks_of_ai_beside_its_credentials(texts):
    found = {
        name: {each for each in said if each[1] in AI_NAMES}
        for name, said in texts.items()
        if any(each[1] in AI_NAMES for each in said)
    }
    assert found == CREDITED


def test_no_honest_file_is_warned_of(corpus):
    """Cameras and editors write what their credentials say, or credentials that say less."""
    found = {}
    with Verifier() as verifier:
        for path in sorted(corpus.rglob("*")):
            if path.is_file():
                report = verifier.inspect(path)
                codes = [each.code for each in report.findings if each.code.startswith("unsigned")]
                found.update({path.name: codes} if codes else {})
    assert found == {}


def test_the_one_that_does_was_edited_with_ai_by_its_credentials_too(corpus):
    with Verifier() as verifier:
        report = verifier.inspect(corpus / "vendor/PXL_20250818_155024632~4.jpg")
    assert report.verdict in {Verdict.VALID, Verdict.INVALID}
    assert report.signals.ai == "edited"
    assert {each.name for each in report.embedded} > {"DigitalSourceType", "Credit", "Make"}


def test_the_same_text_without_the_credentials_is_told_as_unsigned(corpus):
    data = (corpus / "vendor/PXL_20250818_155024632~4.jpg").read_bytes()
    with Verifier() as verifier:
        report = verifier.inspect(_stripped(data))

    assert report.verdict is Verdict.ABSENT
    (found,) = (each for each in report.findings if each.code == "unsigned.ai")
    assert found.message == (
        "Text in this file, which nobody signed, says that AI was used on it (XMP Credit: "
        '"Edited with Google AI", XMP DigitalSourceType: "compositeWithTrainedAlgorithmicMedia"). '
        "Anyone can write or remove such text."
    )


def _stripped(jpeg: bytes) -> bytes:
    """Leave out every segment APP11 before the first scan: the credentials."""
    kept, offset = [jpeg[:2]], 2
    while jpeg[offset + 1] != 0xDA:
        end = offset + 2 + int.from_bytes(jpeg[offset + 2 : offset + 4])
        if jpeg[offset + 1] != 0xEB:
            kept.append(jpeg[offset:end])
        offset = end
    return b"".join((*kept, jpeg[offset:]))
