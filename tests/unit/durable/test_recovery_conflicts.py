"""Marks held against the credentials of the file itself: who strips and signs again is warned of."""

from __future__ import annotations

import pytest
from PIL import Image
from support.lasting import open_lasting

from provenance import Capture, Edit, Verdict

ELSEWHERE = "watermark.other-credentials"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    with open_lasting(tmp_path_factory.mktemp("lasting")) as lasting:
        yield lasting


@pytest.fixture(scope="module")
def original(lasting):
    signed = lasting.folder / "original.jpg"
    lasting.signer.sign(lasting.photo(1), signed, Capture(device="Alice's"))
    return signed


@pytest.fixture(scope="module")
def stripped(original):
    target = original.with_name("stripped.jpg")
    with Image.open(original) as image:
        image.save(target, quality=90)
    return target


def codes(lasting, path) -> set[str]:
    report = lasting.verifier.inspect(path)
    assert report.verdict is Verdict.TRUSTED
    return {each.code for each in report.findings}


def test_the_original_is_its_own(lasting, original):
    found = codes(lasting, original)
    assert "watermark.stated" in found
    assert ELSEWHERE not in found


def test_signed_again_without_a_word_of_the_mark(lasting, stripped, tmp_path):
    again = tmp_path / "again.jpg"
    lasting.studio.bare.sign(stripped, again, Capture(device="Mallory's"))
    assert ELSEWHERE in codes(lasting, again)


def test_signed_again_with_the_mark_stated_as_ones_own(lasting, stripped, original, tmp_path):
    again = tmp_path / "again.jpg"
    lasting.signer.sign(stripped, again, Capture(device="Mallory's"))
    found = codes(lasting, again)
    assert ELSEWHERE in found
    assert "watermark.stated" not in found


def test_what_was_made_from_a_file_later_is_no_conflict_of_either(tmp_path):
    with open_lasting(tmp_path) as lasting:
        first, second = tmp_path / "first.jpg", tmp_path / "second.jpg"
        lasting.signer.sign(lasting.photo(2), first, Capture(device="Alice's"))
        lasting.signer.sign(first, second, Edit())
        for path in (first, second):
            assert not {each for each in codes(lasting, path) if each.startswith("watermark.o")}
