"""Unsigned photos of real cameras: signed, trusted, and the same pixel for pixel."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageFile
from support.studio import open_studio

from provenance import Asset, Capture, Edit, Verdict
from provenance.errors import NoCredentials, SigningFailed, UnsupportedFormat

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus
PHOTOS = (
    "30-type_error.jpg",
    "36-memory_error.jpg",
    "DSCN0010.jpg",
    "DSCN0012.jpg",
    "DudleyLeavittUtah.tiff",
    "HMD_Nokia_8.3_5G.jpg",
    "canon-ixus.jpg",
    "canon_hdr_YES.jpg",
    "corrupted.jpg",
    "fujifilm-dx10.jpg",
    "iphone_13_pro_max.HEIC",
    "landscape_6.jpg",
    "nikon-e950.jpg",
    "no_exif.jpg",
    "portrait_8.jpg",
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture
def lenient(monkeypatch):
    """Decode what is there of a damaged picture, as a viewer does."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)


def pixels(path: Path) -> list[tuple[str, tuple[int, int], bytes]]:
    """Decode every frame of a picture."""
    if path.suffix.lower() == ".heic":
        from pillow_heif import open_heif  # noqa: PLC0415  # heavy, and only for this format

        picture = open_heif(path, convert_hdr_to_8bit=False)
        return [(each.mode, each.size, bytes(each.data)) for each in picture]
    with warnings.catch_warnings(), Image.open(path) as picture:
        warnings.simplefilter("ignore")  # damaged metadata, which is why it is in the corpus
        frames = []
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            frames.append((picture.mode, picture.size, picture.tobytes()))
        return frames


def test_the_list_is_whole(corpus):
    assert {path.name for path in (corpus / "photos").iterdir()} == set(PHOTOS)


@pytest.mark.usefixtures("lenient")
@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_is_signed_and_edited_and_its_pixels_stay(name, corpus, studio, tmp_path):
    source = corpus / "photos" / name
    first, second = tmp_path / name, tmp_path / f"second-{name}"
    studio.signer.sign(source, first, Capture(device="The camera"))
    studio.signer.sign(first, second, Edit(actions=("c2pa.published",)))

    assert studio.verifier.inspect(first).verdict is Verdict.TRUSTED
    assert studio.verifier.inspect(second).verdict is Verdict.TRUSTED
    assert pixels(source) == pixels(first) == pixels(second)


@pytest.mark.parametrize("part", [0.001, 0.02, 0.2, 0.5, 0.9])
@pytest.mark.parametrize(
    "name", ["DSCN0010.jpg", "DudleyLeavittUtah.tiff", "iphone_13_pro_max.HEIC"]
)
def test_a_torn_photo_signs_whole_or_is_refused_by_name(name, part, corpus, studio, tmp_path):
    content = (corpus / "photos" / name).read_bytes()
    torn = tmp_path / name
    torn.write_bytes(content[: int(len(content) * part)])
    signed = tmp_path / f"signed-{name}"
    refusal = _refused(studio, torn, signed)

    if refusal is None:
        assert studio.verifier.inspect(signed).verdict is Verdict.TRUSTED
    else:
        assert name in refusal.message
        assert refusal.hint
        assert not signed.exists()


def _refused(studio, source, target):
    try:
        studio.signer.sign(source, target, Capture())
    except (SigningFailed, UnsupportedFormat) as refusal:
        return refusal
    return None


def test_an_unsigned_photo_says_nothing(corpus, studio):
    report = studio.verifier.inspect(corpus / "photos" / "no_exif.jpg")
    assert report.verdict is Verdict.ABSENT
    assert NoCredentials.code in {each.code for each in report.findings}
    assert Asset.of(corpus / "photos" / "no_exif.jpg").name == report.file
