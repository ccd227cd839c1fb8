"""What a correct verifier says about files that others made (corpus/truth.csv), under three sets of lists."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest

from provenance.model.report import Verdict
from provenance.pki.trust import TrustList, TrustLists
from provenance.verification.verifier import Verifier

pytestmark = pytest.mark.corpus
AT = datetime(2026, 11, 1, tzinfo=UTC)

PDF = "public-testfiles/adobe-20240110-single_manifest_store.pdf"  # expired, unlisted time-stamp
EXPIRED = {"public-testfiles/nikon-20221019-building.jpeg"}  # expired, no time-stamp
UNCOVERED = "truepic"


@pytest.fixture(scope="module")
def rows(corpus):
    with (corpus / "truth.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def lists(official):
    def read(name, kind):
        pem = (official / "trust" / name).read_bytes()
        return TrustList.from_pem(pem, kind=kind, name=name)

    return {
        "none": TrustLists(),
        "official": TrustLists(
            lists=(read("C2PA-TRUST-LIST.pem", "signer"), read("C2PA-TSA-TRUST-LIST.pem", "time"))
        ),
        "official signers alone": TrustLists(lists=(read("C2PA-TRUST-LIST.pem", "signer"),)),
        "test root": TrustLists(lists=(read("sdk-test-root.pem", "signer"),)),
        "interim": TrustLists(
            lists=(read("interim-anchors.pem", "signer"), read("interim-anchors.pem", "time"))
        ),
        "official, interim times": TrustLists(
            lists=(read("C2PA-TRUST-LIST.pem", "signer"), read("interim-anchors.pem", "time"))
        ),
    }


@pytest.fixture(scope="module")
def inspect(corpus, lists):
    """Inspect one file under lists of this name; each pair is read once."""
    reports = {}
    verifiers = {name: Verifier(trust=found, isolation="none") for name, found in lists.items()}

    def of(file, trust):
        if (file, trust) not in reports:
            reports[file, trust] = verifiers[trust].inspect(corpus / file, at=AT)
        return reports[file, trust]

    yield of
    for verifier in verifiers.values():
        verifier.close()


def failing(report):
    return {each.code for each in report.findings if each.severity == "failure"}


def wanted(row, trust):
    """Return the verdicts of the active manifest and of the file that a row asks for."""
    if row["file"] in EXPIRED or row["must_show_codes"]:
        return Verdict.INVALID, Verdict.INVALID
    trusted = trust == "test root" and row["signer_trust_sdk_test_root"] != "untrusted"
    active = Verdict.TRUSTED if trusted else Verdict.VALID
    return active, Verdict.INVALID if row["ingredient_codes"] else active


@pytest.mark.parametrize("trust", ["none", "official", "test root"])
def test_every_row_gets_its_verdict_and_its_codes(rows, inspect, trust):
    assert len(rows) >= 25
    for row in rows:
        report = inspect(row["file"], trust)
        said = (report.active.verdict, report.verdict)
        assert said == wanted(row, trust), row["file"]
        codes = row["must_show_codes"].split(";") + row["ingredient_codes"].split(";")
        assert set(codes) - {""} <= failing(report), row["file"]


def test_a_broken_ingredient_under_a_good_file_is_named(inspect):
    for name in ("CIE-sig-CA", "E-uri-CIE-sig-CA"):
        report = inspect(f"public-testfiles/adobe-20220124-{name}.jpg", "test root")
        assert report.active.verdict is Verdict.TRUSTED
        assert report.verdict is Verdict.INVALID
        assert report.headline.startswith("This file is as its signer left it, but an ingredient, ")
        assert "E-sig-CA.jpg, fails: signature does not match" in report.headline


def test_what_has_expired_is_not_called_tampered(rows, inspect):
    for file in EXPIRED:
        report = inspect(file, "official")
        assert failing(report) == {"claimSignature.outsideValidity"}
        assert "has expired on" in report.headline
        assert "nothing shows that the file was changed" in report.headline


def test_an_unlisted_time_stamp_leaves_an_expired_unlisted_signer_valid_and_says_so(inspect):
    for trust in ("none", "official", "test root"):
        report = inspect(PDF, trust)
        assert report.verdict is Verdict.VALID
        assert "its certificate has since expired" in report.headline
        messages = [f.message for f in report.findings if "outsideValidity" in f.code]
        assert all("no list vouches for the authority" in message for message in messages)
        assert messages
        assert report.active.time.standing != "proven"


def test_a_list_that_vouches_for_its_time_stamp_rescues_an_expired_certificate(inspect):
    file = PDF

    assert inspect(file, "interim").verdict is Verdict.TRUSTED
    report = inspect(file, "official, interim times")
    assert report.verdict is Verdict.VALID
    assert str(report.active.time.at) == "2023-11-27 17:46:19+00:00"
    assert report.active.time.standing == "proven"


def test_a_signature_that_leaves_out_the_start_of_a_file_is_not_called_tampering(rows, inspect):
    files = [row["file"] for row in rows if UNCOVERED in row["file"]]
    assert len(files) == 3
    for file in files:
        report = inspect(file, "official")
        assert "nobody can tell whether those were changed" in report.headline
        assert "binding.excluded" in {each.code for each in report.findings}
        messages = [f.message for f in report.findings if f.code == "assertion.dataHash.mismatch"]
        assert all("changed after" not in message for message in messages)


def test_an_expired_phone_certificate_holds_by_its_trusted_time_stamp(inspect):
    file = "vendor/PXL_20250818_155024632~4.jpg"
    report = inspect(file, "official")

    assert report.verdict is Verdict.TRUSTED
    assert {str(each.time.standing) for each in report.nodes} == {"proven"}
    assert inspect(file, "none").verdict is Verdict.VALID
    without = inspect(file, "official signers alone")
    assert without.verdict is Verdict.INVALID
    assert failing(without) == {"claimSignature.outsideValidity"}


def test_no_report_speaks_of_a_time_that_nobody_proves(rows, inspect):
    for row in rows:
        for node in inspect(row["file"], "none").nodes:
            assert node.time.standing != "proven"
            assert node.time.authority == ""
