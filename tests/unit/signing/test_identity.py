"""Somebody stands behind a file with a credential of their own, or nothing is written at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from support import media
from support.authorities import Development

from provenance import (
    Capture,
    Composite,
    Edit,
    Preference,
    Signer,
    TrustLists,
    Update,
    Verdict,
    Verifier,
)
from provenance.errors import CertificateRejected, DescriptionError, InvalidArgument, SigningFailed
from provenance.pki import oids
from provenance.signing.identity import MOST_ROLES, Identity

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def pki():
    return Development(start=NOW - timedelta(days=30))


@pytest.fixture(scope="module")
def people():
    return Development(organization="People (development)", start=NOW - timedelta(days=30))


@pytest.fixture(scope="module")
def verifier(pki, people):
    lists = TrustLists(lists=(pki.list("signer"), people.list("identity")))
    with Verifier(trust=lists) as verifier:
        yield verifier


@pytest.fixture(scope="module")
def signer(pki, people):
    with Signer(pki.signer(), identity=Identity(credential=people.signer())) as signer:
        yield signer


def test_what_is_stated_of_the_content_is_stood_behind(signer, verifier):
    stated = Capture(device="Test One", preferences=Preference(ai_training="notAllowed"))
    report = verifier.inspect(signer.sign(media.photo(800, 600), None, stated).data)
    (found,) = report.nodes[0].identities

    assert report.verdict is Verdict.TRUSTED
    assert found.standing == "vouched"
    assert {"c2pa.hash.data", "c2pa.actions.v2", "cawg.training-mining"} <= set(found.assertions)
    assert "not about the history" not in found.sentence


def test_each_step_of_a_history_has_its_own_identity(signer, verifier, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(media.content("jpeg"))
    first, second = tmp_path / "first.jpg", tmp_path / "second.jpg"
    signer.sign(tmp_path / "photo.jpg", first, Capture())
    signer.sign(first, second, Edit(parent=first, actions=("c2pa.cropped",)))
    report = verifier.inspect(second)

    assert report.verdict is Verdict.TRUSTED
    assert [[each.standing for each in node.identities] for node in report.nodes] == [
        ["vouched"],
        ["vouched"],
    ]


def test_many_ingredients_leave_room_for_the_identity(signer, verifier, tmp_path):
    parts = []
    for number in range(30):
        parts.append(tmp_path / f"part-{number}.jpg")
        parts[-1].write_bytes(media.content("jpeg"))
    made = signer.sign(parts[0], None, Composite(components=tuple(parts)))
    (found,) = verifier.inspect(made.data).nodes[0].identities

    assert found.standing == "vouched"


def test_the_longest_roles_fit(pki, people, verifier):
    roles = tuple(f"com.example.{'x' * 50}-{number}" for number in range(MOST_ROLES))
    leaf = people.signer("ps256")
    with Signer(pki.signer(), identity=Identity(credential=leaf, roles=roles)) as signer:
        made = signer.sign(media.photo(800, 600), None, Capture())
    (found,) = verifier.inspect(made.data).nodes[0].identities

    assert (found.standing, found.roles) == ("vouched", roles)


@pytest.mark.parametrize(
    "roles", [("creator",), ("cawg.",), ("cawg.\0creator",), ("a.b",) * 9, ("a." + "x" * 80,)]
)
def test_what_is_no_role_is_refused(pki, people, roles):
    with pytest.raises(InvalidArgument, match="role"):
        Signer(pki.signer(), identity=Identity(credential=people.signer(), roles=roles))


def test_a_certificate_that_may_not_sign_identities_is_refused(pki, people):
    for_claims = [(x509.ExtendedKeyUsage([oids.CLAIM_SIGNING]), False)]
    person = Identity(credential=people.signer(instead=for_claims))
    with pytest.raises(CertificateRejected, match="not for signing as a person"):
        Signer(pki.signer(), identity=person)


def test_a_certificate_that_has_expired_is_refused(pki, people):
    with pytest.raises(CertificateRejected, match="expired"):
        Signer(pki.signer(), identity=Identity(credential=people.signer(days=10)))


def test_a_chain_that_cannot_be_read_is_refused(pki, people):
    class Torn:
        algorithm, chain_pem, sign = "es256", b"no PEM", people.signer().sign

    with pytest.raises(CertificateRejected, match="cannot be read"):
        Signer(pki.signer(), identity=Identity(credential=Torn()))


def test_nobody_stands_behind_an_update(signer, tmp_path):
    made = signer.sign(media.content("jpeg"), None, Capture())
    with pytest.raises(DescriptionError, match="not about the content"):
        signer.sign(made.data, tmp_path / "updated.jpg", Update())
    assert list(tmp_path.iterdir()) == []


def test_a_key_of_somebody_else_leaves_nothing_behind(pki, people, tmp_path):
    stranger = people.signer()
    wrong = replace(people.signer(), key=stranger.key)
    with (
        Signer(pki.signer(), identity=Identity(credential=wrong)) as signer,
        pytest.raises(SigningFailed, match="identity"),
    ):
        signer.sign(media.content("jpeg"), tmp_path / "signed.jpg", Capture())
    assert list(tmp_path.iterdir()) == []


def test_what_the_second_credential_raises_comes_unchanged(pki, people, tmp_path):
    removed = RuntimeError("card removed")

    class Card:
        algorithm, chain_pem = "es256", people.signer().chain_pem

        def sign(self, _):
            raise removed

    with (
        Signer(pki.signer(), identity=Identity(credential=Card())) as signer,
        pytest.raises(RuntimeError) as caught,
    ):
        signer.sign(media.content("jpeg"), tmp_path / "signed.jpg", Capture())
    assert caught.value is removed
    assert list(tmp_path.iterdir()) == []
