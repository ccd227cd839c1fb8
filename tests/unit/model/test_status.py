"""Every status code has a kind, a domain and a sentence of its own."""

from __future__ import annotations

import csv

import pytest

from provenance.model.status import StatusDomain, StatusKind, codes, domain_of, lookup


@pytest.mark.parametrize("code", codes())
def test_every_code_says_one_plain_sentence(code):
    row = lookup(code)

    assert row.known
    assert row.sentence.endswith(".")
    assert row.sentence[0].isupper()
    assert "  " not in row.sentence


def test_an_unknown_code_keeps_the_kind_that_was_reported():
    assert lookup("org.example.new").kind is StatusKind.INFORMATIONAL
    row = lookup("org.example.new", reported=StatusKind.FAILURE)
    assert (row.kind, row.known) == (StatusKind.FAILURE, False)


def test_a_known_code_does_not_change_its_kind_on_hearsay():
    assert lookup("claimSignature.mismatch", reported=StatusKind.SUCCESS).kind is StatusKind.FAILURE


@pytest.mark.parametrize(
    ("code", "domain"),
    [
        ("signingCredential.untrusted", StatusDomain.TRUST),
        ("signingCredential.ocsp.revoked", StatusDomain.TRUST),
        ("signingCredential.invalid", StatusDomain.INTEGRITY),
        ("signingCredential.expired", StatusDomain.TIME),
        ("claimSignature.outsideValidity", StatusDomain.TIME),
        ("timeStamp.mismatch", StatusDomain.TIME),
        ("claimSignature.mismatch", StatusDomain.INTEGRITY),
        ("cawg.x509.signature.mismatch", StatusDomain.IDENTITY),
    ],
)
def test_a_code_speaks_of_one_thing(code, domain):
    assert domain_of(code) is domain


@pytest.mark.corpus
def test_the_table_holds_every_code_of_the_specification(official):
    with (official / "status-codes-2.4.csv").open(newline="") as rows:
        for row in csv.DictReader(rows):
            found = lookup(row["code"])
            assert found.known, row["code"]
            assert row["category_2.4"] in {"", found.kind}, row["code"]
