"""Only a trusted time-stamp proves a time; nothing else that lies in a file is shown as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.certificates import signer
from support.stores import manifest

from provenance.evidence.cose import Token
from provenance.evidence.store import SignatureEvidence
from provenance.model.statements import TimeStanding
from provenance.model.store import RecordedAction
from provenance.pki.timestamp import TokenJudgement
from provenance.verification import time

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
TRUSTED, UNTRUSTED = "timeStamp.trusted", "timeStamp.untrusted"


def stamp(at, status=TRUSTED, *, own=True):
    """Return a token whose bytes say how it is to be judged."""
    return Token(raw=f"{at.isoformat()} {status}".encode(), message=b"", version=2, own=own)


def judge(token, message, lists, _effort=None):
    at, status = token.decode().split(" ")
    return TokenJudgement(
        parsed=status != "timeStamp.malformed",
        matches=status in {TRUSTED, UNTRUSTED},
        trusted=status == TRUSTED,
        status=status,
        at=datetime.fromisoformat(at),
        authority="An authority",
    )


@pytest.fixture(autouse=True)
def _judging(monkeypatch):
    monkeypatch.setattr(time, "judge_token", judge)


def date(*tokens, actions=(), issued_at=None):
    evidence = SignatureEvidence(
        label="a", chain=(signer().der,), tokens=tokens, issued_at=issued_at
    )
    signed = replace(manifest("a"), actions=tuple(actions))
    return time.date(signed, evidence, (), at=LATE)


def test_a_trusted_token_proves():
    found = date(stamp(EARLY))

    assert found.proven == EARLY
    assert found.statement.standing is TimeStanding.PROVEN
    assert found.statement.authority == "An authority"
    assert found.codes == ("timeStamp.validated", TRUSTED)


@pytest.mark.parametrize("status", [UNTRUSTED, "timeStamp.mismatch", "timeStamp.malformed"])
def test_any_other_token_proves_nothing_and_shows_no_time(status):
    found = date(stamp(EARLY, status))

    assert found.proven is None
    assert found.statement.at is None
    assert found.statement.authority == ""
    assert status in found.codes


def test_trusted_tokens_that_disagree_contradict_each_other():
    found = date(stamp(EARLY), stamp(LATE))

    assert found.statement.standing is TimeStanding.CONTRADICTED
    assert found.statement.at is None
    assert {"time.contradicted", "time.several"} <= set(found.codes)


def test_a_forged_token_beside_a_trusted_one_moves_nothing():
    found = date(stamp(EARLY), stamp(LATE, UNTRUSTED))

    assert found.proven == EARLY
    assert "time.several" in found.codes


def test_a_later_token_in_another_manifest_never_moves_the_proof():
    assert date(stamp(EARLY), stamp(LATE, own=False)).proven == EARLY
    assert date(stamp(LATE, own=False)).proven == LATE


def test_the_signers_own_word_is_only_a_claim():
    done = [RecordedAction(action="c2pa.created", when=EARLY), RecordedAction(action="c2pa.edited")]

    found = date(actions=done)
    assert (found.statement.standing, found.statement.at) == (TimeStanding.CLAIMED, EARLY)
    assert found.proven is None
    assert date(actions=done, issued_at=LATE).statement.at == LATE
    assert date().statement.standing is TimeStanding.UNKNOWN


tokens = st.lists(
    st.builds(
        stamp,
        st.sampled_from([EARLY, LATE]),
        st.sampled_from([UNTRUSTED, "timeStamp.mismatch", "timeStamp.malformed"]),
        own=st.booleans(),
    ),
    max_size=4,
)


@given(tokens, tokens)
def test_tokens_that_nobody_vouches_for_change_nothing(before, after):
    assert date(*before, stamp(EARLY), *after).statement == date(stamp(EARLY)).statement
    assert date(*before).statement == date().statement
