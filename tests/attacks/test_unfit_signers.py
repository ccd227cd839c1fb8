"""Certificates that may not sign media, under a root that a signer list names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import media, unsigned
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier

NOT_FIT = "The signing certificate is not fit for signing: "
HEADLINE = "The signing certificate of this file is not fit for signing."


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=2))


@pytest.fixture(scope="module")
def signed(pki):
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


def messages(report):
    return {each.code: each.message for each in report.findings}


@pytest.mark.attack(8)
def test_a_key_that_may_not_sign_digitally(signed, pki):
    forged = unsigned.seal_again(signed, pki.without_digital_signature())
    with Verifier(trust=pki.lists) as verifier:
        report = verifier.inspect(forged.data)

    assert (report.verdict, report.headline) == (Verdict.INVALID, HEADLINE)
    assert messages(report)["signingCredential.invalid"] == (
        f"{NOT_FIT}Its key may not make digital signatures (key usage)."
    )
    assert not report.active.signer.vouched


@pytest.mark.attack(7, 8)
@pytest.mark.parametrize("kind", ["signer", "time"])
def test_a_time_stamping_certificate_signs_no_media(kind, signed, pki):
    forged = unsigned.seal_again(signed, pki.time_stamping_only())
    with Verifier(trust=TrustLists(lists=(pki.list(kind),))) as verifier:
        report = verifier.inspect(forged.data)

    assert (report.verdict, report.headline) == (Verdict.INVALID, HEADLINE)
    assert messages(report)["signingCredential.invalid"] == (
        f"{NOT_FIT}It is for time-stamps or revocation answers, not for signing media."
    )
