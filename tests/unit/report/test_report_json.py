"""The JSON of a report: the contract's keys, the schema, and harmless values."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from support import reports

from provenance.errors import InputNotFound
from provenance.report import json as report_json

if TYPE_CHECKING:
    from provenance.model.report import Report

CONTRACT = {"file", "verdict", "headline", "active", "nodes", "history", "findings", "signals"}
CONTRACT |= {"checked_with"}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = report_json.schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("make", reports.ALL, ids=lambda make: make.__name__)
def test_every_report_keeps_the_contract_and_the_schema(
    make, validator: Draft202012Validator
) -> None:
    document = json.loads(report_json.render(make()))
    validator.validate(document)
    assert set(document) >= CONTRACT
    assert document["verdict"] == make().verdict.value == document["verdict"].upper()
    assert set(document["active"]) >= {"verdict"}
    for node in document["nodes"]:
        assert set(node) >= {"label", "title", "verdict", "signer", "time"}
    for finding in document["findings"]:
        assert set(finding) >= {"code", "severity", "subject", "message"}


def test_several_answers_are_an_array(validator: Draft202012Validator) -> None:
    error = InputNotFound("\x1bgone.jpg does not exist.", hint="Check the name.")
    refusal = json.loads(report_json.render_refusal("\x1bgone.jpg", error))
    validator.validate([json.loads(report_json.render(reports.trusted())), refusal])
    validator.validate(refusal)
    assert refusal["file"] == "\\u001bgone.jpg"
    assert refusal["error"]["code"] == "input.not-found"
    assert "\x1b" not in refusal["error"]["message"]
    assert not validator.is_valid([{"file": "gone.jpg"}])


def test_times_are_in_utc() -> None:
    report = reports.trusted()
    zoned = report.checked_with.at.astimezone(timezone(timedelta(hours=5, minutes=30)))
    moved = replace(report, checked_with=replace(report.checked_with, at=zoned))
    assert report_json.render(moved) == report_json.render(report)
    assert b'"at": "2026-11-23T10:00:00Z"' in report_json.render(moved)


def test_values_are_neutralised_and_cut() -> None:
    report = replace(reports.absent(), file="\x1b[31m\u202egpj", headline="x" * 10_000)
    document = json.loads(report_json.render(report))
    assert document["file"] == "\\u001b[31m\\u202egpj"
    assert document["headline"].endswith("… (10000 characters)")


def test_the_schema_describes_each_class_and_field() -> None:
    schema = report_json.schema()
    report = schema["$defs"]["Report"]
    assert schema["$id"] == "urn:media-provenance:schema:report:1"
    assert report["description"] == "Everything that one verification found."
    assert report["properties"]["headline"]["description"].startswith("The weakest link")
    assert set(report["required"]) == set(report["properties"]) >= CONTRACT
    assert all(each["description"] for each in schema["$defs"].values())


def test_the_schema_refuses_what_is_no_report(validator: Draft202012Validator) -> None:
    document = json.loads(report_json.render(reports.trusted()))
    assert not validator.is_valid({**document, "verdict": "GOOD"})
    assert not validator.is_valid({name: v for name, v in document.items() if name != "nodes"})


@settings(max_examples=60, deadline=None)
@given(report=reports.reports(st.text()))
def test_any_text_anywhere_is_harmless(report: Report, validator: Draft202012Validator) -> None:
    written = report_json.render(report)
    assert written == report_json.render(report)
    document = json.loads(written)
    validator.validate(document)
    shown = "".join(texts(document)) + written.decode().replace("\n", "")
    categories = {unicodedata.category(each) for each in shown}
    assert not categories & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []
