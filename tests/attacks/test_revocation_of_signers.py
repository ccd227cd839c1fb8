"""A revoked certificate in a real file: shown, hidden, or drowned in answers that somebody planted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import media, surgery
from support.authorities import Development
from support.revocations import answer, crl

from provenance import Capture, MetadataChoice, Signer, Verdict, Verifier
from provenance.pki.revocation.cache import RevocationCache

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
UNCHECKED = "Revocation was not checked."
TRUSTED = (
    "This file is as its signer, Signer, left it, and an accepted list vouches for that signer."
)
REVOKED = "The signing certificate of this file was revoked by its issuer."
WHEN = {"since": NOW - HOUR, "revoked_at": NOW - HOUR}


@pytest.fixture(scope="module")
def pki():
    return Development(start=NOW - timedelta(days=1))


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def signed(signer):
    none = MetadataChoice(level="none")
    with Signer(signer, metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture
def judged(signed, pki, tmp_path):
    """Judge the file with answers stapled to it, and with what the user keeps."""

    def judge(*stapled, kept=()):
        store = surgery.Box.read(signed.manifest_store)
        (manifest,) = store.children
        protected, uncovered, _, signature = manifest.at("c2pa.signature").value.value
        written = dict(uncovered) | ({"rVals": {"ocspVals": list(stapled)}} if stapled else {})
        surgery.write_signature(manifest, protected, signature, written)
        data = surgery.transplant(signed.data, signed.manifest_store, store)
        cache = RevocationCache(tmp_path / "kept")
        for each in kept:
            cache.add(each)
        with Verifier(trust=pki.lists, revocation=cache) as verifier:
            return verifier.inspect(data)

    return judge


def told(report):
    return [each.message for each in report.findings if "evocation" in each.message]


@pytest.mark.attack(21)
def test_without_any_answer_the_report_says_that_it_was_not_checked(judged):
    report = judged()
    assert (report.verdict, report.headline) == (Verdict.TRUSTED, TRUSTED)
    assert told(report) == [UNCHECKED]


def test_a_stapled_good_answer_checks_it(judged, pki, signer):
    report = judged(answer(signer.leaf, pki.issuer, **WHEN))
    assert (report.verdict, report.headline) == (Verdict.TRUSTED, TRUSTED)
    assert told(report) == []


@pytest.mark.attack(21)
def test_a_stapled_revocation_is_the_headline(judged, pki, signer):
    report = judged(answer(signer.leaf, pki.issuer, "revoked", **WHEN))
    assert (report.verdict, report.headline) == (Verdict.INVALID, REVOKED)
    (said,) = [each for each in report.findings if each.code == "signingCredential.ocsp.revoked"]
    assert said.message == (
        f"The signing certificate was revoked by its issuer on {NOW - HOUR:%Y-%m-%d}."
    )


def test_what_the_user_keeps_cannot_be_taken_out_or_drowned(judged, pki, signer):
    kept = [crl(pki.issuer, signer.leaf, **WHEN)]
    older = [answer(signer.leaf, pki.issuer, since=NOW - n * HOUR) for n in range(2, 20)]
    for stapled in ((), older):
        report = judged(*stapled, kept=kept)
        assert (report.verdict, report.headline) == (Verdict.INVALID, REVOKED)


@pytest.mark.parametrize("status", ["good", "revoked"])
def test_an_answer_that_somebody_planted_changes_nothing(status, judged, pki, signer):
    stranger = Development(start=NOW - timedelta(days=1))
    planted = [
        answer(signer.leaf, pki.issuer, status, by=stranger.issuer, **WHEN),
        answer(signer.leaf, stranger.issuer, status, **WHEN),
        answer(pki.signer().leaf, pki.issuer, status, **WHEN),
        b"rubbish",
    ]
    report = judged(*planted)
    assert (report.verdict, report.headline) == (Verdict.TRUSTED, TRUSTED)
    assert told(report)[-1] == UNCHECKED


def test_a_revoked_authority_above_the_signer_is_told(judged, pki):
    for how in ("stapled", "kept"):
        revoked = answer(pki.issuer.certificate, pki.root, "revoked", **WHEN)
        report = judged(revoked) if how == "stapled" else judged(kept=[revoked])
        assert report.verdict is Verdict.VALID
        assert report.headline == (
            "This file is as its signer left it, but nobody vouches for that signer any more. The "
            "authority Issuer, which stands above the signer, was revoked on "
            f"{NOW - HOUR:%Y-%m-%d}."
        )
