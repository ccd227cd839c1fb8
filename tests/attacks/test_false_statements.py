"""A signer can state what it likes: impossible times, contradictory origins, praise by others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from support import media, statements
from support.authorities import Development

from provenance import Capture, Edit, MetadataChoice, Signer, Verdict, Verifier
from provenance.report import json as json_report
from provenance.report import text

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)
CONTEXT = {
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI = "trainedAlgorithmicMedia"


@pytest.fixture(scope="module")
def pki():
    return Development(start=YESTERDAY - timedelta(days=9))


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def captured(signer):
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture(scope="module")
def edited(signer, captured):
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        return studio.sign(captured.data, None, Edit(actions=("c2pa.cropped",)))


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture
def inspect(verifier, signer):
    """Inspect a file whose last manifest states something else."""

    def of(signed, change, **more):
        return verifier.inspect(statements.restated(signed, signer, change, **more))

    return of


def metadata(fields):
    """State fields as an honest metadata assertion does, in JSON-LD."""
    return statements.asserting("c2pa.metadata", {"@context": CONTEXT} | fields, as_json=True)


def said(report, code):
    return [(each.severity, each.message) for each in report.findings if each.code == code]


def day(at):
    return f"{at:%Y-%m-%d}"


@pytest.mark.attack(17)
class TestATime:
    def test_in_the_future_is_contradicted(self, captured, inspect):
        when = cbor2.CBORTag(0, "2999-12-31T12:00:00Z")
        report = inspect(captured, statements.acting(when=when))

        assert report.verdict is Verdict.TRUSTED
        assert said(report, "statement.time-contradicted") == [
            (
                "warning",
                (
                    'The action "c2pa.created" is dated 2999-12-31, later than '
                    f"{day(report.checked_with.at)}, as of which this was checked: that cannot be "
                    "right."
                ),
            )
        ]
        assert report.active.time.standing == "contradicted"
        assert report.active.time.at is None
        assert report.history[0].standing == "contradicted"
        assert "the time stated for it cannot be right" in report.history[0].sentence

    def test_after_a_proven_time_is_contradicted(self, pki, captured, inspect):
        proven = YESTERDAY - timedelta(days=5)
        when = cbor2.CBORTag(0, (proven + timedelta(days=3)).isoformat())
        report = inspect(
            captured,
            statements.acting(when=when),
            stamp=lambda message: pki.token(message, at=proven),
        )

        assert report.active.time.at == proven.replace(microsecond=0)
        ((severity, message),) = said(report, "statement.time-contradicted")
        assert severity == "warning"
        assert message == (
            f'The action "c2pa.created" is dated {day(proven + timedelta(days=3))}, after '
            f"{day(proven)}, when a time-stamp proves that it was signed already: that cannot be "
            "right."
        )

    def test_within_a_day_of_a_proven_time_may_be_a_wrong_zone(self, pki, captured, inspect):
        proven = YESTERDAY - timedelta(days=5)
        when = cbor2.CBORTag(0, (proven + timedelta(hours=14)).isoformat())
        report = inspect(
            captured,
            statements.acting(when=when),
            stamp=lambda message: pki.token(message, at=proven),
        )

        assert not said(report, "statement.time-contradicted")
        assert report.history[0].standing == "contradicted"

    def test_before_the_certificate_is_the_signers_word_alone(self, pki, captured, inspect):
        when = cbor2.CBORTag(0, "1999-01-01T00:00:00Z")
        report = inspect(captured, statements.acting(when=when))

        assert report.verdict is Verdict.TRUSTED
        assert said(report, "statement.time-before-certificate") == [
            (
                "note",
                (
                    'The action "c2pa.created" is dated 1999-01-01, before the signer\'s certificate '
                    f"existed ({day(pki.start)}): only the signer's word says so."
                ),
            )
        ]
        assert not said(report, "statement.time-contradicted")

    @pytest.mark.parametrize("when", ["yesterday", "2026-01-01T10:00:00", "1999-13-45T00:00:00Z"])
    def test_that_is_none_is_repeated_and_not_used(self, when, captured, inspect):
        report = inspect(captured, statements.acting(when=when))

        assert said(report, "statement.time-unreadable") == [
            ("note", f'The time of an action cannot be read: "{when}".')
        ]
        assert report.history[0].standing != "contradicted"

    def test_in_signed_metadata_is_compared_too(self, captured, inspect):
        fields = {"exif:DateTimeOriginal": "2999:01:01 10:00:00"}
        report = inspect(captured, metadata(fields))
        ((severity, message),) = said(report, "statement.time-contradicted")

        assert severity == "warning"
        assert message.startswith('The field "exif:DateTimeOriginal" is dated 2999-01-01, later')


@pytest.mark.attack(17)
class TestASourceType:
    def test_that_nobody_knows_is_shown_as_unknown(self, captured, inspect):
        own = "https://example.org/certified-authentic"
        report = inspect(captured, statements.acting(digitalSourceType=own))

        assert said(report, "statement.source-unknown") == [
            (
                "note",
                f'How the content came to be is told in words of no known vocabulary: "{own}".',
            )
        ]
        assert f'how is written as "{own}", which is unknown' in report.history[0].sentence

    def test_of_an_edit_does_not_contradict_the_origin(self, captured, inspect):
        by_ai = {
            "action": "c2pa.edited",
            "digitalSourceType": IPTC + "compositeWithTrainedAlgorithmicMedia",
        }
        report = inspect(captured, statements.adding(by_ai))

        assert report.verdict is Verdict.TRUSTED
        assert not said(report, "statement.source-contradicted")

    def test_in_signed_metadata_that_excludes_the_origin_is_a_contradiction(
        self, captured, inspect
    ):
        fields = {"Iptc4xmpExt:DigitalSourceType": IPTC + AI}

        assert said(inspect(captured, metadata(fields)), "statement.source-contradicted") == [
            (
                "warning",
                (
                    "The signer tells its origin in ways that exclude each other: captured and made "
                    "by AI."
                ),
            )
        ]

    def test_of_an_ingredient_is_held_against_its_own_credentials(self, edited, inspect):
        report = inspect(edited, statements.acting(digitalSourceType=IPTC + AI))
        ((severity, message),) = said(report, "statement.source-contradicted")

        assert severity == "warning"
        assert message == (
            "The signer describes an ingredient, a file without a name, as made by AI; its own "
            "credentials say: captured."
        )

    def test_of_an_ingredient_may_repeat_its_own_credentials(self, edited, inspect):
        report = inspect(edited, statements.acting(digitalSourceType=IPTC + "computationalCapture"))

        assert not said(report, "statement.source-contradicted")


@pytest.mark.attack(17)
class TestPraise:
    @pytest.mark.parametrize(
        "label", ["org.bbc.verify", "c2pa.verified-by", "stds.bbc.verified", "cawg.endorsement"]
    )
    def test_is_unverified_text_and_never_a_fact(self, label, captured, inspect):
        praise = statements.asserting(label, {"verified_by": "BBC Verify"})
        report = inspect(captured, praise)

        assert said(report, "statement.unverified-text") == [
            (
                "note",
                (
                    f'The credentials hold statements that no standard known here defines, "{label}": '
                    "the signer's own text, which nobody checked."
                ),
            )
        ]
        for shown in (text.render(report, verbose=True), json_report.render(report).decode()):
            assert "BBC Verify" not in shown
            assert "nobody checked" in " ".join(shown.split())

    def test_a_maker_in_signed_metadata_is_not_shown_as_a_fact(self, captured, inspect):
        fields = {"tiff:Make": "Leica Camera AG", "exif:GPSLatitude": "48,51.5N"}
        report = inspect(captured, metadata(fields))

        assert "Leica" not in text.render(report, verbose=True)
        assert "Leica" not in json_report.render(report).decode()

    def test_standard_statements_are_not_mentioned(self, captured, verifier):
        assert not said(verifier.inspect(captured.data), "statement.unverified-text")
