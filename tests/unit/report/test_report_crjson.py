"""Our crJSON: the engine's document with our results, for one manifest at a time."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from support import reports
from support.engine_documents import engine_documents

from provenance.engine import wire
from provenance.model.status import StatusKind
from provenance.model.store import Manifest, ManifestStore, Status
from provenance.report import crjson
from provenance.verification.assembly import Examination
from provenance.verification.verifier import Verifier

if TYPE_CHECKING:
    from pathlib import Path

OURS = (
    Status(code="claimSignature.validated", kind=StatusKind.SUCCESS, uri="self#jumbf=s"),
    Status(code="claimSignature.outsideValidity", kind=StatusKind.FAILURE, explanation="expired"),
    Status(code="claimSignature.outsideValidity", kind=StatusKind.FAILURE, explanation="expired"),
    Status(code="signingCredential.ocsp.skipped", kind=StatusKind.INFORMATIONAL),
    Status(code="chain.cycle", kind=StatusKind.FAILURE),
    Status(code="evidence.odd", kind=StatusKind.INFORMATIONAL),
)


def engines_document() -> dict[str, Any]:
    results = {"failure": [{"code": "signingCredential.expired"}], "specVersion": "2.3.0"}
    manifest = {
        "assertions": {"c2pa.hash.data": {"name": "\u202e\x1b[31m"}},
        "claim.v2": {"alg": "sha256"},
        "signature": {},
        "isUpdateManifest": False,
        "ingredientDeltas": [{"validationDeltas": results}],
        "validationResults": results,
    }
    return {
        "@context": {"@vocab": "https://c2pa.org/crjson"},
        "manifests": [{"label": reports.LABEL, **manifest}, {"label": reports.PARENT, **manifest}],
        "jsonGenerator": {"name": "c2pa-rs", "version": "0.91.3"},
    }


def examination(document: dict[str, Any] | None = None) -> Examination:
    store = ManifestStore(
        manifests=(Manifest(label=reports.LABEL), Manifest(label=reports.PARENT)),
        document=MappingProxyType(document or engines_document()),
    )
    return Examination(report=reports.trusted(), store=store, statuses={reports.LABEL: OURS})


def test_results_of_each_manifest_are_ours() -> None:
    active, parent = crjson.document(examination())["manifests"]
    assert active["validationResults"] == {
        "success": [
            {
                "code": "claimSignature.validated",
                "url": "self#jumbf=s",
                "explanation": active["validationResults"]["success"][0]["explanation"],
            }
        ],
        "informational": [
            {
                "code": "signingCredential.ocsp.skipped",
                "explanation": "Revocation was not checked.",
            }
        ],
        "failure": [
            {"code": "claimSignature.outsideValidity", "explanation": "expired"},
            {
                "code": "general.error",
                "explanation": "An ingredient leads back to the file that it went into.",
            },
        ],
        "specVersion": "2.4.0",
        "validationTime": "2026-11-23T10:00:00Z",
    }
    assert parent["validationResults"]["failure"] == []


def test_manifests_have_the_fields_of_the_specification_and_no_other() -> None:
    document = crjson.document(examination())
    assert set(document) == {"@context", "manifests", "jsonGenerator"}
    assert document["jsonGenerator"] == {"name": "media-provenance", "version": "0.1.0"}
    for manifest in document["manifests"]:
        fields = {"label", "assertions", "claim.v2", "signature", "validationResults"}
        assert set(manifest) == fields


def test_a_time_stamp_without_a_time_is_left_to_the_results() -> None:
    source = engines_document()
    source["manifests"][0]["signature"] = {"timeStampInfo": {"certificateInfo": {}}}
    source["manifests"][1]["signature"] = {"timeStampInfo": {"timestamp": "2026-01-01T00:00:00Z"}}
    half, whole = crjson.document(examination(source))["manifests"]
    assert half["signature"] == {}
    assert whole["signature"] == source["manifests"][1]["signature"]


def test_the_examination_stays_as_it_was() -> None:
    source = engines_document()
    document = crjson.document(examination(source))
    document["manifests"][0]["assertions"]["c2pa.hash.data"]["name"] = "changed"
    assert source == engines_document()


def test_values_are_faithful_and_the_bytes_are_ascii() -> None:
    written = crjson.render(examination())
    assert written.isascii()
    assert not [byte for byte in written.replace(b"\n", b"") if byte < 0x20]
    manifest = json.loads(written)["manifests"][0]
    assert manifest["assertions"]["c2pa.hash.data"]["name"] == "\u202e\x1b[31m"


def test_a_file_without_credentials_has_no_manifests() -> None:
    nothing = Examination(report=reports.absent(), store=None, statuses={})
    document = json.loads(crjson.render(nothing))
    assert document["manifests"] == []
    assert document["@context"]["@vocab"] == "https://c2pa.org/crjson/"


@pytest.mark.parametrize("manifests", [None, 1, {"a": 1}, [None, 1, {"label": []}]])
def test_a_strange_document_is_no_error(manifests: Any) -> None:
    document = copy.deepcopy(engines_document()) | {"manifests": manifests}
    assert all(
        "validationResults" in m for m in crjson.document(examination(document))["manifests"]
    )


@pytest.mark.corpus
def test_a_broken_ingredient_fails_in_its_own_manifest(corpus: Path) -> None:
    with Verifier(isolation="none") as verifier:
        name = "public-testfiles/adobe-20220124-CIE-sig-CA.jpg"
        examined = verifier.examine(corpus / name)
    document = crjson.document(examined)
    failures = [
        {status["code"] for status in manifest["validationResults"]["failure"]}
        for manifest in document["manifests"]
    ]
    assert "claimSignature.mismatch" not in failures[0]
    assert any("claimSignature.mismatch" in codes for codes in failures[1:])


@pytest.mark.corpus
def test_what_we_write_can_be_read_again(corpus: Path) -> None:
    for document in engine_documents(corpus).values():
        store = wire.decode(json.dumps(document).encode())
        statuses = {manifest.label: manifest.statuses for manifest in store.manifests}
        ours = crjson.document(
            Examination(report=reports.trusted(), store=store, statuses=statuses)
        )
        again = wire.decode(json.dumps(ours).encode())
        assert [m.label for m in again.manifests] == [m.label for m in store.manifests]
        assert [m.actions for m in again.manifests] == [m.actions for m in store.manifests]


def test_the_moment_is_written_in_utc() -> None:
    moment = reports.AT + timedelta(microseconds=5)
    assert crjson.rfc3339(moment) == "2026-11-23T10:00:00.000005Z"
