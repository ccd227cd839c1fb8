"""Attempts to make something false look trusted, and what the receiver is told instead."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from support import hostile, media
from support.authorities import Development
from support.studio import open_studio, trusting

from provenance import (
    Capture,
    Composite,
    Edit,
    Limits,
    Signer,
    TrustLists,
    Update,
    Verdict,
    VerificationError,
    Verifier,
)
from provenance.engine.native.settings import Settings
from provenance.errors import SigningFailed, TrustListError
from provenance.pki.trust import TrustList

CROP = Edit(actions=("c2pa.cropped",))
PATIENCE = 20.0  # seconds; these files held the bare engine for minutes


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("press") / "pki", "Daily Courier") as studio:
        yield studio


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """Somebody with a root of his own, who calls himself what he likes."""
    with open_studio(tmp_path_factory.mktemp("stranger") / "pki", "Sony Corporation") as studio:
        yield studio


@pytest.fixture(scope="module")
def verifier(press):
    with Verifier(trust=trusting(press)) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def deadly():
    return hostile.aborting_jpeg()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(media.photo(320, 240))
    return path


@pytest.fixture
def tampered(photo, press):
    """A photo that was captured, signed, and then retouched."""
    path = photo.with_name("retouched.jpg")
    press.signer.sign(photo, path, Capture())
    content = bytearray(path.read_bytes())
    content[-1000] ^= 1
    path.write_bytes(content)
    return path


def codes(report):
    return {each.code for each in report.findings if each.severity == "failure"}


@pytest.mark.attack(12)
class TestATamperedParent:
    def test_a_new_signature_does_not_wash_it(self, press, verifier, tampered):
        laundered = tampered.with_name("clean.jpg")
        notes = press.signer.sign(tampered, laundered, CROP).notes
        report = verifier.inspect(laundered)

        assert any("The new manifest records that." in note for note in notes)
        assert report.verdict is Verdict.INVALID
        assert report.active.verdict is Verdict.TRUSTED
        assert report.headline == (
            "This file is as its signer left it, but an ingredient, retouched.jpg, fails: "
            "its content or its metadata changed after it was signed."
        )
        assert codes(report) == {"assertion.dataHash.mismatch"}
        assert "not to be relied on" in report.history[0].sentence
        with pytest.raises(VerificationError):
            verifier.verify(laundered)

    def test_nor_do_ten_signatures(self, press, verifier, tampered):
        current = tampered
        for number in range(10):
            following = tampered.with_name(f"{number}.jpg")
            press.bare.sign(current, following, CROP)
            current = following
        report = verifier.inspect(current)

        assert report.verdict is Verdict.INVALID
        assert "retouched.jpg, fails" in report.headline
        assert [node.verdict for node in report.nodes[:-1]] == [Verdict.TRUSTED] * 10

    def test_nor_does_hiding_it_in_a_composite(self, press, verifier, photo, tampered):
        whole = photo.with_name("whole.jpg")
        press.signer.sign(photo, whole, Capture())
        made = press.signer.sign(photo, None, Composite(components=(whole, tampered, whole)))
        report = verifier.inspect(made.data)

        assert report.verdict is Verdict.INVALID
        assert "retouched.jpg, fails" in report.headline

    @pytest.mark.parametrize("kind", ["jpeg", "webp", "tiff", "mp4", "pdf", "docx"])
    def test_nor_does_an_update_in_any_format(self, kind, press, tmp_path):
        signed = tmp_path / media.FORMATS[kind][0]
        press.signer.sign(media.content(kind), signed, Capture())
        source, content = media.content(kind), bytearray(signed.read_bytes())
        seen = b"Where did" if b"Where did" in source else source[len(source) * 3 // 5 :][:12]
        place = content.find(seen)
        content[place if place >= 0 else 400] ^= 1
        signed.write_bytes(content)

        with pytest.raises(SigningFailed, match="would not verify") as caught:
            press.signer.sign(signed, tmp_path / "out", Update())
        assert "describe an edit instead" in caught.value.hint
        assert not (tmp_path / "out").exists()


@pytest.mark.attack(13)
class TestAnUnknownParent:
    def test_a_trusted_signature_over_it_leaves_valid(self, press, stranger, verifier, photo):
        before, after = photo.with_name("before.jpg"), photo.with_name("after.jpg")
        stranger.signer.sign(photo, before, Capture())
        press.signer.sign(before, after, CROP)
        report = verifier.inspect(after)

        assert report.verdict is Verdict.VALID
        assert report.active.verdict is Verdict.TRUSTED
        assert report.headline == (
            "This file is as its signer left it, but an ingredient, before.jpg, comes from "
            "a signer that is not known: no accepted list vouches for it."
        )
        assert [step.vouched for step in report.history] == [False, True]

    def test_a_famous_name_vouches_for_nobody(self, stranger, verifier, photo):
        report = verifier.inspect(stranger.signer.sign(photo, None, Capture()).data)

        assert report.verdict is Verdict.VALID
        assert not report.active.signer.vouched
        assert report.headline == (
            "This file is as its signer left it, but no accepted list vouches for the signer, "
            'which calls itself "Sony Corporation (development)".'
        )


class TestLists:
    @pytest.mark.attack(7)
    @pytest.mark.parametrize("kind", ["time", "identity"])
    def test_a_list_of_another_kind_vouches_for_no_signer(self, kind, press, photo):
        signed = press.signer.sign(photo, None, Capture()).data
        with Verifier(trust=TrustLists(lists=(press.list(kind),))) as verifier:
            report = verifier.inspect(signed)

        assert report.verdict is Verdict.VALID
        assert "no trust list is installed" in report.headline

    @pytest.mark.attack(27)
    @pytest.mark.parametrize("pem", [b"", b"\n", b"hello", b"-----BEGIN CERTIFICATE-----\n"])
    def test_an_empty_or_broken_list_is_said_to_be_one(self, pem):
        with pytest.raises(TrustListError) as caught:
            TrustList.from_pem(pem, kind="signer", name="mine")
        assert "mine" in caught.value.message
        assert caught.value.hint

    @pytest.mark.attack(27)
    @pytest.mark.parametrize("wrong", ["allowed_list", "verify_trusts", "merkle_chunk"])
    def test_no_setting_can_be_misspelt(self, wrong):
        with pytest.raises(TypeError):
            Settings(**{wrong: "x"})
        with pytest.raises(TypeError):
            replace(Limits(), **{wrong: 1})


@pytest.mark.attack(26)
class TestTheOriginal:
    def test_it_is_safe_when_signed_in_its_own_place(self, press, verifier, photo):
        link = photo.with_name("link.jpg")
        link.symlink_to(photo)
        press.signer.sign(photo, link, Capture())

        assert verifier.inspect(photo).verdict is Verdict.TRUSTED
        assert sorted(each.name for each in photo.parent.iterdir()) == ["link.jpg", "photo.jpg"]

    def test_it_is_untouched_when_that_fails(self, press, tampered):
        before = tampered.read_bytes()
        with pytest.raises(SigningFailed):
            press.signer.sign(tampered, tampered, Update())

        assert tampered.read_bytes() == before
        assert "photo.jpg" in {each.name for each in tampered.parent.iterdir()}
        assert not [each for each in tampered.parent.iterdir() if "part" in each.name]


class TestWhoeverReadsLives:
    @pytest.mark.attack(22)
    def test_a_file_that_kills_its_reader_is_a_finding(self, deadly, press, verifier, photo):
        report = verifier.inspect(deadly)

        assert report.verdict is Verdict.UNDETERMINED
        assert "engine.crashed" in codes(report)
        signed = press.signer.sign(photo, None, Capture()).data
        assert verifier.inspect(signed).verdict is Verdict.TRUSTED

    @pytest.mark.attack(22)
    def test_it_kills_no_signer_either(self, deadly, press, photo):
        for description in (CROP, Update(), Capture()):
            with pytest.raises(SigningFailed, match="cannot be read safely"):
                press.signer.sign(deadly, None, description)
        with pytest.raises(SigningFailed, match="cannot be read safely"):
            press.signer.sign(photo, None, Composite(components=(deadly,)))
        assert press.signer.sign(photo, None, Capture()).data

    @pytest.mark.attack(30)
    @pytest.mark.parametrize(
        ("make", "amount", "named"),
        [
            (hostile.crowded_mp4, 100_000, "boxes"),
            (hostile.nested_mp4, 100_000, "boxes"),
            (hostile.crowded_png, 300_000, "chunks"),
        ],
    )
    def test_a_crowd_of_boxes_is_counted_and_named(self, make, amount, named, verifier):
        content, started = make(amount), time.monotonic()
        report = verifier.inspect(content)

        assert time.monotonic() - started < PATIENCE
        assert report.verdict is Verdict.UNDETERMINED
        assert codes(report) == {"engine.limit"}
        assert report.headline.startswith("This file could not be checked: The file has more than")
        assert named in report.headline

    @pytest.mark.attack(30)
    @pytest.mark.parametrize(
        ("make", "amount"),
        [
            (hostile.nested_wav, 100_000),
            (hostile.crowded_wav, 100_000),
            (hostile.crowded_gif, 500_000),
            (hostile.crowded_jpeg, 100_000),
        ],
    )
    def test_another_crowd_costs_little_and_is_never_trusted(self, make, amount, verifier):
        content, started = make(amount), time.monotonic()
        report = verifier.inspect(content)

        assert time.monotonic() - started < PATIENCE
        assert report.verdict in {Verdict.UNDETERMINED, Verdict.ABSENT}

    @pytest.mark.attack(30)
    def test_a_crowd_of_assertions_is_named(self, press, photo):
        signed = press.signer.sign(photo, None, Capture()).data
        with Verifier(trust=trusting(press), limits=Limits(assertions=1)) as strict:
            report = strict.inspect(signed)

        assert report.verdict is Verdict.UNDETERMINED
        assert "assertions" in report.headline

    @pytest.mark.attack(30)
    def test_a_crowd_of_ten_thousand_assertions_is_cut_short(self, press):
        signed = press.bare.sign(media.content("png"), None, Capture())
        content = hostile.crowded_store(signed, 10_000, Development().signer())
        started = time.monotonic()
        with Verifier(limits=Limits(wall_seconds=2.0)) as hasty:
            report = hasty.inspect(content)

        assert time.monotonic() - started < PATIENCE
        assert report.verdict is Verdict.UNDETERMINED
        assert codes(report) == {"engine.limit"}
        assert report.headline == (
            "This file could not be checked: Reading (bytes) took longer than 2 s and was stopped."
        )

    def test_nobody_signs_what_his_own_limits_refuse_to_read(self, press, photo):
        credential = press.signer._credential
        with (
            Signer(credential, limits=Limits(assertions=1)) as strict,
            pytest.raises(SigningFailed, match="cannot be read back"),
        ):
            strict.sign(photo, photo, Capture())
        assert media.photo(320, 240) == photo.read_bytes()
