"""Identity assertions are read within bounds, or named as unreadable; nothing raises."""

from __future__ import annotations

import hashlib
import time

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.boxes import box
from support.stores import jumbf, signed_manifest, superbox

from provenance.evidence import identity
from provenance.limits import Limits

LIMITS = Limits()
BOUND = superbox(b"cbor", "c2pa.hash.data", box(b"cbor", b"\xa0"))
DIGEST = hashlib.sha256(BOUND[8:]).digest()
HERE = "self#jumbf=c2pa.assertions/c2pa.hash.data"


def assertion(value, label="cawg.identity"):
    return superbox(b"cbor", label, box(b"cbor", cbor2.dumps(value)))


def statement(*references, **more):
    payload = {"referenced_assertions": list(references), "sig_type": "any", **more}
    return {"signer_payload": payload, "signature": b"s", "pad1": b""}


def read(*assertions, listed=((HERE, DIGEST),), label="m"):
    claim = cbor2.dumps({"created_assertions": [{"url": u, "hash": h} for u, h in listed]})
    made = signed_manifest(label, claim=claim, assertions=assertions)
    return identity.read(jumbf(made), LIMITS).get(label, ())


def test_a_reference_is_held_against_the_claim_and_the_bytes():
    absolute = "self#jumbf=/c2pa/m/c2pa.assertions/c2pa.hash.data"
    named = [{"url": url, "hash": DIGEST} for url in (HERE, absolute)]
    (found,) = read(BOUND, assertion(statement(*named)))

    assert not found.fault
    assert [each.label for each in found.references] == ["c2pa.hash.data"] * 2
    assert all(each.matches for each in found.references)


@pytest.mark.parametrize(
    ("assertions", "listed"),
    [
        ([BOUND], ()),  # the claim does not list it
        ([BOUND], ((HERE, bytes(32)),)),  # the claim lists another
        ([], ((HERE, DIGEST),)),  # it is not there
        ([BOUND, BOUND], ((HERE, DIGEST),)),  # it is there twice
    ],
)
def test_a_reference_that_is_not_to_one_listed_assertion_does_not_match(assertions, listed):
    named = {"url": HERE, "hash": DIGEST}
    (found,) = read(*assertions, assertion(statement(named)), listed=listed)

    assert not found.references[0].matches


@pytest.mark.parametrize(
    "value",
    [
        7,
        {},
        {"signer_payload": {}, "signature": b"", "pad1": b""},
        {**statement(), "pad1": 0},
        {**statement(), "pad2": "text"},
        statement(7),
        statement({"url": HERE, "hash": "text"}),
        statement(*[{"url": HERE, "hash": DIGEST}] * 65),
        statement(role="cawg.creator"),
        statement(role=["cawg.creator"] * 17),
    ],
)
def test_what_cannot_be_read_says_why(value):
    (found,) = read(BOUND, assertion(value))

    assert found.fault
    assert found.label == "cawg.identity"


def test_more_statements_than_are_judged_are_named_as_such():
    many = [assertion(statement(), f"cawg.identity__{n}") for n in range(1, 121)]
    found = read(BOUND, *many)

    assert [each.skipped for each in found] == [False] * 100 + [True] * 20


def test_other_labels_and_stores_that_are_none_yield_nothing():
    assert read(BOUND, assertion(statement(), "cawg.identity.more")) == ()
    assert identity.read(b"none", LIMITS) == {}
    assert identity.read(jumbf(signed_manifest("m")), Limits(store_bytes=10)) == {}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_named_as_unreadable(content):
    (found,) = read(BOUND, superbox(b"cbor", "cawg.identity", box(b"cbor", content)))

    assert found.fault


CONDITIONS = ("expected_partial_claim", "expected_claim_generator", "expected_countersigners")
FIELDS = ("alg", "hash", "partial_signer_payload", "expected_credentials", "x")


@given(
    st.sampled_from(CONDITIONS),
    st.recursive(
        st.none() | st.integers() | st.binary() | st.sampled_from(["sha256", "md5", ""]),
        lambda each: (
            st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), each, max_size=4)
        ),
    ),
)
def test_whatever_is_expected_is_unmet_or_cannot_be_read(name, value):
    named = {"url": HERE, "hash": DIGEST}
    (found,) = read(BOUND, assertion(statement(named, **{name: value})))

    nothing_expected = name == "expected_countersigners" and value in (None, [])
    assert nothing_expected or found.fault or found.unmet


def test_many_that_expect_many_cost_little():
    """One hundred large statements of which each describes the others; each is encoded once."""
    described = [{"partial_signer_payload": {"n": n}} for n in range(100)]
    stated = statement({"url": HERE, "hash": DIGEST}, expected_countersigners=described)
    stated["signer_payload"]["room"] = bytes(400_000)
    many = [assertion(stated, f"cawg.identity__{n}") for n in range(100)]
    started = time.process_time()

    assert {each.unmet for each in read(BOUND, *many)} == {("unexpected_countersigner",)}
    assert time.process_time() - started < 5
