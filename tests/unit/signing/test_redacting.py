"""Statements taken out of credentials: gone from the file, and the history still holds."""

from __future__ import annotations

from shutil import which

import pytest
from support import located, media
from support.studio import open_studio

from provenance import Capture, Edit, Verdict
from provenance.conformance import evaluate
from provenance.engine import open_engine
from provenance.errors import DescriptionError, NoCredentials, SigningFailed
from provenance.report import crjson
from provenance.signing.describe import OwnAssertion
from provenance.signing.redacting import redact

needs_exiftool = pytest.mark.skipif(which("exiftool") is None, reason="exiftool is not installed")
SECRET = OwnAssertion(label="com.example.source", data={"informant": "TELL-NOBODY-4711"})


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def engine():
    with open_engine(looks=True) as engine:
        yield engine


def holding(studio, path):
    """Verify a file and hold it against the official checks."""
    examined = studio.verifier.examine(path)
    assert examined.report.verdict is Verdict.TRUSTED, examined.report.headline
    failed = [each.id for each in evaluate(crjson.document(examined)) if each.outcome != "pass"]
    assert failed == []
    return examined


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "heic", "mp4", "wav", "pdf"])
def test_the_bytes_are_gone_and_the_chain_holds(name, studio, engine, tmp_path):
    source, signed = media.one(name, tmp_path), tmp_path / "signed"
    studio.bare.sign(source, signed, Capture(device="X", assertions=(SECRET,)))
    assert b"TELL-NOBODY-4711" in signed.read_bytes()
    before, target = signed.read_bytes(), tmp_path / "redacted"

    redact(studio.bare, engine, signed, target, ["com.example.source"], reason="c2pa.PII.present")

    assert b"TELL-NOBODY-4711" not in target.read_bytes()
    assert signed.read_bytes() == before
    examined = holding(studio, target)
    active = examined.store.active
    assert [uri.rpartition("/")[2] for uri in active.redactions] == ["com.example.source"]
    assert "removed" in " ".join(step.sentence for step in examined.report.history)


@pytest.mark.parametrize("name", ["tiff", "dng", "zip", "docx"])
def test_where_the_bytes_would_stay_behind_nothing_is_written(name, studio, engine, tmp_path):
    source, signed = media.one(name, tmp_path), tmp_path / "signed"
    studio.bare.sign(source, signed, Capture(device="X", assertions=(SECRET,)))
    target = tmp_path / "redacted"
    with pytest.raises(SigningFailed, match="stay behind"):
        redact(studio.bare, engine, signed, target, ["com.example.source"])
    assert not target.exists()


def test_an_ancestor_far_up_is_redacted_too(studio, engine, tmp_path):
    source, signed = media.one("jpeg", tmp_path), tmp_path / "1.jpg"
    studio.bare.sign(source, signed, Capture(device="X", assertions=(SECRET,)))
    studio.bare.sign(signed, tmp_path / "2.jpg", Edit(actions=("c2pa.edited",)))
    redact(studio.bare, engine, tmp_path / "2.jpg", tmp_path / "3.jpg", ["com.example.source"])
    assert b"TELL-NOBODY-4711" not in (tmp_path / "3.jpg").read_bytes()
    assert len(holding(studio, tmp_path / "3.jpg").report.nodes) == 3


@needs_exiftool
class TestLocation:
    @pytest.fixture
    def signed(self, studio, tmp_path):
        source = located.one("jpeg", tmp_path)
        studio.signer.sign(source, tmp_path / "1.jpg", Capture(device="X"), privacy="evidence")
        return tmp_path / "1.jpg"

    def test_is_taken_out_alone_with_a_warning_of_what_the_file_tells(
        self, studio, engine, signed, tmp_path
    ):
        made = redact(studio.bare, engine, signed, tmp_path / "2.jpg", ["location"])
        ancestor = holding(studio, tmp_path / "2.jpg").store.manifests[1]
        labels = [each.label for each in ancestor.assertions]
        assert "c2pa.metadata" in labels
        assert "c2pa.metadata__1" not in labels
        assert any("--from-file" in note for note in made.notes)
        assert located.about_places(tmp_path / "2.jpg")

    def test_leaves_the_file_too_when_asked(self, studio, engine, signed, tmp_path):
        target = tmp_path / "2.jpg"
        made = redact(studio.bare, engine, signed, target, ["location"], from_file=True)
        holding(studio, target)
        assert located.about_places(target) == {}
        assert located.decoded("jpeg", target) == located.decoded("jpeg", signed)
        assert "Anna Artist" in str(located.everything(target))
        assert not any("--from-file" in note for note in made.notes)

    def test_that_is_gone_cannot_go_again(self, studio, engine, signed, tmp_path):
        redact(studio.bare, engine, signed, tmp_path / "2.jpg", ["location"])
        with pytest.raises(DescriptionError, match="No assertion of these"):
            redact(studio.bare, engine, tmp_path / "2.jpg", tmp_path / "3.jpg", ["location"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("c2pa.actions.v2", "cannot be redacted"),
        ("c2pa.hash.data", "cannot be redacted"),
        ("com.example.sorce", "Did you mean com.example.source"),
        ("location", "No assertion of these credentials holds a location"),
    ],
)
def test_what_cannot_be_taken_out_is_said(name, words, studio, engine, tmp_path):
    source, signed = media.one("jpeg", tmp_path), tmp_path / "1.jpg"
    studio.bare.sign(source, signed, Capture(device="X", assertions=(SECRET,)))
    with pytest.raises(DescriptionError, match=words):
        redact(studio.bare, engine, signed, tmp_path / "2.jpg", [name])


def test_a_file_without_credentials_has_nothing_to_redact(studio, engine, tmp_path):
    with pytest.raises(NoCredentials):
        redact(studio.bare, engine, media.one("jpeg", tmp_path), tmp_path / "2.jpg", ["location"])
