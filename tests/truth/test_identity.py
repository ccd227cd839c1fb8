"""What is said of the identity assertions in files that others made, held against their names.

The files in cawg-x509 and cawg-ica are test vectors of two other makers; what a name promises
and what is found here differ only where it says so below.
"""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from support.authorities import pem

from provenance.engine import open_engine
from provenance.evidence import cose, identity
from provenance.limits import Limits, Network
from provenance.model.asset import Asset
from provenance.pki import certificate, transport
from provenance.pki.trust import TrustList, TrustLists
from provenance.verification.verifier import Verifier

pytestmark = pytest.mark.corpus
AT = datetime(2026, 11, 1, tzinfo=UTC)

GOOD_X509 = (
    "x509-eddsa-jpeg.jpg",
    "x509-es256-bestpractice-jpeg.jpg",
    "x509-es256-composed-jpeg.jpg",
    "x509-es256-jpeg.jpg",
    "x509-es256-mp4.mp4",
    "x509-es256-pad1-jpeg.jpg",  # padded, with zeros as it should be
    "x509-es256-pdf.pdf",
    "x509-es256-png.png",
    "x509-es256-smime-jpeg.jpg",  # for e-mail (S/MIME), which is allowed too
    "x509-es256-wav.wav",
    "x509-ps256-jpeg.jpg",
)
WRONG_EKU = "x509-es256-wrong-eku-jpeg.jpg"
AGGREGATED = {
    # An honest file of a real product. Its issuer's key lies on the web, and nobody was asked.
    "adobe_connected_identities.jpg": ("unchecked", "identity.unchecked"),
    # Not a collection of claims, in spite of its folder: signed with a test certificate. An
    # unknown field beside the payload is ignored.
    "extra_field.jpg": ("signed", "cawg.x509.credential.untrusted"),
    # From here to the next remark, what is found is what the name promises.
    "invalid_vc.jpg": ("failed", "cawg.ica.invalid_verifiable_credential"),
    "malformed_cbor.jpg": ("failed", "cawg.identity.cbor.invalid"),
    "no_hard_binding.jpg": ("failed", "cawg.identity.hard_binding_missing"),
    "pad1_invalid.jpg": ("failed", "cawg.identity.pad.invalid"),
    "signature_mismatch.jpg": ("failed", "cawg.ica.signature_mismatch"),
    "signer_payload_mismatch.jpg": ("failed", "cawg.ica.signer_payload.mismatch"),
    # A success as far as it goes: its issuer holds its own key, and anyone can make such a one.
    "success.jpg": ("signed", "cawg.ica.untrusted_issuer"),
    # Its name says that the issuer cannot be found. Nobody looked: nothing is contacted.
    "unresolvable_did.jpg": ("unchecked", "identity.unchecked"),
    # The time-stamp does belong to it, but no list here vouches for its authority: it is
    # neither held against the credential nor believed.
    "valid_time_stamp.jpg": ("signed", "cawg.ica.untrusted_issuer"),
    # As its name promises.
    "valid_until_in_past.jpg": ("failed", "cawg.ica.valid_until.invalid"),
}


@pytest.fixture(scope="module")
def verifier():
    with Verifier(isolation="none") as verifier:
        yield verifier


def identities(report):
    return report.nodes[0].identities


def codes(report):
    return {each.code for each in report.findings if each.code.startswith(("cawg.", "identity."))}


def actors(file):
    """Return a list that vouches for exactly the certificates of the identities in a file."""
    with open_engine(limits=Limits(), isolation="none") as engine:
        stated = identity.read(engine.read(Asset.of(file)).jumbf, Limits())
    leaves = {
        cose.chain(cose.parse(each.signature))[0][0] for found in stated.values() for each in found
    }
    text = pem(*(certificate.read(leaf).source for leaf in leaves))
    return TrustLists(lists=(TrustList.from_pem(text, kind="identity", name="actors"),))


@pytest.mark.parametrize("name", GOOD_X509)
def test_a_good_vector_is_signed_and_with_its_own_certificate_listed_vouched_for(
    corpus, verifier, name
):
    file = corpus / "cawg-x509" / name
    report = verifier.inspect(file, at=AT)
    assert report.verdict == "VALID"
    assert {each.standing for each in identities(report)} == {"signed"}
    assert codes(report) == {"cawg.x509.credential.untrusted"}

    with Verifier(trust=actors(file), isolation="none") as trusting:
        vouched = trusting.inspect(file, at=AT)
    assert {each.standing for each in identities(vouched)} == {"vouched"}
    assert identities(vouched)[0].roles == ("cawg.creator",)
    assert codes(vouched) == set()
    assert vouched.verdict == "VALID"  # an identity never improves a verdict


def test_in_a_composed_picture_the_part_has_an_identity_of_its_own(corpus, verifier):
    report = verifier.inspect(corpus / "cawg-x509" / "x509-es256-composed-jpeg.jpg", at=AT)

    assert [len(node.identities) for node in report.nodes] == [1, 1]


def test_a_certificate_for_claims_alone_fails_even_when_listed(corpus):
    file = corpus / "cawg-x509" / WRONG_EKU
    with Verifier(trust=actors(file), isolation="none") as trusting:
        report = trusting.inspect(file, at=AT)

    assert [each.standing for each in identities(report)] == ["failed"]
    assert codes(report) == {"cawg.x509.credential.invalid"}


def test_every_vector_is_judged(corpus):
    assert {each.name for each in (corpus / "cawg-x509").iterdir()} == {*GOOD_X509, WRONG_EKU}
    assert {each.name for each in (corpus / "cawg-ica").iterdir()} == set(AGGREGATED)


@pytest.mark.parametrize("name", AGGREGATED)
def test_a_collection_of_claims_is_judged_offline(corpus, verifier, name):
    report = verifier.inspect(corpus / "cawg-ica" / name, at=AT)
    (found,) = identities(report)

    assert (found.standing, codes(report)) == (AGGREGATED[name][0], {AGGREGATED[name][1]})
    assert report.verdict == "VALID"


def test_an_unknown_field_is_ignored_and_a_listed_root_vouches(corpus, official):
    root = (official / "trust" / "sdk-test-root.pem").read_bytes()
    listed = TrustList.from_pem(root, kind="identity", name="test root")
    with Verifier(trust=TrustLists(lists=(listed,)), isolation="none") as trusting:
        (found,) = identities(trusting.inspect(corpus / "cawg-ica" / "extra_field.jpg", at=AT))

    assert (found.standing, found.name) == ("vouched", "C2PA Signer")


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("adobe_connected_identities.jpg", "connected-identities.identity-stage.adobe.com"),
        ("unresolvable_did.jpg", "cawg-test-data.github.io"),
    ],
)
def test_who_was_not_asked_is_named(corpus, verifier, name, host):
    (found,) = identities(verifier.inspect(corpus / "cawg-ica" / name, at=AT))

    assert f'lies at "{host}", which was not asked' in found.sentence


def test_an_issuer_that_cannot_be_found_is_just_that_when_it_may_be_looked_for(corpus, monkeypatch):
    """Its name promises so. Here no name leads anywhere, so nothing is contacted."""

    def unknown(*_, **__):
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(transport.socket, "getaddrinfo", unknown)
    allowed = Network(hosts=frozenset({"cawg-test-data.github.io"}))
    with Verifier(isolation="none", network=allowed) as asking:
        report = asking.inspect(corpus / "cawg-ica" / "unresolvable_did.jpg", at=AT)
    (found,) = identities(report)

    assert (found.standing, codes(report)) == ("unchecked", {"cawg.ica.did_unavailable"})
    assert "Name or service not known" in found.sentence
