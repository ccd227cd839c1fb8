"""Honest files of others: few are suspected of anything, and each for a reason that is true."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from provenance.errors import ProvenanceError
from provenance.pki.trust import TrustList, TrustLists
from provenance.verification.verifier import Verifier

pytestmark = pytest.mark.corpus
AT = datetime(2026, 11, 1, tzinfo=UTC)
NOT_MEDIA = {".csv", ".md", ".json", ".txt", ".pem"}
NAME = re.compile(r'(The [\w -]+|Another signer) calls itself "([^"]+)"')


@pytest.fixture(scope="module")
def lists(official):
    def read(name, kind):
        pem = (official / "trust" / name).read_bytes()
        return TrustList.from_pem(pem, kind=kind, name=name)

    return {
        "official": TrustLists(
            lists=(
                read("C2PA-TRUST-LIST.pem", "signer"),
                read("C2PA-TSA-TRUST-LIST.pem", "time"),
                read("sdk-test-root.pem", "signer"),
            )
        ),
        "test root": TrustLists(lists=(read("sdk-test-root.pem", "signer"),)),
    }


@pytest.fixture(scope="module")
def told(corpus, lists):
    """Return every finding of one code about every file, under lists of this name."""
    findings = {}
    for name, trust in lists.items():
        with Verifier(trust=trust, isolation="none") as verifier:
            findings[name] = list(_every(verifier, corpus))
    return lambda name, code: [each for each in findings[name] if each.code == code]


def _every(verifier, corpus):
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.suffix not in NOT_MEDIA:
            try:
                yield from verifier.inspect(path, at=AT).findings
            except ProvenanceError:
                continue  # a file that is no verdict's business here


def test_nobody_is_accused_of_a_contradiction(told):
    for code in ("statement.time-contradicted", "statement.source-contradicted"):
        assert not told("official", code)


def test_only_signers_that_really_bear_a_listed_name_without_being_listed_are_warned_of(told):
    """Adobe signed for years with certificates of an authority that the official list leaves out."""
    names = Counter(
        NAME.search(each.message).groups() for each in told("official", "trust.look-alike")
    )

    assert set(names) == {
        ("The signer", "Adobe Inc."),
        ("The signer", "Adobe, Inc."),
        ("The signer", "Adobe C2PA"),
    }


def test_famous_authorities_of_time_are_noted_and_never_a_warning(told):
    found = told("official", "time.look-alike")

    assert {each.severity for each in found} == {"note"}
    assert {NAME.search(each.message)[2].partition(" ")[0].strip(",") for each in found} == {
        "DigiCert"
    }


def test_the_names_of_a_test_authority_are_no_names(told):
    assert not told("test root", "trust.look-alike")
