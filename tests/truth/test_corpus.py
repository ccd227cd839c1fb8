"""Every real file ends in a verdict or a named refusal, the same in this process and in a child."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provenance.model.report import Verdict
from provenance.pki.trust import TrustList, TrustLists
from provenance.verification.verifier import Verifier

pytestmark = pytest.mark.corpus
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(corpus):
    return sorted(path for path in corpus.rglob("*") if path.is_file() and path.name != "truth.csv")


@pytest.fixture(scope="module")
def reports(files, official):
    lists = TrustLists(
        lists=tuple(
            TrustList.from_pem((official / "trust" / name).read_bytes(), kind=kind, name=name)
            for name, kind in (
                ("sdk-test-root.pem", "signer"),
                ("C2PA-TRUST-LIST.pem", "signer"),
                ("C2PA-TSA-TRUST-LIST.pem", "time"),
            )
        )
    )
    with Verifier(trust=lists, isolation="none") as verifier:
        return {path: verifier.inspect(path, at=AT) for path in files}


def test_every_file_gets_a_verdict_with_a_reason(reports):
    assert len(reports) > 100
    for path, report in reports.items():
        assert report.headline.endswith("."), path
        assert "\n" not in report.headline
        assert report.checked_with.sha256
        codes = {each.code for each in report.findings}
        if report.verdict in {Verdict.INVALID, Verdict.UNDETERMINED}:
            assert any(each.severity == "failure" for each in report.findings), path
        if report.verdict is Verdict.TRUSTED:
            assert all(
                node.verdict is Verdict.TRUSTED and node.signer.vouched for node in report.nodes
            )
        assert all(each.message.endswith((".", ")")) for each in report.findings), (path, codes)


def test_camera_photos_without_credentials_are_absent(reports):
    photos = {
        path.name: str(r.verdict) for path, r in reports.items() if path.parent.name == "photos"
    }

    assert len(photos) == 15
    assert set(photos.values()) == {"ABSENT"}


def test_a_manifest_on_a_server_is_not_fetched(reports):
    for name in ("cloud.jpg", "cloudx.jpg", "libpng-test_with_url.png"):
        (report,) = [r for path, r in reports.items() if path.name == name]
        assert report.verdict is Verdict.UNDETERMINED
        assert [each.code for each in report.findings] == ["engine.remote-credentials"]


def test_a_store_without_its_file_is_never_better_than_undetermined(reports):
    stores = [r for path, r in reports.items() if path.suffix == ".c2pa"]

    assert stores
    assert {r.verdict for r in stores} <= {Verdict.UNDETERMINED, Verdict.INVALID}


def test_one_changed_byte_of_a_picture_is_never_accepted(corpus, reports):
    intact = corpus / "sdk-fixtures" / "C.jpg"
    content = bytearray(intact.read_bytes())
    content[-2_000] ^= 1
    with Verifier(isolation="none") as verifier:
        report = verifier.inspect(bytes(content), at=AT)

    assert reports[intact].verdict is Verdict.TRUSTED
    assert report.verdict is Verdict.INVALID
    assert report.headline == (
        "The content or the metadata of this file changed after it was signed. Its picture still "
        "looks like the signed thumbnail, where a small change would not show."
    )


def test_the_child_process_says_the_same(corpus, reports):
    names = ["C.jpg", "CACAE-uri-CA.jpg", "cloud.jpg", "sample3.svg", "update_manifest.jpg"]
    with Verifier(isolation="process") as verifier:
        for name in names:
            path = corpus / "sdk-fixtures" / name
            apart = verifier.inspect(path, at=AT)
            assert [each.label for each in apart.nodes] == [
                each.label for each in reports[path].nodes
            ]
            assert (apart.verdict is Verdict.INVALID) == (reports[path].verdict is Verdict.INVALID)


def test_pictures_are_not_suspected_of_showing_something_else(reports):
    suspicions = {"picture.unlike-thumbnail", "picture.exchanged", "ingredient.thumbnail-unlike"}
    suspected = {
        (path.name, each.code)
        for path, report in reports.items()
        for each in report.findings
        if each.code in suspicions
    }
    pasted_over = {
        path.name
        for path, report in reports.items()
        if any(each.code == "ingredient.unlike" for each in report.findings)
    }

    assert not suspected
    # These four were made by placing one picture over another.
    assert pasted_over == {
        "CAICAI.jpg",
        "adobe-20220124-CAI.jpg",
        "adobe-20220124-CAICAI.jpg",
        "adobe-20220124-E-clm-CAICAI.jpg",
    }
