"""Revoked authorities: above a signer nobody vouches any more, and a time-stamp proves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.x509 import ReasonFlags
from hypothesis import given
from hypothesis import strategies as st
from support import tokens
from support.authorities import NOW, START, Development
from support.revocations import DAY, WEEK, answer, crl, part
from support.stores import manifest, store

from provenance.evidence.cose import Token
from provenance.evidence.store import SignatureEvidence
from provenance.limits import Limits
from provenance.model.report import Verdict
from provenance.model.statements import TimeStanding
from provenance.pki.revocation.cache import NOTHING_KEPT, RevocationCache
from provenance.pki.trust import TrustLists
from provenance.verification.chain import walk
from provenance.verification.findings import of_chain
from provenance.verification.headline import compose
from provenance.verification.judge import judge
from provenance.verification.weight import RANK

PKI = Development()
SIGNER = PKI.signer()
OLD = PKI.signer(days=10)  # expired since
STAMPER = PKI.time_stamper()
ISSUER = PKI.issuer.certificate
TIME_ISSUER = PKI.time_issuer.certificate
MESSAGE = b"a signature"
BEFORE, AFTER = NOW - 2 * WEEK, NOW - DAY  # of the revocations, which were a week ago
ONE = store(manifest("a"))
COMPROMISED = ReasonFlags.key_compromise
CEASED = ReasonFlags.cessation_of_operation


def stamp(at, stamper=STAMPER, *, own=True):
    raw = tokens.token(MESSAGE, stamper.certificates, stamper.key, at=at)
    return Token(raw=raw, message=MESSAGE, version=2, own=own)


def judged(*answers, stamps=(), kept=NOTHING_KEPT, signer=SIGNER, trust=PKI.lists, at=NOW):
    evidence = SignatureEvidence(
        label="a", chain=signer.chain, ocsp=answers, tokens=stamps, sealed=True
    )
    return judge(ONE, walk(ONE, Limits()), {"a": evidence}, trust, at=at, kept=kept)


def codes(found):
    return [each.code for each in found["a"].observations]


def findings(found):
    return of_chain(found, walk(ONE, Limits()), PKI.lists, {})


def said(found, code):
    (message,) = [each.message for each in findings(found) if each.code == code]
    return message


class TestAnAuthorityAboveTheSigner:
    @pytest.mark.parametrize("stapled", [True, False])
    def test_nobody_vouches_any_more_once_it_is_revoked(self, stapled, tmp_path):
        cache = RevocationCache(tmp_path)
        if not stapled:
            cache.add(crl(PKI.root, ISSUER))
        answers = [answer(ISSUER, PKI.root, "revoked")] if stapled else []
        found = judged(*answers, kept=cache.read())

        assert found["a"].verdict is Verdict.VALID
        assert not found["a"].signer.vouched
        assert "signingCredential.trusted" not in codes(found)
        assert said(found, "revocation.authority") == (
            "The authority Issuer, which stands above the signer, was revoked on 2026-05-25."
        )
        assert compose(found, active="a", names={}, listed=True) == (
            "This file is as its signer left it, but nobody vouches for that signer any more. "
            "The authority Issuer, which stands above the signer, was revoked on 2026-05-25."
        )

    def test_a_revocation_after_the_proven_time_leaves_it_trusted(self):
        revoked = answer(ISSUER, PKI.root, "revoked")
        assert judged(revoked, stamps=(stamp(BEFORE),))["a"].verdict is Verdict.TRUSTED
        assert judged(revoked, stamps=(stamp(AFTER),))["a"].verdict is Verdict.VALID

    @pytest.mark.parametrize("reason", [COMPROMISED, ReasonFlags.ca_compromise])
    def test_a_stolen_key_reaches_back(self, reason):
        revoked = answer(ISSUER, PKI.root, "revoked", reason=reason)
        assert judged(revoked, stamps=(stamp(BEFORE),))["a"].verdict is Verdict.VALID

    @pytest.mark.parametrize(
        "planted",
        [
            answer(ISSUER, PKI.root, "revoked", by=Development().root),
            answer(ISSUER, Development().root, "revoked"),
            answer(PKI.root.certificate, PKI.root, "revoked"),
            crl(PKI.root, ISSUER),
            b"rubbish",
        ],
        ids=["forged", "other issuer", "of the anchor", "a list", "rubbish"],
    )
    def test_nothing_else_counts_against_it(self, planted):
        assert judged(planted)["a"].verdict is Verdict.TRUSTED

    def test_what_is_said_of_an_anchor_is_left_to_the_list(self, tmp_path):
        cache = RevocationCache(tmp_path)
        cache.add(crl(PKI.root, ISSUER, PKI.root.certificate))
        anchored = TrustLists(lists=(PKI.list("signer", ISSUER),))
        assert judged(kept=cache.read(), trust=anchored)["a"].verdict is Verdict.TRUSTED

    @pytest.mark.parametrize(
        ("only", "verdict"),
        [
            ({"only_contains_ca_certs": True}, Verdict.VALID),
            ({"only_contains_user_certs": True}, Verdict.TRUSTED),
        ],
    )
    def test_a_list_of_authorities_alone_speaks_of_authorities(self, only, verdict, tmp_path):
        cache = RevocationCache(tmp_path)
        cache.add(crl(PKI.root, ISSUER, part=part(**only)))
        assert judged(kept=cache.read())["a"].verdict is verdict

    def test_an_expired_certificate_below_it_is_not_softened(self):
        token = stamp(START + DAY, Development().time_stamper())
        revoked = answer(ISSUER, PKI.root, "revoked")
        before = judged(signer=OLD, stamps=(token,))["a"].verdict
        assert before is Verdict.INVALID
        assert judged(revoked, signer=OLD, stamps=(token,))["a"].verdict is Verdict.INVALID


class TestAnAuthorityOfTime:
    @pytest.mark.parametrize(
        ("revoked", "issuer"), [(STAMPER.leaf, PKI.time_issuer), (TIME_ISSUER, PKI.root)]
    )
    def test_a_revoked_one_proves_no_time(self, revoked, issuer, tmp_path):
        cache = RevocationCache(tmp_path)
        cache.add(crl(issuer, revoked))
        found = judged(signer=OLD, stamps=(stamp(START + DAY),), kept=cache.read())

        assert found["a"].verdict is Verdict.INVALID  # expired, and no time is proven
        assert found["a"].time.standing is TimeStanding.UNKNOWN
        assert "timeStamp.untrusted" in codes(found)
        assert "timeStamp.trusted" not in codes(found)
        assert "was revoked on 2026-05-25, so its time is not used." in said(found, "time.revoked")

    @pytest.mark.parametrize(
        ("reason", "at", "proves"),
        [
            (None, BEFORE, False),
            (ReasonFlags.unspecified, BEFORE, False),
            (COMPROMISED, BEFORE, False),
            (ReasonFlags.privilege_withdrawn, BEFORE, False),
            (CEASED, BEFORE, True),
            (ReasonFlags.superseded, BEFORE, True),
            (ReasonFlags.affiliation_changed, BEFORE, True),
            (CEASED, AFTER, False),
            (ReasonFlags.certificate_hold, BEFORE, True),
            (ReasonFlags.certificate_hold, AFTER, False),
        ],
    )
    def test_the_reason_says_whether_it_reaches_back(self, reason, at, proves):
        revoked = answer(STAMPER.leaf, PKI.time_issuer, "revoked", reason=reason)
        found = judged(revoked, stamps=(stamp(at),))
        standing = TimeStanding.PROVEN if proves else TimeStanding.UNKNOWN
        assert found["a"].time.standing is standing

    def test_another_token_still_proves(self):
        other = PKI.time_stamper()
        revoked = answer(STAMPER.leaf, PKI.time_issuer, "revoked")
        stamps = (stamp(BEFORE), stamp(AFTER, other, own=False))
        found = judged(revoked, stamps=stamps)
        assert (found["a"].time.standing, found["a"].time.at) == (TimeStanding.PROVEN, AFTER)

    def test_tokens_that_disagree_disagree_still(self):
        revoked = answer(STAMPER.leaf, PKI.time_issuer, "revoked")
        stamps = (stamp(BEFORE), stamp(AFTER, PKI.time_stamper()))
        assert judged(revoked, stamps=stamps)["a"].time.standing is TimeStanding.CONTRADICTED

    def test_taking_away_a_proof_that_counts_against_a_signer_helps_nobody(self):
        young = PKI.signer(start=NOW - 3 * DAY)
        stamps = (stamp(BEFORE),)  # proves a time before its certificate was valid
        assert judged(signer=young, stamps=stamps)["a"].verdict is Verdict.INVALID
        revoked = answer(STAMPER.leaf, PKI.time_issuer, "revoked")
        found = judged(revoked, signer=young, stamps=stamps)
        assert found["a"].verdict is Verdict.INVALID
        assert found["a"].time.standing is TimeStanding.UNKNOWN


PAIRS = [
    (SIGNER.leaf, PKI.issuer),
    (OLD.leaf, PKI.issuer),
    (ISSUER, PKI.root),
    (STAMPER.leaf, PKI.time_issuer),
    (TIME_ISSUER, PKI.root),
]
STATES = ["good", "revoked", "unknown"]
REASONS = [None, COMPROMISED, CEASED, ReasonFlags.certificate_hold, ReasonFlags.remove_from_crl]
ABOUT = st.builds(
    lambda pair, status, reason, days: answer(
        *pair, status, reason=reason, since=NOW - timedelta(days=days)
    ),
    st.sampled_from(PAIRS),
    st.sampled_from(STATES),
    st.sampled_from(REASONS),
    st.sampled_from([1, 10, 60]),
)
FOREIGN = Development().time_stamper()
STAMPS = st.lists(
    st.builds(
        stamp,
        st.sampled_from([START - DAY, START + DAY, BEFORE, AFTER]),
        st.sampled_from([STAMPER, FOREIGN]),
        own=st.booleans(),
    ),
    max_size=2,
)


@given(st.lists(ABOUT, max_size=3), STAMPS, st.sampled_from([SIGNER, OLD]))
def test_an_answer_about_revocation_never_improves_a_verdict(answers, stamps, signer):
    without = judged(stamps=tuple(stamps), signer=signer)["a"].verdict
    with_them = judged(*answers, stamps=tuple(stamps), signer=signer)["a"].verdict
    assert RANK[with_them] <= RANK[without]
