"""Credentials of several signers that one picture leads to: who comes first, and who is warned of."""

from __future__ import annotations

import pytest
from support.lasting import posted

from provenance import (
    Capture,
    Edit,
    Generation,
    Signer,
    Verdict,
    open_credential,
)
from provenance.model.report import Severity
from provenance.pki.issuing import development

HOSTILE = "\x1b[31mTRUSTED\u202e\nby Reuters"


@pytest.fixture(scope="module")
def mallory(tmp_path_factory):
    keys = development.create(
        tmp_path_factory.mktemp("mallory") / "pki", organization="Mallory", name="Mallory"
    )
    with open_credential(keys.chain, keys.key) as credential:
        yield credential


def codes(report, severity=None):
    return {each.code for each in report.findings if severity in {None, each.severity}}


def warnings(report):
    return codes(report, Severity.WARNING) | codes(report, Severity.FAILURE)


def test_whoever_signs_her_picture_again_stands_beside_her(lasting, alice, mallory, tmp_path):
    """Her mark stays in it, and is asserted by Mallory's own signature over the same scene."""
    own = tmp_path / "mallory.jpg"
    with Signer(mallory, durable=lasting.durable) as signer:
        copied = signer.sign(alice.found, own, Capture(), title=HOSTILE)
    assert copied.soft_bindings[0] == alice.mark
    try:
        report = lasting.verifier.inspect(posted(own, tmp_path / "again.jpg"))
    finally:
        lasting.repository.delete(copied.manifest_label)

    hers, theirs = report.matches
    assert (hers.manifest, hers.vouched) == (alice.signed.manifest_label, True)
    assert (theirs.manifest, theirs.vouched) == (copied.manifest_label, False)
    assert hers.accepted
    assert theirs.accepted
    assert "2 others were found by what it shows" in report.headline
    assert "nothing proves that any of them are of this file" in report.headline
    (other,) = [each for each in report.findings if each.code == "recovery.several"]
    assert "by its own word: no list vouches for this name" in other.message
    assert not any(bad in other.message for bad in ("\x1b", "\n", "\u202e"))


def test_a_name_nobody_vouches_for_is_never_told_as_a_fact(lasting, mallory, tmp_path):
    with Signer(mallory, durable=lasting.durable) as signer:
        signed = signer.sign(lasting.photo(7), tmp_path / "m.jpg", Capture(), title=HOSTILE)
    report = lasting.verifier.inspect(posted(signed.path, tmp_path / "found.jpg"))

    assert report.matches[0].accepted
    assert not report.matches[0].vouched
    assert "by its own word: no list vouches for this name" in report.headline
    assert not any(bad in report.headline for bad in ("\x1b", "\n", "\u202e"))


def test_a_picture_and_its_edit_are_both_found(lasting, alice, tmp_path):
    edit = lasting.signer.sign(
        alice.signed.path, tmp_path / "edit.jpg", Edit(actions=("c2pa.published",))
    )
    assert edit.soft_bindings[0] == alice.mark
    assert any("carries a mark already" in note for note in edit.notes)
    try:
        verified = lasting.verifier.inspect(edit.path)
        report = lasting.verifier.inspect(alice.found)
    finally:
        lasting.repository.delete(edit.manifest_label)

    assert verified.verdict is Verdict.TRUSTED
    assert warnings(verified) == set()
    assert [each.manifest for each in report.matches] == [
        edit.manifest_label,  # the longer history, of which the other is a part
        alice.signed.manifest_label,
    ]
    assert all(each.accepted for each in report.matches)
    assert "recovery.several" in codes(report)


def test_of_a_picture_and_its_crop_the_nearer_one_comes_first(lasting, alice, tmp_path):
    cropped = posted(alice.signed.path, tmp_path / "cropped.jpg", crop=0.2)
    edit = lasting.signer.sign(
        cropped, tmp_path / "edit.jpg", Edit(parent=alice.signed.path, actions=("c2pa.cropped",))
    )
    whole = posted(alice.signed.path, tmp_path / "whole.jpg", crop=0)
    try:
        of_whole = lasting.verifier.inspect(whole).matches
        of_crop = lasting.verifier.inspect(posted(edit.path, tmp_path / "c.jpg", crop=0)).matches
    finally:
        lasting.repository.delete(edit.manifest_label)

    assert [each.accepted for each in of_whole + of_crop] == [True] * 4
    assert of_whole[0].manifest == of_crop[1].manifest == alice.signed.manifest_label
    assert of_whole[1].manifest == of_crop[0].manifest == edit.manifest_label


def test_an_ai_picture_signed_again_as_a_photograph_is_found_out(lasting, tmp_path):
    made = lasting.signer.sign(lasting.photo(8), tmp_path / "made.jpg", Generation(model="Painter"))
    assert made.soft_bindings[0].value[0] >> 4 == 2
    assert warnings(lasting.verifier.inspect(made.path)) == set()
    stripped = posted(made.path, tmp_path / "stripped.jpg")
    found = lasting.verifier.inspect(stripped)
    assert found.matches[0].accepted
    assert "watermark.says-generated" in codes(found)
    washed = tmp_path / "washed.jpg"
    lasting.studio.signer.sign(stripped, washed, Capture(device="Nova One"))

    report = lasting.verifier.inspect(washed)
    assert report.verdict is Verdict.TRUSTED
    assert {"watermark.generated", "watermark.other-credentials"} <= warnings(report)


def test_ai_in_the_history_of_a_file_goes_into_its_mark(lasting, tmp_path):
    made = tmp_path / "made.jpg"
    lasting.studio.signer.sign(lasting.photo(9), made, Generation(model="Painter"))
    edited = lasting.signer.sign(made, tmp_path / "edited.jpg", Edit(actions=("c2pa.published",)))
    assert edited.soft_bindings[0].value[0] >> 4 == 2
    assert warnings(lasting.verifier.inspect(edited.path)) == set()
