"""Headers of a signature that are unknown, outdated, or not where they belong."""

from __future__ import annotations

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from support.certificates import signer
from support.stores import jumbf, signed_manifest

from provenance.evidence import cose, store
from provenance.evidence.keys import key_of
from provenance.limits import Effort, Limits

ISSUED = signer()
PROTECTED = {1: -7, 33: ISSUED.der}
TOKENS = {"tstTokens": [{"val": b"a token"}]}
OUTSIDE = "The certificate chain lies outside of what the signature covers."
RENAMED = "The certificate chain bears a name that is no longer to be used."
OLDER = "A time-stamp of the older kind dates the claim, not its signature."
INSISTS = "The signature insists on rules that are not understood here, so it is not accepted."
COSTLY = "The credentials need more signatures checked than the limit allows."


def read(manifest, **how):
    (found,) = store.read(jumbf(manifest), Limits(), **how).values()
    return found


def of_version_1(manifest):
    old, new = b"c2pa.claim.v2\0", b"c2pa.claim\0\0\0\0"
    assert old in manifest
    return manifest.replace(old, new)


@pytest.mark.parametrize(
    "labels",
    [["org.example.rule"], [99], [1, 99], [2], [], "alg", None, [4], [True], [[]], {1: 1}, [1.0]],
    ids=str,
)
def test_a_signature_that_insists_on_the_unknown_is_not_accepted(labels):
    covered = PROTECTED | {2: labels, 99: b"do not show this", "org.example.rule": True}
    found = read(signed_manifest("a", by=ISSUED, covered=covered))
    assert (found.sealed, found.problems[0]) == (False, INSISTS)
    assert found.chain == (ISSUED.der,)


@pytest.mark.parametrize("labels", [[1], [33], [1, 33]])
def test_what_is_understood_may_be_insisted_on(labels):
    found = read(signed_manifest("a", by=ISSUED, covered=PROTECTED | {2: labels}))
    assert (found.sealed, found.problems) == (True, ())


def test_what_nobody_signed_insists_on_nothing():
    found = read(signed_manifest("a", by=ISSUED, uncovered={2: [99]}))
    assert (found.sealed, found.problems) == (True, ("Unsigned data lies beside the signature.",))


@pytest.mark.parametrize(
    ("covered", "uncovered", "odd"),
    [
        (PROTECTED, {}, ()),
        ({1: -7}, {33: ISSUED.der}, (OUTSIDE,)),
        ({1: -7}, {"x5chain": [ISSUED.der]}, (OUTSIDE,)),
        ({1: -7, "x5chain": ISSUED.der}, {}, (RENAMED,)),
        (PROTECTED, {"sigTst": TOKENS}, (OLDER,)),
        (PROTECTED, {"sigTst2": TOKENS}, ()),
    ],
)
def test_what_only_older_claims_may_do_is_odd_in_a_newer_one(covered, uncovered, odd):
    manifest = signed_manifest("a", by=ISSUED, covered=covered, uncovered=uncovered)
    assert (read(manifest).sealed, read(manifest).problems) == (True, odd)


def test_an_older_claim_may_do_it():
    manifest = signed_manifest(
        "a", by=ISSUED, covered={1: -7}, uncovered={"x5chain": [ISSUED.der], "sigTst": TOKENS}
    )
    twin = of_version_1(manifest)
    assert len(read(manifest).problems) == 2
    assert OUTSIDE not in read(twin).problems


def test_certificates_as_text_are_none():
    manifest = signed_manifest("a", by=ISSUED, covered={1: -7, 33: [ISSUED.der.hex()]})
    assert read(manifest).chain == ()


def test_a_signature_beyond_the_limit_is_left_unchecked_and_says_so():
    manifests = jumbf(*(signed_manifest(name, by=ISSUED) for name in "abc"))
    effort = Effort(2)
    found = store.read(manifests, Limits(), effort)
    assert [found[name].sealed for name in "abc"] == [True, True, False]
    assert found["c"].problems == (COSTLY,)
    assert effort.exhausted


def test_the_caller_may_know_how_to_open_a_certificate():
    odd = b"a certificate that the default cannot open"
    manifest = signed_manifest("a", by=ISSUED, covered={1: -7, 33: odd})
    assert not read(manifest).sealed
    assert read(manifest, key_of={odd: key_of(ISSUED.der)}.get).sealed


@pytest.mark.parametrize(("demanded", "accepted"), [({}, True), ({2: [99], 99: 1}, False)])
def test_whatever_it_signs_what_insists_on_the_unknown_is_not_accepted(demanded, accepted):
    protected = cbor2.dumps(PROTECTED | demanded)
    message = cbor2.dumps(["Signature1", protected, b"", b"an identity"])
    r, s = decode_dss_signature(ISSUED.key.sign(message, ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32) + s.to_bytes(32)
    sign1 = cose.parse(cbor2.dumps([protected, {}, None, signature]))
    assert cose.signed_by(ISSUED.key.public_key(), sign1, b"an identity") is accepted
