"""Revocation of signers that others made: answers stapled to a file, and carried by a later manifest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provenance.model.report import Verdict
from provenance.pki.trust import TrustList, TrustLists
from provenance.verification.verifier import Verifier

pytestmark = pytest.mark.corpus
AT = datetime(2026, 11, 1, tzinfo=UTC)
STAPLED, CARRIED = "sdk-fixtures/ocsp.jpg", "sdk-fixtures/ocsp_with_assertion.jpg"
NOT_REVOKED = "signingCredential.ocsp.notRevoked"
SKIPPED = "signingCredential.ocsp.skipped"


@pytest.fixture(scope="module")
def interim(official):
    pem = (official / "trust" / "interim-anchors.pem").read_bytes()
    return TrustLists(
        lists=tuple(TrustList.from_pem(pem, kind=kind, name=kind) for kind in ("signer", "time"))
    )


@pytest.fixture(scope="module")
def examine(corpus):
    def call(file, trust, at=AT):
        with Verifier(trust=trust, isolation="none") as verifier:
            return verifier.examine(corpus / file, at=at)

    return call


def said(examination):
    return [
        {each.code for each in statuses if "ocsp" in each.code or "revocation" in each.code}
        for statuses in examination.statuses.values()
    ]


def notes(examination):
    return [each.message for each in examination.report.findings if "evocation" in each.message]


def test_stapled_answers_reach_the_proven_times(examine, interim):
    found = examine(STAPLED, interim)
    assert found.report.verdict is Verdict.TRUSTED
    assert said(found) == [{NOT_REVOKED}, {NOT_REVOKED}]
    assert notes(found) == []


def test_answers_of_a_later_manifest_speak_of_the_signers_that_they_name(examine, interim):
    found = examine(CARRIED, interim)
    assert sorted(map(sorted, said(found))) == [[NOT_REVOKED], [NOT_REVOKED], [SKIPPED]]
    assert notes(found) == ["Revocation was not checked for 1 of 3 signatures."]


@pytest.mark.parametrize("file", [STAPLED, CARRIED])
def test_without_a_proven_time_an_old_answer_says_nothing_and_harms_nobody(examine, file):
    found = examine(file, TrustLists())
    assert found.report.verdict is Verdict.VALID
    assert NOT_REVOKED not in set().union(*said(found))
    assert notes(found)[-1] == "Revocation was not checked."
    assert "nothing proves that the signature is as old" in notes(found)[0]


def test_while_an_answer_held_it_was_enough(examine):
    found = examine(STAPLED, TrustLists(), at=datetime(2025, 8, 14, tzinfo=UTC))
    assert said(found) == [{NOT_REVOKED}, {NOT_REVOKED}]
