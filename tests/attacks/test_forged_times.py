"""Time-stamps taken away, exchanged and added beside a signature, which no signature covers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import media, unsigned
from support.authorities import Development
from support.unsigned import VERSION_1, stamped

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier
from provenance.report import text

START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=100)
EARLY, LATER = START + timedelta(days=5), START + timedelta(days=6)
PROVEN = f"{EARLY:%Y-%m-%d %H:%M:%S} UTC or earlier, proven by a time-stamp of"
NOT_KNOWN = "Not known: no accepted time-stamp shows it."
UNTRUSTED = "No accepted list vouches for the time-stamp, so its time is not used."
IMPLAUSIBLE = (
    "A time-stamp that no list vouches for names a time at which the signing certificate was not "
    "valid; it is not used."
)
EXPIRED = (
    f"The signing certificate has expired on {START + timedelta(days=10):%Y-%m-%d}, and no trusted "
    "time-stamp proves when it signed; nothing shows that the file was changed."
)


@pytest.fixture(scope="module")
def pki():
    return Development(start=START)


@pytest.fixture(scope="module")
def mallory():
    """An attacker with a time-stamping authority of a famous name."""
    return Development(organization="DigiCert, Inc.", start=datetime(2015, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def signed(pki):
    none = MetadataChoice(level="none")
    with Signer(pki.signer(), metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture(scope="module")
def sealed(signed, pki):
    return unsigned.seal_again(signed, pki.signer())


@pytest.fixture(scope="module")
def expired(signed, pki):
    return unsigned.seal_again(signed, pki.expired())


def messages(report):
    return {each.code: each.message for each in report.findings if each.severity != "note"}


def notes(report):
    return {each.code: each.message for each in report.findings if each.severity == "note"}


@pytest.mark.attack(1)
def test_without_its_time_stamp_no_time_is_proven(sealed, pki, verifier):
    stamp = stamped(pki.token(sealed.imprint, at=EARLY))
    whole, stripped = map(verifier.inspect, (sealed.with_headers(**stamp), sealed.data))

    assert PROVEN in text.render(whole)
    assert stripped.verdict is Verdict.TRUSTED
    assert stripped.active.time.standing != "proven"
    assert NOT_KNOWN in text.render(stripped)


@pytest.mark.attack(1)
def test_without_its_time_stamp_an_expired_certificate_is_said_to_have_expired(
    expired, pki, verifier
):
    stamp = stamped(pki.token(expired.imprint, at=EARLY))
    whole, stripped = map(verifier.inspect, (expired.with_headers(**stamp), expired.data))

    assert whole.verdict is Verdict.TRUSTED
    assert (stripped.verdict, stripped.headline) == (Verdict.INVALID, EXPIRED)


@pytest.mark.attack(2)
@pytest.mark.parametrize("year", [2020, 2030])
def test_a_time_of_nobodys_authority_is_never_shown(year, sealed, mallory, verifier):
    token = mallory.token(sealed.imprint, at=datetime(year, 1, 1, tzinfo=UTC))
    report = verifier.inspect(sealed.with_headers(**stamped(token)))

    assert report.verdict is Verdict.TRUSTED
    assert notes(report)["timeStamp.untrusted"] == UNTRUSTED
    assert messages(report)["time.implausible"] == IMPLAUSIBLE
    shown = text.render(report, verbose=True)
    assert NOT_KNOWN in shown
    assert str(year) not in shown
    assert "DigiCert" not in shown


@pytest.mark.attack(2)
def test_a_likely_time_of_nobodys_authority_is_no_cause_for_alarm(sealed, mallory, verifier):
    report = verifier.inspect(
        sealed.with_headers(**stamped(mallory.token(sealed.imprint, at=EARLY)))
    )

    assert notes(report)["timeStamp.untrusted"] == UNTRUSTED
    assert not messages(report)
    assert report.active.time.at is None


@pytest.mark.attack(3)
def test_a_later_time_of_a_listed_authority_is_only_the_latest_moment(sealed, pki, verifier):
    for at in (EARLY, LATER):
        report = verifier.inspect(sealed.with_headers(**stamped(pki.token(sealed.imprint, at=at))))

        assert report.verdict is Verdict.TRUSTED
        assert report.active.time.at == at
        assert f"{at:%Y-%m-%d %H:%M:%S} UTC or earlier, proven by" in text.render(report)


@pytest.mark.attack(3)
def test_a_later_time_does_not_rescue_a_certificate_that_had_expired_by_then(
    expired, pki, verifier
):
    late = START + timedelta(days=50)
    report = verifier.inspect(expired.with_headers(**stamped(pki.token(expired.imprint, at=late))))

    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        f"A time-stamp of {late:%Y-%m-%d} shows that the signing certificate was not valid then."
    )


@pytest.mark.attack(4)
def test_time_stamps_that_disagree_prove_nothing(sealed, expired, pki, verifier):
    for file, verdict in ((sealed, Verdict.TRUSTED), (expired, Verdict.INVALID)):
        tokens = [pki.token(file.imprint, at=at) for at in (EARLY, LATER)]
        report = verifier.inspect(file.with_headers(**stamped(*tokens)))

        assert report.verdict is verdict
        assert messages(report)["time.contradicted"] == (
            "Trusted time-stamps of one signature disagree, so no time is proven."
        )
        assert notes(report)["time.several"] == (
            "The signature carries more than one time-stamp where one is allowed."
        )
        shown = text.render(report)
        assert "Not known: what is said about the time contradicts itself." in shown


@pytest.mark.attack(5)
@pytest.mark.parametrize(
    "headers",
    [{"signer": "Leica Camera AG"}, {"pad2": b"\0Leica"}, {"pad2": "Leica"}],
)
def test_data_beside_a_signature_are_told(headers, sealed, verifier):
    report = verifier.inspect(sealed.with_headers(**headers))

    assert report.verdict is Verdict.TRUSTED
    assert notes(report)["evidence.odd"] == "Unsigned data lies beside the signature."
    assert "Leica" not in text.render(report, verbose=True)


@pytest.fixture(scope="module")
def old(signed, pki):
    return unsigned.with_claim_of_version_1(signed, pki.expired())


class TestAClaimOfVersion1:
    @pytest.mark.attack(6)
    def test_no_home_made_time_stamp_rescues_it(self, old, mallory, verifier):
        token = mallory.token(old.imprint, at=EARLY)
        report = verifier.inspect(old.with_headers(**stamped(token, header=VERSION_1)))

        assert (report.verdict, report.headline) == (Verdict.INVALID, EXPIRED)
        assert set(messages(report)) == {"claimSignature.outsideValidity"}
        assert notes(report)["timeStamp.untrusted"] == UNTRUSTED

    @pytest.mark.attack(6)
    def test_one_of_a_listed_authority_does(self, old, pki, verifier):
        token = pki.token(old.imprint, at=EARLY)
        report = verifier.inspect(old.with_headers(**stamped(token, header=VERSION_1)))

        assert report.verdict is Verdict.TRUSTED
        assert PROVEN in text.render(report)


@pytest.mark.attack(6)
def test_a_home_made_time_stamp_never_makes_an_expired_signer_trusted(expired, pki, mallory):
    stamp = stamped(mallory.token(expired.imprint, at=EARLY))
    stamped_file = expired.with_headers(**stamp)
    with Verifier(trust=TrustLists(lists=(mallory.list(),))) as stranger:
        report = stranger.inspect(stamped_file)

    assert report.verdict is Verdict.VALID
    assert report.headline == (
        "This file is as its signer left it, but no accepted list vouches for the signer, which "
        "calls itself Signer; its certificate has since expired."
    )


@pytest.mark.attack(25)
@pytest.mark.parametrize("listed", [True, False])
def test_what_has_expired_without_a_time_stamp_is_not_called_tampered(listed, expired, pki):
    lists = pki.lists if listed else TrustLists()
    with Verifier(trust=lists) as verifier:
        report = verifier.inspect(expired.data)

    assert (report.verdict, report.headline) == (Verdict.INVALID, EXPIRED)
    shown = text.render(report)
    for word in ("tamper", "was changed after", "does not match", "forged", "broken"):
        assert word not in shown
