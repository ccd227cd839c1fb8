"""What a manifest states is compared with itself and with what is proven; no verdict changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.certificates import root, trusting
from support.stores import ingredient, manifest, store

from provenance.model.report import Severity, Verdict
from provenance.model.statements import (
    IdentityStanding,
    IdentityStatement,
    SignerStatement,
    TimeStanding,
    TimeStatement,
)
from provenance.model.store import Assertion, RecordedAction
from provenance.model.vocabulary import DigitalSourceType, is_defined
from provenance.pki.certificate import CertificateFacts
from provenance.pki.trust import TrustList, TrustLists
from provenance.verification.codes import OWN
from provenance.verification.consistency import with_consistency
from provenance.verification.judge import Judgement

T = DigitalSourceType
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA = SignerStatement(name="Anna", vouched=True, not_before=START)
CLAIMED = TimeStatement(standing=TimeStanding.CLAIMED, at=NOON)
PROVEN = TimeStatement(standing=TimeStanding.PROVEN, at=NOON - 9 * DAY, authority="A TSA")
NO_LISTS = TrustLists()


def did(action="created", source_type="", *uses, **more):
    return RecordedAction(
        action=f"c2pa.{action}",
        digital_source_type=source_type,
        ingredients=tuple(each.label for each in uses),
        **more,
    )


def judged(label="a", **more):
    known = {"verdict": Verdict.TRUSTED, "signer": ANNA, "time": CLAIMED, "observations": ()}
    return Judgement(label=label, **(known | more))


def checked(stated, *others, trust=NO_LISTS, **more):
    """Return the judgement on a manifest with what was found added to it."""
    every = {"a": judged(**more)}
    return with_consistency(every, store(stated, *others), trust, at=NOON)["a"]


def codes(*actions, parts=(), others=(), assertions=(), **more):
    stated = replace(manifest("a", *parts), actions=actions, assertions=assertions)
    return [each.code for each in checked(stated, *others, **more).observations]


def metadata(**fields):
    data = {name.replace("_", ":"): value for name, value in fields.items()}
    return Assertion(label="c2pa.metadata", data=data)


class TestTimes:
    @pytest.mark.parametrize(
        ("when", "time", "found"),
        [
            (NOON, CLAIMED, []),
            (NOON + DAY, CLAIMED, []),
            (NOON + DAY + timedelta(seconds=1), CLAIMED, ["statement.time-contradicted"]),
            (PROVEN.at + DAY, PROVEN, []),
            (PROVEN.at + 2 * DAY, PROVEN, ["statement.time-contradicted"]),
            (START - DAY, CLAIMED, []),
            (START - 2 * DAY, CLAIMED, ["statement.time-before-certificate"]),
        ],
    )
    def test_a_day_is_allowed_for_wrong_zones(self, when, time, found):
        assert codes(did(when=when), time=time) == found

    def test_one_sentence_tells_of_all_and_names_the_worst(self):
        actions = [did("edited", when=NOON + days * DAY) for days in (2, 900, 3)]
        stated = replace(manifest("a"), actions=tuple(actions))
        (said,) = checked(stated).observations

        assert said.message == (
            'The action "c2pa.edited" is dated 2029-05-11, later than 2026-11-23, as of which this '
            "was checked: that cannot be right (2 more like it)."
        )

    def test_a_time_that_the_signature_itself_states_counts_too(self):
        late = TimeStatement(standing=TimeStanding.CLAIMED, at=NOON + 99 * DAY)
        found = checked(manifest("a"), time=late)

        assert [each.code for each in found.observations] == ["statement.time-contradicted"]
        assert found.time == TimeStatement(standing=TimeStanding.CONTRADICTED)

    def test_a_proven_time_is_never_taken_back(self):
        late = replace(PROVEN, at=NOON + 99 * DAY)

        assert checked(manifest("a"), time=late).time == late

    def test_a_proof_from_after_the_moment_of_judging_is_not_what_contradicts(self):
        late = replace(PROVEN, at=NOON + 9 * DAY)
        stated = replace(manifest("a"), actions=(did(when=NOON + 12 * DAY),))
        (said,) = checked(stated, time=late).observations

        assert "later than 2026-11-23, as of which this was checked" in said.message

    def test_without_a_certificate_nothing_is_compared_with_it(self):
        assert codes(did(when=START - 999 * DAY), signer=None) == []

    @pytest.mark.parametrize(
        ("value", "found"),
        [
            ("2999:01:01 10:00:00", ["statement.time-contradicted"]),
            ("2999-01-01T10:00:00+02:00", ["statement.time-contradicted"]),
            ("2999-01-01", ["statement.time-contradicted"]),
            ("1999:01:01 10:00:00", []),  # a photo may be older than the certificate
            ("0001:01:01 00:00:00", []),
            ("0001-01-01T00:00:00+14:00", []),
            ("9" * 5000, []),
            ("tomorrow", []),
            (2999, []),
            (None, []),
        ],
    )
    def test_metadata_are_dated_as_their_standards_write_it(self, value, found):
        assert codes(assertions=(metadata(exif_DateTimeOriginal=value),)) == found

    def test_fields_that_are_no_past_moment_are_left_alone(self):
        stated = metadata(exif_Model="2999-01-01", plus_LicenseEndDate="2999-01-01")

        assert codes(assertions=(stated,)) == []


class TestSourceTypes:
    def test_an_unknown_one_is_a_note_and_one_in_an_unusual_form_is_none(self):
        own = "https://example.org/realPhoto"

        assert codes(did(source_type=own)) == ["statement.source-unknown"]
        assert codes(did(source_type=" " + T.DIGITAL_CAPTURE)) == []
        assert codes(parts=(replace(ingredient("b"), digital_source_type=own),)) == [
            "statement.source-unknown"
        ]

    @pytest.mark.parametrize(
        ("one", "other", "found"),
        [
            (T.DIGITAL_CAPTURE, T.TRAINED_ALGORITHMIC_MEDIA, ["statement.source-contradicted"]),
            (T.DIGITAL_CREATION, T.DIGITAL_CAPTURE, ["statement.source-contradicted"]),
            (T.ALGORITHMIC_MEDIA, T.TRAINED_ALGORITHMIC_MEDIA, ["statement.source-contradicted"]),
            (T.DIGITAL_CAPTURE, T.COMPUTATIONAL_CAPTURE, []),
            (T.DIGITAL_CAPTURE, T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA, []),
            (T.SCREEN_CAPTURE, T.TRAINED_ALGORITHMIC_MEDIA, []),
            (T.EMPTY, T.DIGITAL_CREATION, []),
        ],
    )
    def test_two_beginnings_may_not_exclude_each_other(self, one, other, found):
        assert codes(did(source_type=one), did(source_type=other)) == found
        assert codes(did(source_type=other), did(source_type=one)) == found
        assert (
            codes(did(source_type=one), assertions=(metadata(x_DigitalSourceType=other),)) == found
        )

    def test_parts_inputs_and_edits_never_contradict_the_origin(self):
        parts = tuple(
            replace(
                ingredient("", relationship=each),
                digital_source_type=T.TRAINED_ALGORITHMIC_MEDIA,
            )
            for each in ("componentOf", "inputTo")
        )
        edit = did("edited", T.TRAINED_ALGORITHMIC_MEDIA)

        assert codes(did(source_type=T.DIGITAL_CAPTURE), edit, parts=parts) == []

    def test_metadata_of_a_file_that_was_opened_may_tell_of_what_it_became(self):
        parent = ingredient("b", relationship="parentOf")
        became = metadata(x_DigitalSourceType=T.TRAINED_ALGORITHMIC_MEDIA)

        assert (
            codes(did("opened", T.DIGITAL_CAPTURE, parent), parts=(parent,), assertions=(became,))
            == []
        )

    def test_nothing_is_created_here_and_made_from_another_file(self):
        parent = ingredient("b", relationship="parentOf")

        assert codes(did(), parts=(parent,)) == ["statement.source-contradicted"]
        assert codes(did(), did("opened")) == ["statement.source-contradicted"]
        assert codes(did(), parts=(ingredient("b"),)) == []
        assert codes(did("opened", "", parent), parts=(parent,)) == []

    @pytest.mark.parametrize("action", ["opened", "placed"])
    @pytest.mark.parametrize(
        ("own", "found"),
        [
            ((did(source_type=T.DIGITAL_CAPTURE),), ["statement.source-contradicted"]),
            ((did(source_type=T.DIGITAL_CAPTURE), did("edited", T.COMPOSITE)), []),
            (
                (
                    did(source_type=T.DIGITAL_CAPTURE),
                    did("edited", T.TRAINED_ALGORITHMIC_MEDIA),
                ),
                [],
            ),
            ((did(),), []),
            ((), []),
        ],
    )
    def test_an_ingredient_has_the_origin_that_its_own_credentials_tell(self, action, own, found):
        part = ingredient("b", relationship="parentOf")
        used = did(action, T.TRAINED_ALGORITHMIC_MEDIA, part)

        assert codes(used, parts=(part,), others=(replace(manifest("b"), actions=own),)) == found


class TestTexts:
    @pytest.mark.parametrize(
        "label",
        [
            "c2pa.actions",
            "c2pa.actions.v2",
            "c2pa.actions.v2__1",
            "c2pa.hash.bmff.v3",
            "c2pa.thumbnail.ingredient_1.jpeg",
            "c2pa.ingredient.v3__2",
            "stds.exif",
            "stds.schema-org.CreativeWork",
            "cawg.identity__1",
            "cawg.training-mining",
            "font.info",
        ],
    )
    def test_what_a_standard_defines(self, label):
        assert is_defined(label)
        assert codes(assertions=(Assertion(label=label),)) == []

    @pytest.mark.parametrize(
        "label",
        [
            "org.bbc.verify",
            "c2pa.verified",
            "c2pa.actionsx",
            "c2pa.metadata.bbc",
            "stds.bbc",
            "",
            "c2pa",
        ],
    )
    def test_what_no_standard_defines(self, label):
        assert not is_defined(label)
        assert codes(assertions=(Assertion(label=label),)) == ["statement.unverified-text"]

    def test_many_are_told_in_one_short_sentence(self):
        many = tuple(Assertion(label=f"org.{'x' * 500}{number}") for number in range(500))
        stated = replace(manifest("a"), assertions=many)
        (said,) = checked(stated).observations

        assert "and 497 more" in said.message
        assert len(said.message) < 600


class TestNames:
    LISTS = trusting("Kamerawerk Root CA")
    IMPOSTOR = SignerStatement(name="Kamerawerk", organization="Nobody", not_before=START)

    def test_an_impostor_is_told_from_who_is_vouched_for(self):
        assert codes(trust=self.LISTS, signer=self.IMPOSTOR) == ["trust.look-alike"]
        assert codes(trust=self.LISTS, signer=replace(self.IMPOSTOR, vouched=True)) == []
        assert codes(trust=self.LISTS, signer=ANNA) == []

    @pytest.mark.parametrize("kind", ["signer", "time", "identity"])
    def test_the_names_of_every_list_count(self, kind):
        pem = root("Kamerawerk Root CA").pem
        other = TrustList.from_pem(pem, kind=kind, name="Another")
        own = TrustList.from_pem(root().pem, kind="signer", name="Own")
        found = codes(trust=TrustLists(lists=(own, other)), signer=self.IMPOSTOR)

        assert found == ["trust.look-alike"]

    @pytest.mark.parametrize(
        ("standing", "found"),
        [
            (IdentityStanding.SIGNED, ["trust.look-alike"]),
            (IdentityStanding.VOUCHED, []),
            (IdentityStanding.FAILED, []),  # that is said already, and why
            (IdentityStanding.UNCHECKED, []),
        ],
    )
    def test_an_identity_that_nobody_vouches_for(self, standing, found):
        who = IdentityStatement(
            label="cawg.identity", kind="x509", standing=standing, sentence="", name="Kamerawerk"
        )

        assert codes(trust=self.LISTS, identities=(who,)) == found

    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("Kamerawerk Timestamp 2025", ["time.look-alike"]),
            ("Kamerawrek", ["trust.look-alike"]),
            ("Another", []),
        ],
    )
    def test_an_authority_of_time(self, name, found):
        time = TrustList.from_pem(root("Kamerawerk Root CA").pem, kind="time", name="Time")
        stranger = CertificateFacts(name=name)

        assert codes(trust=TrustLists(lists=(time,)), strangers=(stranger,)) == found
        assert codes(trust=self.LISTS, strangers=(stranger,)) == []


def test_no_finding_changes_a_verdict():
    found = [code for code in OWN if code.startswith("statement.") or code.endswith("look-alike")]

    assert len(found) == 8
    assert {OWN[code].at_best for code in found} == {Verdict.TRUSTED}
    assert {OWN[code].severity for code in found} == {Severity.WARNING, Severity.NOTE}


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_judgement_keeps_its_verdict(verdict):
    stated = replace(manifest("a"), actions=(did(when=NOON + 99 * DAY),))

    assert checked(stated, verdict=verdict).verdict is verdict
