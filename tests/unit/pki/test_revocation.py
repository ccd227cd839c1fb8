"""Whether a certificate was revoked when it signed: by answers, by lists, and by neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA224
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ReasonFlags
from cryptography.x509.ocsp import load_der_ocsp_response
from hypothesis import given
from hypothesis import strategies as st
from support.authorities import NOW, Development
from support.revocations import DAY, WEEK, answer, crl, part, refusal, responder

from provenance.errors import InvalidArgument, StorageError
from provenance.pki import oids
from provenance.pki.revocation import judge_ocsp, judge_revocation
from provenance.pki.revocation.cache import NOTHING_KEPT, RevocationCache

PKI = Development()
SIGNER = PKI.signer()
ISSUER = PKI.issuer
LEAF, ISSUER_DER = SIGNER.chain
GOOD = answer(SIGNER.leaf, ISSUER)
REVOKED = answer(SIGNER.leaf, ISSUER, "revoked")


# An answer is dated by the clock of the machine, which decides over responders.
CLOCK = datetime.now(UTC).replace(microsecond=0)
TODAY = Development(start=CLOCK - 100 * DAY)
TODAYS = TODAY.signer()


def todays(raw, *, at=CLOCK, proven=None):
    return judge_ocsp(raw, *TODAYS.chain, at=at, proven=proven).standing


def judge(raw, *, proven=None, at=NOW):
    return judge_ocsp(raw, LEAF, ISSUER_DER, at=at, proven=proven)


def standing(raw, **when):
    return judge(raw, **when).standing


# --- what an answer says ----------------------------------------------------------------------


def test_a_good_answer_of_the_issuer():
    judged = judge(GOOD)
    assert judged.standing == "good"
    assert judged.as_of == NOW - DAY


def test_a_revoked_certificate_with_its_day_and_reason():
    raw = answer(SIGNER.leaf, ISSUER, "revoked", reason=ReasonFlags.key_compromise)
    judged = judge(raw)
    assert (judged.standing, judged.revoked_at) == ("revoked", NOW - WEEK)
    assert judged.reason == "key compromise"
    assert judge(REVOKED).reason == ""


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (None, "good"),
        (ReasonFlags.superseded, "good"),
        (ReasonFlags.certificate_hold, "good"),
        (ReasonFlags.key_compromise, "revoked"),
        (ReasonFlags.ca_compromise, "revoked"),
    ],
)
def test_revoked_after_the_proven_time_counts_only_for_a_compromised_key(reason, expected):
    raw = answer(SIGNER.leaf, ISSUER, "revoked", reason=reason)
    judged = judge(raw, proven=NOW - WEEK - DAY)
    assert judged.standing == expected
    assert judged.revoked_at == NOW - WEEK
    assert standing(raw, proven=NOW - WEEK + DAY) == "revoked"


def test_a_hold_that_was_lifted_is_good():
    assert standing(answer(SIGNER.leaf, ISSUER, "revoked", reason=ReasonFlags.remove_from_crl)) == (
        "good"
    )


def test_an_issuer_that_does_not_know():
    assert standing(answer(SIGNER.leaf, ISSUER, "unknown")) == "unknown"


# --- when it says so --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "proven", "expected"),
    [
        (NOW, None, "good"),
        (NOW + 6 * DAY, None, "good"),
        (NOW + 6 * DAY + timedelta(seconds=1), None, "unusable"),
        (NOW + 30 * DAY, NOW, "good"),
        (NOW + 30 * DAY, NOW - 30 * DAY, "good"),  # good later, hence good before
        (NOW + 30 * DAY, NOW + 8 * DAY, "unusable"),
        (NOW - 2 * DAY, None, "unusable"),  # nobody knew it then
    ],
)
def test_an_answer_has_to_reach_the_time_of_signing(at, proven, expected):
    assert standing(GOOD, at=at, proven=proven) == expected


def test_an_outdated_answer_says_since_when():
    assert judge(GOOD, at=NOW + 30 * DAY).fault == (
        "it held only until 2026-06-07, and nothing proves that the signature is as old"
    )


def test_revocation_does_not_age_but_a_hold_does():
    later = NOW + 100 * DAY
    held = answer(SIGNER.leaf, ISSUER, "revoked", reason=ReasonFlags.certificate_hold)
    assert standing(REVOKED, at=later) == "revoked"
    assert standing(held) == "revoked"
    assert standing(held, at=later) == "unusable"


def test_an_answer_without_an_end_holds_a_day():
    raw = answer(TODAYS.leaf, TODAY.issuer, since=CLOCK - DAY, days=None)
    end = load_der_ocsp_response(raw).produced_at_utc + DAY
    late = end + timedelta(seconds=1)
    assert todays(raw, at=late, proven=end) == "good"
    assert todays(raw, at=late) == "unusable"


def test_an_answer_after_the_certificate_expired_shows_nothing_good():
    brief = PKI.signer(days=10)
    raw = answer(brief.leaf, ISSUER)
    judged = judge_ocsp(raw, *brief.chain, at=NOW, proven=PKI.start + DAY)
    assert judged.standing == "unusable"
    assert "after the certificate expired" in judged.fault


# --- who says so ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["good", "revoked", "unknown"])
def test_a_responder_that_the_issuer_appointed(status):
    raw = answer(TODAYS.leaf, TODAY.issuer, status, since=CLOCK - DAY, by=responder(TODAY))
    assert todays(raw) == status


@pytest.mark.parametrize(
    "how",
    [
        {"usages": [oids.CLAIM_SIGNING]},
        {"usages": [oids.TIME_STAMPING]},
        {"issuer": TODAY.time_issuer},
        {"issuer": Development(start=TODAY.start).issuer},
        {"days": 10},
    ],
    ids=["signer", "stamper", "sister authority", "impostor", "expired"],
)
@pytest.mark.parametrize("status", ["good", "revoked"])
def test_a_responder_that_the_issuer_did_not_appoint(how, status):
    stranger = responder(TODAY, **how)
    raw = answer(TODAYS.leaf, TODAY.issuer, status, since=CLOCK - DAY, by=stranger)
    assert todays(raw) == "unusable"


def test_a_signer_cannot_answer_about_itself():
    assert standing(answer(SIGNER.leaf, ISSUER, by=SIGNER)) == "unusable"


def test_another_issuer_of_the_same_name_cannot_answer():
    impostor = Development()
    assert impostor.issuer.certificate.subject == ISSUER.certificate.subject
    assert standing(answer(SIGNER.leaf, ISSUER, "revoked", by=impostor.issuer)) == "unusable"
    assert standing(answer(SIGNER.leaf, impostor.issuer, "revoked")) == "unusable"
    wrong = judge_ocsp(REVOKED, LEAF, impostor.signer().chain[1], at=NOW)
    assert "another issuer" in wrong.fault


def test_an_answer_about_another_certificate():
    other = answer(PKI.signer().leaf, ISSUER, "revoked")
    assert standing(other) == "unusable"
    assert judge_revocation(SIGNER.chain, [other], at=NOW).standing == "unchecked"


def test_weak_signatures_and_refusals_are_unusable():
    assert standing(answer(SIGNER.leaf, ISSUER, digest=SHA224())) == "unusable"
    assert "could not be answered" in judge(refusal()).fault


# --- any bytes at all -------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_garbage_is_unusable_and_never_raises(raw):
    assert standing(raw) == "unusable"


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 7), st.sampled_from([GOOD, REVOKED]))
def test_a_changed_bit_never_makes_an_answer_say_something_else(place, bit, raw):
    changed = bytearray(raw)
    changed[place % len(raw)] ^= 1 << bit
    said = {"good"} if raw is GOOD else {"revoked"}
    assert standing(bytes(changed)) in said | {"unusable"}


JUNK = st.one_of(
    st.binary(max_size=64),
    st.sampled_from(
        [
            refusal(),
            answer(PKI.signer().leaf, ISSUER, "revoked"),
            answer(SIGNER.leaf, ISSUER, "revoked", by=Development().issuer),
            answer(SIGNER.leaf, ISSUER, by=SIGNER),
        ]
    ),
)


@given(st.lists(JUNK, max_size=4), st.sampled_from([GOOD, REVOKED]), st.integers(0, 4))
def test_junk_beside_an_answer_changes_nothing(junk, raw, place):
    alone = judge_revocation(SIGNER.chain, [raw], at=NOW)
    among = [*junk[:place], raw, *junk[place:]]
    assert judge_revocation(SIGNER.chain, among, at=NOW) == alone


# --- several ----------------------------------------------------------------------------------


def test_a_revocation_counts_before_whatever_is_good():
    newer = answer(SIGNER.leaf, ISSUER, since=NOW - timedelta(hours=1))
    for answers in ([newer, REVOKED], [REVOKED, newer]):
        assert judge_revocation(SIGNER.chain, answers, at=NOW).standing == "revoked"


def test_the_newest_word_ends_or_begins_a_hold():
    reason = ReasonFlags.certificate_hold
    held = answer(SIGNER.leaf, ISSUER, "revoked", reason=reason)
    lifted = answer(SIGNER.leaf, ISSUER, since=NOW - timedelta(hours=1))
    before = answer(SIGNER.leaf, ISSUER, since=NOW - 2 * DAY)
    assert judge_revocation(SIGNER.chain, [held, lifted], at=NOW).standing == "good"
    assert judge_revocation(SIGNER.chain, [before, held], at=NOW).standing == "revoked"


def test_an_issuer_that_the_chain_leaves_out_is_taken_from_a_list():
    alone = SIGNER.chain[:1]
    listed = PKI.list("signer", ISSUER.certificate)
    assert judge_revocation(alone, [GOOD], lists=[listed], at=NOW).standing == "good"
    assert "missing" in judge_revocation(alone, [GOOD], at=NOW).fault
    assert judge_revocation(alone, [], at=NOW).standing == "unchecked"


def test_nothing_is_known_of_no_chain():
    assert judge_revocation([], [GOOD], at=NOW).standing == "unchecked"
    assert judge_revocation([b"rubbish"], [GOOD], at=NOW).standing == "unchecked"


# --- kept -------------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path):
    return RevocationCache(tmp_path / "revocation")


def kept(cache, *contents, **when):
    for content in contents:
        cache.add(content)
    return judge_revocation(SIGNER.chain, [], cache.read(), **{"at": NOW, **when})


def test_an_empty_cache_is_nothing(cache):
    assert cache.read() == NOTHING_KEPT
    assert kept(cache).standing == "unchecked"
    assert not cache.path.exists()


def test_a_kept_answer_is_judged_like_a_stapled_one(cache):
    assert kept(cache, GOOD).standing == "good"
    assert kept(cache, REVOKED).standing == "revoked"


def test_a_list_says_who_is_revoked_and_who_is_not(cache):
    assert kept(cache, crl(ISSUER, PKI.signer().leaf)).standing == "good"
    judged = kept(cache, crl(ISSUER, SIGNER.leaf, reason=ReasonFlags.superseded))
    assert (judged.standing, judged.reason) == ("revoked", "superseded")
    assert kept(cache, proven=NOW - WEEK - DAY).standing == "good"


def test_a_certificate_counts_as_revoked_since_its_key_was_not_to_be_believed(cache):
    listed = crl(ISSUER, SIGNER.leaf, invalid_from=NOW - 3 * WEEK)
    assert kept(cache, listed, proven=NOW - 2 * WEEK).standing == "revoked"
    assert kept(cache, proven=NOW - 4 * WEEK).standing == "good"


def test_an_outdated_list_shows_nothing_good(cache):
    assert kept(cache, crl(ISSUER), at=NOW + 30 * DAY).standing == "unusable"
    assert kept(cache, crl(ISSUER, SIGNER.leaf), at=NOW + 30 * DAY).standing == "revoked"


@pytest.mark.parametrize(
    "listed",
    [
        crl(ISSUER, SIGNER.leaf, by=Development().issuer),
        crl(ISSUER, part=part(only_contains_ca_certs=True)),
        crl(ISSUER, part=part(indirect_crl=True)),
        crl(ISSUER, part=part(only_some_reasons=frozenset({ReasonFlags.key_compromise}))),
        crl(ISSUER, part=part(full_name=[x509.UniformResourceIdentifier("http://a.invalid/1")])),
    ],
    ids=["forged", "authorities", "indirect", "some reasons", "another part"],
)
def test_a_list_that_is_forged_or_only_a_part(cache, listed):
    assert kept(cache, listed).standing == "unusable"


def test_a_part_that_the_certificate_names_is_enough(cache):
    where = [x509.UniformResourceIdentifier("http://a.invalid/1")]
    point = x509.DistributionPoint(
        full_name=where, relative_name=None, reasons=None, crl_issuer=None
    )
    signer = PKI.signer(instead=[(x509.CRLDistributionPoints([point]), False)])
    cache.add(crl(ISSUER, part=part(full_name=where)))
    assert judge_revocation(signer.chain, [], cache.read(), at=NOW).standing == "good"


def test_a_list_of_another_issuer_is_passed_over(cache):
    assert kept(cache, crl(PKI.time_issuer)).standing == "unchecked"


def test_pem_with_several_blocks(cache):
    listed = x509.load_der_x509_crl(crl(ISSUER)).public_bytes(Encoding.PEM)
    other = x509.load_der_x509_crl(crl(PKI.time_issuer)).public_bytes(Encoding.PEM)
    added = cache.add(listed + b"and\n" + other)
    assert [each.issuer for each in added] == ["Issuer", "Time issuer"]
    assert {each.name for each in cache.entries()} == {each.name for each in added}


def test_adding_twice_changes_nothing_and_removing_removes(cache):
    (entry,) = cache.add(GOOD)
    digest = cache.read().sha256
    cache.add(GOOD)
    assert cache.read().sha256 == digest
    cache.remove(entry.name)
    assert cache.entries() == ()
    for name in (entry.name, "../x"):
        with pytest.raises(InvalidArgument):
            cache.remove(name)


@given(st.binary(max_size=100))
def test_what_is_neither_answer_nor_list_is_not_kept(tmp_path_factory, raw):
    empty = RevocationCache(tmp_path_factory.getbasetemp() / "nothing")
    for content in (raw, refusal(), ISSUER_DER, PKI.root_pem):
        with pytest.raises(InvalidArgument):
            empty.add(content)
    assert not empty.path.exists()


def test_a_damaged_file_is_refused(cache):
    (entry,) = cache.add(GOOD)
    for content in (REVOKED, b"rubbish"):
        (cache.path / entry.name).write_bytes(content)
        with pytest.raises(StorageError, match="changed after it was added"):
            cache.read()


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        RevocationCache(tmp_path / "file" / "inside").add(GOOD)
