"""A certificate can bear any name: who borrows one of a trust list is told from who is on it."""

# ruff: noqa: RUF001  # letters that pass for others are the attack

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import identities, media, statements, tokens
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier
from provenance.pki import issuing
from provenance.report import text

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
MAKER = "Kamerawerk Corporation"
BARE = MetadataChoice(level="none")


@pytest.fixture(scope="module")
def maker():
    return Development(organization=MAKER, start=YESTERDAY)


@pytest.fixture(scope="module")
def stranger():
    """Somebody with an authority of his own, who writes into certificates what he likes."""
    return Development(organization="Nobody", start=YESTERDAY)


@pytest.fixture(scope="module")
def verifier(maker):
    with Verifier(trust=maker.lists) as verifier:
        yield verifier


def named(stranger, organization, name="Camera"):
    return stranger.signer(subject=issuing.distinguished_name("XX", organization, name))


def signed(signer):
    with Signer(signer, metadata=BARE, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


def warnings(report, code="trust.look-alike"):
    return [(each.severity, each.message) for each in report.findings if each.code == code]


@pytest.mark.parametrize(
    "borrowed",
    [
        "Kamerawerk Corporation",
        "KAMERAWERK GmbH",
        "Kamerawerk",
        "Каmеrаwеrk Corporation",
        "Kamεrawεrk Inc.",
        "Ｋａｍｅｒａｗｅｒｋ",
        "Kam3rawerk, Inc.",
        "K-a-m-e-r-a-w-e-r-k",
        "Karnerawerk",
        "Kamerawrek",
        "Kamerawerkk",
    ],
)
@pytest.mark.attack(15)
def test_a_self_made_authority_with_a_listed_name_is_unmasked(borrowed, stranger, verifier):
    report = verifier.inspect(signed(named(stranger, borrowed)).data)

    assert report.verdict is Verdict.VALID
    assert warnings(report) == [
        (
            "warning",
            (
                f'The signer calls itself "{borrowed}". That is like the name "{MAKER}" on your list '
                '"signer list", but no list vouches for this certificate.'
            ),
        )
    ]
    assert not report.active.signer.vouched
    screen = " ".join(text.render(report).split())
    assert "no list vouches for this certificate" in screen
    assert "Do not take that name for the one on your list." in screen


def test_the_common_name_is_no_hiding_place(stranger, verifier):
    report = verifier.inspect(signed(named(stranger, "Nobody", MAKER)).data)

    assert len(warnings(report)) == 1


@pytest.mark.parametrize(
    "own",
    ["Nobody", "C2PA Test Root CA", "Root", "Issuer", "Kamera", "Werk Corporation", "Corporation"],
)
def test_other_names_and_words_that_all_authorities_use_are_left_alone(own, stranger, verifier):
    assert not warnings(verifier.inspect(signed(named(stranger, own, "Root")).data))


def test_the_maker_itself_is_left_alone(maker, verifier):
    report = verifier.inspect(signed(maker.signer()).data)

    assert report.verdict is Verdict.TRUSTED
    assert not warnings(report)


def test_a_maker_is_no_impostor_where_no_list_could_vouch(maker):
    """Who has only a list for time, or none, is told that instead."""
    with Verifier(trust=TrustLists(lists=(maker.list("time"),))) as verifier:
        report = verifier.inspect(signed(maker.signer()).data)

    assert not warnings(report)
    assert "trust.no-list" in {each.code for each in report.findings}


def test_an_identity_with_a_listed_name_is_unmasked(maker, stranger, verifier):
    by = identities.by_certificate(named(stranger, MAKER))
    own = maker.signer()
    report = verifier.inspect(identities.with_identity(signed(own), by, own))

    assert report.verdict is Verdict.TRUSTED
    assert warnings(report) == [
        (
            "warning",
            (
                f'Another signer calls itself "{MAKER}". That is like the name "{MAKER}" on your list '
                '"signer list", but no list vouches for this certificate.'
            ),
        )
    ]


def stamping(organization):
    other = Development(organization=organization, start=YESTERDAY)
    stamper = other.time_stamper()
    return lambda message: tokens.token(message, stamper.certificates, stamper.key, at=AN_HOUR_AGO)


def nothing(_manifest):
    """Leave the manifest as it is."""


def test_a_time_stamp_under_a_listed_name_is_told_and_not_used(maker, verifier):
    """Famous authorities stamp honest files with certificates that no list names."""
    own = maker.signer()
    report = verifier.inspect(statements.restated(signed(own), own, nothing, stamp=stamping(MAKER)))

    assert report.verdict is Verdict.TRUSTED
    assert report.active.time.standing != "proven"
    assert not warnings(report)
    assert warnings(report, "time.look-alike") == [
        (
            "note",
            (
                f'The authority of a time-stamp calls itself "{MAKER}". That is like the name '
                f'"{MAKER}" on your list "signer list", but no list vouches for this certificate; its '
                "time is not used."
            ),
        )
    ]


def test_a_time_stamp_under_a_disguised_name_is_a_warning(maker, verifier):
    own = maker.signer()
    report = verifier.inspect(
        statements.restated(signed(own), own, nothing, stamp=stamping("Каmerawerk"))
    )

    ((severity, message),) = warnings(report)
    assert severity == "warning"
    assert "its time is not used" in message
    assert "⟨mixed alphabets: Cyrillic⟩" in " ".join(text.render(report).split())
