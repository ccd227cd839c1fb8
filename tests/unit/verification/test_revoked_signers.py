"""What revocation does to a verdict, to its statuses and to what the report says of it."""

from __future__ import annotations

import pytest
from cryptography.x509 import ReasonFlags
from hypothesis import given
from hypothesis import strategies as st
from support.authorities import NOW, Development
from support.revocations import DAY, WEEK, answer, crl
from support.stores import good, ingredient, manifest, status, store

from provenance.evidence.cose import Token
from provenance.evidence.store import SignatureEvidence
from provenance.limits import Limits
from provenance.model.report import FindingSource, Severity, Verdict
from provenance.pki.revocation.cache import NOTHING_KEPT, RevocationCache
from provenance.pki.trust import TrustLists
from provenance.verification.chain import walk
from provenance.verification.findings import of_chain
from provenance.verification.headline import compose
from provenance.verification.judge import judge
from provenance.verification.weight import RANK, worst

PKI = Development()
SIGNER = PKI.signer()
GOOD = answer(SIGNER.leaf, PKI.issuer)
REVOKED = answer(SIGNER.leaf, PKI.issuer, "revoked")
HELD = answer(SIGNER.leaf, PKI.issuer, "revoked", reason=ReasonFlags.certificate_hold)
UNKNOWN = answer(SIGNER.leaf, PKI.issuer, "unknown")
OUTDATED = answer(SIGNER.leaf, PKI.issuer, since=NOW - 60 * DAY)
FORGED = answer(SIGNER.leaf, PKI.issuer, "revoked", by=Development().issuer)
SKIPPED = "signingCredential.ocsp.skipped"
VALIDATED = status("claimSignature.validated", "b", kind="success")
ONE = store(manifest("a"))
TWO = store(
    manifest("a", ingredient("b", deltas=[VALIDATED])),
    manifest("b", statuses=()),
)


def proofs(found, *answers, tokens=(), **others):
    return {
        each.label: SignatureEvidence(
            label=each.label,
            chain=SIGNER.chain,
            ocsp=tuple(others.get(each.label, answers)),
            tokens=tokens,
            sealed=True,
        )
        for each in found.manifests
    }


def judged(found, evidence, *, kept=NOTHING_KEPT, at=NOW, trust=PKI.lists):
    return judge(found, walk(found, Limits()), evidence, trust, at=at, kept=kept)


def verdict(*answers, found=ONE, **how):
    return worst(each.verdict for each in judged(found, proofs(found, *answers), **how).values())


def codes(*answers, found=ONE, **how):
    said = judged(found, proofs(found, *answers), **how)["a"].observations
    return [each.code for each in said if "ocsp" in each.code or "revocation" in each.code]


def findings(found, evidence):
    said = of_chain(judged(found, evidence), walk(found, Limits()), PKI.lists, {"b": "b.jpg"})
    return [each for each in said if "ocsp" in each.code or "revocation" in each.code]


@pytest.mark.parametrize(
    ("raw", "expected", "said"),
    [
        (GOOD, Verdict.TRUSTED, ["signingCredential.ocsp.notRevoked"]),
        (REVOKED, Verdict.INVALID, ["signingCredential.ocsp.revoked"]),
        (UNKNOWN, Verdict.TRUSTED, ["signingCredential.ocsp.unknown"]),
        (OUTDATED, Verdict.TRUSTED, ["revocation.unusable", SKIPPED]),
        (FORGED, Verdict.TRUSTED, ["revocation.unusable", SKIPPED]),
        (b"rubbish", Verdict.TRUSTED, ["revocation.unusable", SKIPPED]),
    ],
    ids=["good", "revoked", "unknown", "outdated", "forged", "rubbish"],
)
def test_only_a_revocation_that_is_shown_changes_a_verdict(raw, expected, said):
    assert verdict(raw) is expected
    assert codes(raw) == said


def test_without_an_answer_it_is_not_checked():
    assert codes() == [SKIPPED]
    assert [each.message for each in findings(ONE, proofs(ONE))] == ["Revocation was not checked."]


def test_a_good_answer_ends_the_note():
    assert findings(ONE, proofs(ONE, GOOD)) == []


def test_the_note_counts_the_signatures_that_were_not_checked():
    (said,) = findings(TWO, proofs(TWO, GOOD, b=()))
    assert said.message == "Revocation was not checked for 1 of 2 signatures."
    (said,) = findings(TWO, proofs(TWO))
    assert said.message == "Revocation was not checked."


def test_a_revoked_signer_is_the_headline_and_a_failure_with_its_day():
    found = judged(ONE, proofs(ONE, REVOKED))
    assert compose(found, active="a", names={}, listed=True) == (
        "The signing certificate of this file was revoked by its issuer."
    )
    (said,) = findings(ONE, proofs(ONE, REVOKED))
    assert (said.severity, said.source) == (Severity.FAILURE, FindingSource.TRUST)
    assert said.message == "The signing certificate was revoked by its issuer on 2026-05-25."


def test_a_revoked_signer_of_an_ingredient_is_named():
    (said, _) = findings(TWO, proofs(TWO, b=[REVOKED]))
    assert said.message.startswith('Ingredient "b.jpg": ') or said.message.startswith(
        "Ingredient b"
    )


def test_a_revocation_after_the_proven_time_is_told_and_held_against_nobody():
    message = b"a signature"
    raw = PKI.token(message, at=NOW - WEEK - DAY)
    tokens = (Token(raw=raw, message=message, version=2),)
    evidence = proofs(ONE, REVOKED, tokens=tokens)
    assert judged(ONE, evidence)["a"].verdict is Verdict.TRUSTED
    (said,) = findings(ONE, evidence)
    assert said.message == (
        "The signing certificate was revoked on 2026-05-25, after it had signed this."
    )
    # An unlisted time-stamp proves nothing.
    signers = TrustLists(lists=(PKI.list("signer"),))
    assert judged(ONE, evidence, trust=signers)["a"].verdict is Verdict.INVALID


def test_what_the_user_keeps_counts_although_a_file_says_nothing(tmp_path):
    cache = RevocationCache(tmp_path / "kept")
    cache.add(crl(PKI.issuer, SIGNER.leaf))
    assert verdict(kept=cache.read()) is Verdict.INVALID
    assert verdict(GOOD, kept=cache.read()) is Verdict.INVALID
    assert verdict(GOOD, found=TWO, kept=cache.read()) is Verdict.INVALID


def test_the_engines_word_counts_only_when_it_says_revoked():
    said = [status("signingCredential.ocsp.notRevoked", "a", kind="success")]
    assert codes(found=store(manifest("a", statuses=[*good("a"), *said]))) == [SKIPPED]
    said = [status("signingCredential.ocsp.revoked", "a")]
    refused = store(manifest("a", statuses=[*good("a"), *said]))
    assert codes(GOOD, found=refused) == ["signingCredential.ocsp.revoked"]
    assert verdict(GOOD, found=refused) is Verdict.INVALID


USABLE = st.lists(st.sampled_from([GOOD, REVOKED, HELD, UNKNOWN, OUTDATED]), max_size=4)
JUNK = st.lists(st.sampled_from([FORGED, OUTDATED, b"", b"rubbish"]) | st.binary(max_size=40))


@given(USABLE)
def test_taking_a_good_answer_away_never_improves_a_verdict(answers):
    without = [each for each in answers if each != GOOD]
    assert RANK[verdict(*without)] <= RANK[verdict(*answers)]


@given(USABLE, JUNK, JUNK)
def test_junk_never_changes_a_verdict(answers, before, after):
    assert verdict(*before[:4], *answers, *after[:4]) is verdict(*answers)
