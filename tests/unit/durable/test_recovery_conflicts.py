"""Marks held against the credentials of the file itself: who strips and signs again is warned of."""

from __future__ import annotations

import pytest
from PIL import Image
from support.lasting import open_lasting

from provenance import Action, Capture, Edit, Verdict

ELSEWHERE = "watermark.other-credentials"


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


def test_two_works_on_one_original_are_siblings(tmp_path):
    with open_lasting(tmp_path) as lasting:
        first = tmp_path / "first.jpg"
        lasting.signer.sign(lasting.photo(3), first, Capture(device="Alice's"))
        for name, action in (("one", "published"), ("other", "edited")):
            lasting.signer.sign(first, tmp_path / f"{name}.jpg", Edit(actions=(f"c2pa.{action}",)))
        report = lasting.verifier.inspect(tmp_path / "one.jpg")
        found = {each.code: each for each in report.findings}
        assert ELSEWHERE not in found
        assert "other.jpg" in found["watermark.sibling"].message


def test_a_sibling_that_owns_up_to_ai_warns_of_one_that_does_not(tmp_path):
    by_ai = Action("c2pa.edited", digital_source_type="compositeWithTrainedAlgorithmicMedia")
    with open_lasting(tmp_path) as lasting:
        first = tmp_path / "first.jpg"
        lasting.signer.sign(lasting.photo(3), first, Capture(device="Alice's"))
        lasting.signer.sign(first, tmp_path / "honest.jpg", Edit(actions=(by_ai,)))
        lasting.signer.sign(first, tmp_path / "silent.jpg", Edit(actions=("c2pa.edited",)))
        assert ELSEWHERE in codes(lasting, tmp_path / "silent.jpg")
        assert "watermark.sibling" in codes(lasting, tmp_path / "honest.jpg")


def test_what_was_made_from_a_file_later_is_no_conflict_of_either(tmp_path):
    with open_lasting(tmp_path) as lasting:
        first, second = tmp_path / "first.jpg", tmp_path / "second.jpg"
        lasting.signer.sign(lasting.photo(2), first, Capture(device="Alice's"))
        lasting.signer.sign(first, second, Edit())
        for path in (first, second):
            assert not {each for each in codes(lasting, path) if each.startswith("watermark.o")}
