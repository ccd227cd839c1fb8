"""Identity assertions are judged by identity lists alone, and never change a verdict."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st
from support import identities, media, surgery
from support.authorities import Development
from support.identities import by_certificate, collected

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier
from provenance.pki import oids
from provenance.report import crjson
from provenance.report import text as text_report
from provenance.verification.identity import credential

NOW = datetime.now(UTC)
KEYS = ("type", "credentialSubject", "verifiedIdentities", "c2paAsset", "issuer", "id", "name")
FAILURES = {
    "cawg.identity.pad.invalid": {"around": {"pad1": b"\0hidden"}},
    "cawg.identity.cbor.invalid": {"around": {"pad1": "text"}},
    "cawg.identity.hard_binding_missing": {"changed": {"referenced_assertions": []}},
    "cawg.identity.sig_type.unknown": {"changed": {"sig_type": "com.example"}},
    "cawg.x509.signature.mismatch": {"after": {"role": ["cawg.publisher"]}},
    "cawg.x509.algorithm.unsupported": {"algorithm": -257},
}


@pytest.fixture(scope="module")
def pki():
    return Development(start=NOW - timedelta(days=30))


@pytest.fixture(scope="module")
def people():
    """Another PKI, which vouches for identities alone."""
    return Development(organization="People (development)", start=NOW - timedelta(days=30))


@pytest.fixture(scope="module")
def claim_signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def signed(claim_signer):
    none = MetadataChoice(level="none")
    with Signer(claim_signer, metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture(scope="module")
def verifier(pki, people):
    lists = (*pki.lists.lists, people.list("identity"))
    with Verifier(trust=TrustLists(lists=lists), isolation="none") as verifier:
        yield verifier


@pytest.fixture
def examine(signed, claim_signer, verifier):
    """Put an identity into a file and examine that; returns the examination and the identity."""

    def of(make, **options):
        file = identities.with_identity(signed, make, claim_signer, **options)
        examination = verifier.examine(file)
        (node,) = examination.report.nodes
        (found,) = node.identities
        return examination, found

    return of


def codes(examination) -> dict[str, str]:
    return {
        each.code: each.severity.value
        for each in examination.report.findings
        if each.code.startswith(("cawg.", "identity."))
    }


@pytest.mark.parametrize("canonical", [False, True])
@pytest.mark.parametrize("label", ["cawg.identity", "cawg.identity__2"])
def test_a_listed_person_stands_behind_the_content(examine, people, canonical, label):
    make = by_certificate(people.signer(), "c2pa.actions", canonical=canonical)
    examination, found = examine(make, label=label)
    report = examination.report

    assert report.verdict is Verdict.TRUSTED
    assert (found.label, found.kind, found.standing) == (label, "x509", "vouched")
    assert (found.name, found.list_name) == ("Signer", "identity list")
    assert codes(examination) == {}
    said = 'Identity   Also stands behind it: "Signer" of "People (development)", vouched for by'
    assert said in text_report.render(report)
    ours = crjson.document(examination)["manifests"][0]["validationResults"]["success"]
    assert "cawg.identity.trusted" in {each["code"] for each in ours}


def test_who_does_not_name_the_actions_does_not_stand_behind_the_history(examine, people):
    """Anyone can put such an identity beside actions of their own, for the same content."""
    whole, content = (
        examine(by_certificate(people.signer(), *labels))[1].sentence
        for labels in (("c2pa.actions",), ())
    )

    assert "not about the history" in content
    assert "not about the history" not in whole


def test_an_identity_is_not_borrowed_for_another_picture(signed, examine, people):
    other = surgery.Box.read(signed.manifest_store).children[-1]
    other.at("c2pa.assertions", "c2pa.hash.data").value = {"hash": bytes(32)}
    examination, found = examine(lambda _: by_certificate(people.signer())(other))

    assert found.standing == "failed"
    assert codes(examination) == {"cawg.identity.assertion.mismatch": "warning"}


def test_a_signer_list_vouches_for_no_person(examine, pki):
    examination, found = examine(by_certificate(pki.signer()))

    assert examination.report.verdict is Verdict.TRUSTED
    assert found.standing == "signed"
    assert found.sentence.startswith('Another signer calls itself "Signer" of "Tests')
    assert "not vouched for" in found.sentence
    assert codes(examination) == {"cawg.x509.credential.untrusted": "warning"}
    assert "Also stands behind" not in text_report.render(examination.report)


def test_an_identity_list_vouches_for_no_signer(signed, people, verifier):
    make = by_certificate(people.signer())
    report = verifier.inspect(identities.with_identity(signed, make, people.signer()))

    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("code", FAILURES)
def test_a_failing_identity_is_a_warning_and_no_more(examine, people, code):
    examination, found = examine(by_certificate(people.signer(), **FAILURES[code]))

    assert examination.report.verdict is Verdict.TRUSTED
    assert found.standing == "failed"
    assert codes(examination) == {code: "warning"}


@pytest.mark.parametrize(
    ("code", "labels", "swap"),
    [
        ("cawg.identity.assertion.duplicate", ("c2pa.hash.data",), None),
        ("cawg.identity.assertion.mismatch", (), {"hash": bytes(32)}),
        ("cawg.identity.assertion.mismatch", (), {"url": "self#jumbf=c2pa.assertions/c2pa.gone"}),
        (
            "cawg.identity.assertion.mismatch",
            (),
            {"url": "self#jumbf=/c2pa/another/c2pa.assertions/c2pa.hash.data"},
        ),
        ("cawg.identity.assertion.mismatch", (), {"alg": "md5"}),
        ("cawg.identity.cbor.invalid", (), {"hash": "text"}),
    ],
)
def test_what_an_identity_names_has_to_be_there_once(examine, people, code, labels, swap):
    def make(manifest):
        payload = identities.payload(manifest, identities.X509, *labels)
        first = payload["referenced_assertions"][0] | (swap or {})
        references = [first, *payload["referenced_assertions"][1:]]
        changed = {"referenced_assertions": references}
        return by_certificate(people.signer(), changed=changed)(manifest)

    examination, found = examine(make)

    assert found.standing == "failed"
    assert codes(examination) == {code: "warning"}


def test_a_certificate_for_claims_alone_names_nobody(examine, people):
    for_claims = [(x509.ExtendedKeyUsage([oids.CLAIM_SIGNING]), False)]
    examination, found = examine(by_certificate(people.signer(instead=for_claims)))

    assert found.standing == "failed"
    assert "not for signing as a person" in found.sentence
    assert codes(examination) == {"cawg.x509.credential.invalid": "warning"}


def test_an_expired_certificate_needs_a_trusted_time_stamp(examine, pki, people):
    actor = people.signer(days=10)
    then = NOW - timedelta(days=25)
    examination, found = examine(by_certificate(actor))
    assert found.standing == "failed"
    assert "has expired" in found.sentence
    assert codes(examination) == {"cawg.x509.signature.outsideValidity": "warning"}

    _, found = examine(by_certificate(actor, stamp=lambda message: pki.token(message, at=then)))
    assert found.standing == "vouched"

    foreign = Development(start=NOW - timedelta(days=30))
    _, found = examine(by_certificate(actor, stamp=lambda message: foreign.token(message, at=then)))
    assert found.standing == "failed"


def test_conditions_that_are_not_known_leave_it_unchecked(examine, people):
    examination, found = examine(by_certificate(people.signer(), changed={"expected_moon": "full"}))

    assert found.standing == "unchecked"
    assert "expected_moon" in found.sentence
    assert codes(examination) == {"identity.unchecked": "note"}


def test_in_a_changed_file_an_identity_proves_nothing(signed, claim_signer, people, verifier):
    file = identities.with_identity(signed, by_certificate(people.signer()), claim_signer)
    examination = verifier.examine(file[:-20] + bytes([file[-20] ^ 1]) + file[-19:])
    (found,) = examination.report.nodes[0].identities

    assert examination.report.verdict is Verdict.INVALID
    assert found.standing == "unchecked"
    assert "proves nothing, because these credentials fail" in found.sentence
    assert not found.list_name
    success = crjson.document(examination)["manifests"][0]["validationResults"]["success"]
    assert "cawg.identity.trusted" not in {each["code"] for each in success}


def test_a_collector_with_a_key_of_its_own_is_checked_and_vouched_for_by_nobody(examine):
    examination, found = examine(collected())

    assert examination.report.verdict is Verdict.TRUSTED
    assert (found.kind, found.standing, found.name) == ("aggregation", "signed", "cats")
    assert found.claims == ("cawg.social_media, cats, by A network",)
    assert "Unverified text" in found.sentence
    assert codes(examination) == {"cawg.ica.untrusted_issuer": "note"}


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("cawg.ica.invalid_content_type", {"content_type": "text/plain"}),
        ("cawg.ica.invalid_alg", {"algorithm": -257}),
        ("cawg.ica.invalid_verifiable_credential", {"credential": {"type": ["Something"]}}),
        ("cawg.ica.invalid_verifiable_credential", {"credential": {"validFrom": "yesterday"}}),
        ("cawg.ica.invalid_issuer", {"credential": {"issuer": 7}}),
        ("cawg.ica.invalid_did_document", {"credential": {"issuer": "did:jwk:e30"}}),
        ("cawg.ica.invalid_did_document", {"credential": {"issuer": "did:jwk:not json"}}),
        ("cawg.ica.signature_mismatch", {"other_key": True}),
        ("cawg.ica.signer_payload.mismatch", {"asset": {"role": ["cawg.editor"]}}),
        ("cawg.ica.signer_payload.mismatch", {"asset": {"referenced_assertions": []}}),
        ("cawg.ica.signer_payload.mismatch", {"after": {"role": ["cawg.editor"]}}),
        ("cawg.ica.signer_payload.mismatch", {"asset": {"expected_partial_claim": "x"}}),
        ("cawg.ica.valid_from.missing", {"credential": {"validFrom": None}}),
        ("cawg.ica.valid_from.invalid", {"credential": {"validFrom": "2999-01-01T00:00:00Z"}}),
        ("cawg.ica.valid_until.invalid", {"credential": {"validUntil": "2021-01-01T00:00:00Z"}}),
        ("cawg.ica.time_stamp.invalid", {"stamp": b"no token"}),
    ],
)
def test_a_failing_collection_is_a_warning_and_no_more(examine, code, wrong):
    examination, found = examine(collected(**wrong))

    assert examination.report.verdict is Verdict.TRUSTED
    assert found.standing == "failed"
    assert codes(examination) == {code: "warning"}


@pytest.mark.parametrize(
    ("issuer", "said"),
    [
        ("did:web:example.com", 'the key of its issuer lies at "example.com", which was not asked'),
        ("did:web:example.com:a:b", 'lies at "example.com", which was not asked'),
        ("did:web:127.0.0.1", "named in a way that this version does not know"),
        ("did:example:1", "named in a way that this version does not know"),
    ],
)
def test_a_collector_that_has_to_be_looked_up_is_not_checked(examine, issuer, said):
    examination, found = examine(collected(credential={"issuer": issuer}))

    assert found.standing == "unchecked"
    assert said in found.sentence
    assert codes(examination) == {"identity.unchecked": "note"}


@pytest.mark.parametrize("wrong", [{"name": 7}, {"name": "\x1b[2J\u202e"}, {"provider": "x"}, {}])
def test_whatever_a_collector_writes_is_told_harmlessly(examine, wrong):
    def make(manifest):
        stated = {"verifiedIdentities": [wrong, 7], "c2paAsset": {}}
        return collected(credential={"credentialSubject": stated})(manifest)

    examination, found = examine(make)

    assert found.standing == "failed"
    assert "\x1b" not in text_report.render(examination.report, verbose=True)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda each: (
            st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(KEYS), each, max_size=4)
        ),
    )
)
def test_no_credential_raises(value):
    found = credential.read(json.dumps(value).encode())
    assert found is None or credential.speaks_of(found.asset, {"role": []}) is False


def test_our_words_on_an_identity_are_said_once(examine, people):
    examination, _ = examine(by_certificate(people.signer()))
    (said,) = examination.statuses.values()
    spoken = [each.code for each in said if each.code.startswith("cawg.")]

    assert spoken == [
        "cawg.identity.well-formed",
        "cawg.x509.signature.validated",
        "cawg.x509.credential.trusted",
        "cawg.identity.trusted",
    ]
