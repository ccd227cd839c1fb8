"""An identity that sets conditions on the manifest around it holds only where they are met."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from support import identities, media
from support.authorities import Development
from support.identities import by_certificate

from provenance import Capture, MetadataChoice, Signer, TrustLists, Verdict, Verifier

NOW = datetime.now(UTC)
HERE = "self#jumbf=c2pa.assertions/"


@pytest.fixture(scope="module")
def pki():
    return Development(start=NOW - timedelta(days=30))


@pytest.fixture(scope="module")
def people():
    return Development(organization="People (development)", start=NOW - timedelta(days=30))


@pytest.fixture(scope="module")
def claim_signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def verifier(pki, people):
    lists = TrustLists(lists=(pki.list("signer"), people.list("identity")))
    with Verifier(trust=lists, isolation="none") as verifier:
        yield verifier


@pytest.fixture(scope="module")
def signed(claim_signer):
    none = MetadataChoice(level="none")
    with Signer(claim_signer, metadata=none, thumbnails=False) as studio:
        return studio.sign(media.content("jpeg"), None, Capture())


@pytest.fixture
def judge(signed, claim_signer, verifier):
    """Put identities into a file, in this order, and return what is said of each."""

    def of(*makers):
        file = identities.with_identities(signed, makers, claim_signer)
        report = verifier.inspect(file)
        assert report.verdict is Verdict.TRUSTED  # whatever an identity is worth
        codes = {each.code for each in report.findings if each.severity == "warning"}
        return [each.standing for each in report.nodes[0].identities], codes

    return of


def digest(content, algorithm="sha256"):
    return {"alg": algorithm, "hash": hashlib.new(algorithm, content).digest()}


def partial_claim(manifest, *others):
    """Return the claim as it will be, with zeros for this identity and for `others`."""
    there = [
        {"url": f"{HERE}{each.label}", "hash": each.digest}
        for each in manifest.at("c2pa.assertions").children
    ]
    added = [{"url": f"{HERE}cawg.identity{end}", "hash": bytes(32)} for end in ("", *others)]
    claim = manifest.at("c2pa.claim").value
    return cbor2.dumps(claim | {"created_assertions": [*there, *added]}, canonical=True)


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_the_expected_claim(judge, people, algorithm):
    actor = people.signer()

    def expecting(manifest):
        expected = {"expected_partial_claim": digest(partial_claim(manifest), algorithm)}
        return by_certificate(actor, changed=expected)(manifest)

    assert judge(expecting) == (["vouched"], set())


def test_a_claim_that_states_more_than_was_expected(judge, people):
    actor = people.signer()

    def expecting(manifest):
        expected = {"expected_partial_claim": digest(partial_claim(manifest))}
        return by_certificate(actor, changed=expected)(manifest)

    standings, codes = judge(expecting, by_certificate(people.signer()))
    assert standings == ["failed", "vouched"]
    assert codes == {"cawg.identity.expected_partial_claim.mismatch"}


@pytest.mark.parametrize("form", [bytes, cbor2.dumps])
def test_the_expected_claim_generator(judge, people, claim_signer, form):
    expected = {"expected_claim_generator": digest(form(claim_signer.chain[0]))}
    assert judge(by_certificate(people.signer(), changed=expected)) == (["vouched"], set())


def test_another_claim_generator_than_expected(judge, pki, people):
    expected = {"expected_claim_generator": digest(pki.signer().chain[0])}
    assert judge(by_certificate(people.signer(), changed=expected)) == (
        ["failed"],
        {"cawg.identity.expected_claim_generator.mismatch"},
    )


def countersigned(actor, other, credentials=None, **changed):
    """Make an identity that expects one of `other` beside it."""

    def make(manifest):
        expected = {"partial_signer_payload": identities.payload(manifest, identities.X509)}
        expected["partial_signer_payload"] |= changed
        if credentials is not None:
            expected["expected_credentials"] = digest(credentials)
        return by_certificate(actor, changed={"expected_countersigners": [expected]})(manifest)

    return make, by_certificate(other)


def test_the_expected_countersigner(judge, people):
    actor, other = people.signer(), people.signer()
    for credentials in (None, other.chain[0], cbor2.dumps(other.chain[0])):
        assert judge(*countersigned(actor, other, credentials)) == (["vouched", "vouched"], set())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": ["cawg.editor"]}, "cawg.identity.unexpected_countersigner"),
        ({"role": None}, "cawg.identity.unexpected_countersigner"),
    ],
)
def test_another_countersigner_than_expected(judge, people, changed, code):
    makers = countersigned(people.signer(), people.signer(), **changed)
    assert judge(*makers) == (["failed", "vouched"], {code})


def test_a_countersigner_with_other_credentials_than_expected(judge, people):
    makers = countersigned(people.signer(), people.signer(), people.signer().chain[0])
    assert judge(*makers) == (
        ["failed", "vouched"],
        {"cawg.identity.expected_countersigner.mismatch"},
    )


def test_a_countersigner_that_is_missing(judge, people):
    alone, _ = countersigned(people.signer(), people.signer())
    assert judge(alone) == (["failed"], {"cawg.identity.expected_countersigner.missing"})


def test_nobody_is_expected_and_somebody_is_there(judge, people):
    alone = by_certificate(people.signer(), changed={"expected_countersigners": []})
    assert judge(alone) == (["vouched"], set())
    assert judge(alone, by_certificate(people.signer())) == (
        ["failed", "vouched"],
        {"cawg.identity.unexpected_countersigner"},
    )


def test_two_may_expect_each_other_and_the_claim_around_both(judge, people):
    one, two = people.signer(), people.signer()

    def expecting(actor, other):
        def make(manifest):
            described = {
                "partial_signer_payload": identities.payload(manifest, identities.X509),
                "expected_credentials": digest(other.chain[0]),
            }
            claim = digest(partial_claim(manifest, "__1"))
            described["partial_signer_payload"] |= {"expected_partial_claim": claim}
            changed = {"expected_countersigners": [described], "expected_partial_claim": claim}
            return by_certificate(actor, changed=changed)(manifest)

        return make

    assert judge(expecting(one, two), expecting(two, one)) == (["vouched", "vouched"], set())


@pytest.mark.parametrize(
    "condition",
    [
        {"expected_partial_claim": "text"},
        {"expected_partial_claim": {"alg": "sha256"}},
        {"expected_claim_generator": {"alg": "sha256", "hash": "text"}},
        {"expected_countersigners": "text"},
        {"expected_countersigners": [7]},
        {"expected_countersigners": [{"partial_signer_payload": 7}]},
        {"expected_countersigners": [{"partial_signer_payload": {}}] * 101},
    ],
)
def test_a_condition_that_cannot_be_read(judge, people, condition):
    assert judge(by_certificate(people.signer(), changed=condition)) == (
        ["failed"],
        {"cawg.identity.cbor.invalid"},
    )


@pytest.mark.parametrize("name", ["expected_partial_claim", "expected_claim_generator"])
def test_a_hash_that_is_not_allowed_holds_for_nothing(judge, people, claim_signer, name):
    weak = {"alg": "md5", "hash": hashlib.md5(claim_signer.chain[0]).digest()}  # noqa: S324
    assert judge(by_certificate(people.signer(), changed={name: weak})) == (
        ["failed"],
        {f"cawg.identity.{name}.mismatch"},
    )


def test_the_order_of_labels_in_the_store_does_not_matter(signed, claim_signer, verifier, people):
    makers = countersigned(people.signer(), people.signer())
    file = identities.with_identities(signed, tuple(reversed(makers)), claim_signer)
    (node,) = verifier.inspect(file).nodes

    assert [each.standing for each in node.identities] == ["vouched", "vouched"]
