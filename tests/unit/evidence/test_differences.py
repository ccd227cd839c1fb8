"""A store as it lies in a file against the store that an engine made of it."""

from __future__ import annotations

import hashlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.boxes import box

from provenance.evidence.differences import Differences, compare
from provenance.limits import Limits


def superbox(kind, label, *content, toggles=3):
    description = kind + bytes(12) + bytes([toggles]) + label.encode() + b"\0"
    return box(b"jumb", box(b"jumd", description) + b"".join(content))


STATEMENT = superbox(b"cbor", "c2pa.actions", box(b"cbor", b"\xa0"))
SALTED = superbox(b"cbor", "c2pa.actions", box(b"cbor", b"\xa0"), box(b"free", b"salt"))


def manifest(name="m", statement=STATEMENT, *, signed=STATEMENT, more=b"", lists="assertions"):
    listed = [{"url": "u", "hash": hashlib.sha256(signed[8:]).digest()}]
    claim = superbox(b"c2cl", "c2pa.claim", box(b"cbor", cbor2.dumps({lists: listed})))
    return superbox(b"c2ma", name, superbox(b"c2as", "c2pa.assertions", statement), claim, more)


def store(*manifests, toggles=3):
    return superbox(b"c2pa", "c2pa", *manifests, toggles=toggles)


def found(stored, read, limits=Limits()):
    return compare(stored, read, limits)


READ = store(manifest("one"), manifest("two"))


@pytest.mark.parametrize(
    "stored", [b"", READ, READ + bytes(40), store(manifest("two"), manifest("one"))]
)
def test_another_order_and_zeros_behind_are_no_difference(stored):
    assert found(stored, READ) == Differences()


@pytest.mark.parametrize(
    ("stored", "unread"),
    [
        (READ + b"behind", 6),
        (store(manifest("one"), manifest("two"), b"behind"), 6),
        (store(manifest("one"), manifest("two"), box(b"free", b"four")), 4),
        (store(manifest("one"), manifest("two", more=superbox(b"cbor", "x"))), 27),
        (store(manifest("one"), manifest("two", more=bytes(16))), 0),
    ],
)
def test_what_belongs_to_nothing_is_counted(stored, unread):
    assert found(stored, READ) == Differences(unread=unread)


def test_another_description_is_counted_with_its_length():
    stored = store(manifest("one"), manifest("two"), toggles=1 | 2 | 16)

    assert found(stored, READ).unread == 8 + 17 + len("c2pa") + 1


@pytest.mark.parametrize("lists", ["assertions", "created_assertions", "gathered_assertions"])
def test_the_hash_in_the_claim_decides_about_a_statement(lists):
    read = store(manifest(lists=lists))
    altered = store(manifest(statement=SALTED, lists=lists))

    assert found(altered, read) == Differences(altered=("c2pa.actions",))
    # An engine may hand over less than was signed: what was signed is no difference.
    read = store(manifest(signed=SALTED, lists=lists))
    assert found(store(manifest(statement=SALTED, signed=SALTED, lists=lists)), read).altered == ()


def test_a_statement_of_another_manifest_does_not_vouch():
    read = store(manifest("one", signed=SALTED), manifest("two"))
    stored = store(manifest("one", signed=SALTED), manifest("two", statement=SALTED))

    assert found(stored, read).altered == ("c2pa.actions",)


def test_a_store_of_countless_boxes_ends_early():
    stored = store(manifest("one"), manifest("two"), box(b"free", b"") * 5_000)

    assert found(stored, READ, Limits(boxes=10)).unread > 10_000


@given(st.binary(max_size=400), st.integers(0, len(READ)), st.integers(0, 40))
def test_any_bytes_end_in_an_answer(data, place, gone):
    changed = READ[:place] + data + READ[place + gone :]

    assert found(changed, READ).unread <= 3 * len(changed)
    assert found(READ, changed) is not None
    assert found(data, READ) is not None
