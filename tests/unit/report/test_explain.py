"""Each code has a plain paragraph of its own, no code has one that does not exist."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import reports

from provenance.errors import EngineError, InvalidArgument, UnsupportedFormat
from provenance.model.report import Finding, Severity, Verdict
from provenance.model.status import StatusKind, lookup
from provenance.model.status import codes as status_codes
from provenance.report import explain
from provenance.report.explanations.table import table
from provenance.verification.codes import OWN

ERRORS = {error.code for error in (EngineError, *EngineError.__subclasses__(), UnsupportedFormat)}
EVERY = {*status_codes(), *OWN, *ERRORS, *(verdict.value for verdict in Verdict)}
PARTS = ("happened", "not_meant", "to_do")
SHORTEST, LONGEST = 80, 480
"""Characters of a whole paragraph: more than a repeated sentence, less than half a screen."""
LONGEST_PART = 220

JARGON = re.compile(
    r"\b(COSE|JUMBF|CBOR|JSON|BMFF|URIs?|URLs?|OCSP|CRL|RFC|X\.?509|EKU|OIDs?|DIDs?|PKI|TSA|CAWG|"
    r"crJSON|Merkle|[Hh]ash(es|ed|ing)?|[Aa]ssertions?|[Mm]anifests?|[Ii]ngredients?|[Aa]nchors?|"
    r"[Dd]igests?|payload|parse[drs]?|signature_info|[Ee]xclusions?|[Bb]indings?)\b"
)
COMMANDS = re.compile(r"provenance \w+( \w+)?|Limits\.\w+|'[^']*'")  # names of ours are no jargon


def words(code: str) -> str:
    explanation = explain.of(code)
    return " ".join(getattr(explanation, part) for part in PARTS)


def test_every_code_of_the_tables_has_a_paragraph_and_no_other_code_has():
    assert set(explain.codes()) == EVERY


def test_no_code_stands_in_two_tables():
    assert [code for code, times in Counter(explain.codes()).items() if times > 1] == []


def test_no_code_is_another_in_capitals():
    assert len({code.casefold() for code in EVERY}) == len(EVERY)


@pytest.mark.parametrize("code", sorted(EVERY))
def test_a_paragraph_is_short_plain_and_complete(code):
    assert explain.of(code).code == code
    assert SHORTEST <= len(words(code)) <= LONGEST
    assert not JARGON.search(COMMANDS.sub("", words(code)))
    assert "tamper" not in words(code).lower()
    for part in PARTS:
        said = getattr(explain.of(code), part)
        assert said[0].isupper() or said.startswith("'"), said
        assert said.endswith((".", "?", ".c2pa")) or ": provenance " in said, said
        assert "  " not in said
        assert said.isascii()
        assert len(said) <= LONGEST_PART, said


@pytest.mark.parametrize("code", sorted(EVERY))
def test_the_middle_part_takes_a_conclusion_back(code):
    takes_back = re.compile(r"\b(not|no|nothing|never|nor|nobody|neither)\b")
    assert takes_back.search(explain.of(code).not_meant.lower()), explain.of(code).not_meant


@pytest.mark.parametrize("part", ["happened", "not_meant"])
def test_no_part_is_a_copy(part):
    said = Counter(getattr(explain.of(code), part) for code in EVERY)
    assert [text for text, times in said.items() if times > 1] == []


def test_only_failures_tell_to_distrust_credentials():
    for code in status_codes():
        if lookup(code).kind is not StatusKind.FAILURE:
            assert "Do not rely on these credentials" not in words(code), code


def test_a_paragraph_says_more_than_the_sentence_of_reports():
    for code in (*status_codes(), *OWN):
        assert explain.of(code).happened != explain.sentence(code), code


def test_a_code_is_found_in_whatever_case():
    assert explain.of("CLAIMSIGNATURE.mismatch").code == "claimSignature.mismatch"
    assert explain.of("valid").code == "VALID"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("claimSignature.mismach", "claimSignature.mismatch"),
        ("timestamp.untrust", "timeStamp.untrusted"),
        ("TRUSTET", "TRUSTED"),
    ],
)
def test_a_misspelt_code_is_answered_with_the_nearest(written, meant):
    with pytest.raises(InvalidArgument) as raised:
        explain.of(written)
    assert raised.value.hint == f"Did you mean {meant}?"


@pytest.mark.parametrize("nonsense", ["", "qqq", "\x00", "x" * 100_000])
def test_nonsense_is_answered_with_where_the_codes_are(nonsense):
    with pytest.raises(InvalidArgument) as raised:
        explain.of(nonsense)
    assert raised.value.hint == "Run: provenance explain"


def test_one_code_is_laid_out_with_its_sentence_and_three_parts():
    shown = explain.render(explain.of("timeStamp.malformed"))
    assert shown == dedent("""\
        timeStamp.malformed  The time-stamp cannot be read, so it proves nothing.

          What happened  The signature carries a time-stamp that cannot be read, so it proves
                         nothing.
          Keep in mind   It does not harm the signature, which holds or fails by itself; anyone can
                         add or damage a time-stamp.
          What to do     Take the time of signing as not proven.
    """)


def test_a_verdict_does_not_say_its_first_sentence_twice():
    shown = explain.render(explain.of("ABSENT"))
    assert shown.startswith("ABSENT\n\n  What happened")
    assert shown.count("carries no credentials") == 1


def test_the_list_holds_each_code_with_its_sentence_in_one_line():
    lines = explain.render_list().splitlines()
    for code in EVERY:
        assert f"  {code}: {explain.sentence(code)}" in lines


def several(*findings: tuple[str, Severity, str]):
    found = tuple(
        Finding(code=code, severity=severity, subject="", message=message)
        for code, severity, message in findings
    )
    return replace(reports.absent(), findings=found)


def test_the_findings_of_a_report_are_explained_once_the_gravest_first():
    report = several(
        ("chain.unreferenced", Severity.NOTE, "One."),
        ("claimSignature.mismatch", Severity.FAILURE, "Ingredient a.jpg: broken."),
        ("chain.unreferenced", Severity.NOTE, "Two."),
        ("trust.no-list", Severity.WARNING, "No list."),
        ("chain.unreferenced", Severity.NOTE, "One."),
    )
    found = explain.of_findings(report)
    assert [(each.explanation.code, each.severity.value) for each in found] == [
        ("claimSignature.mismatch", "failure"),
        ("trust.no-list", "warning"),
        ("chain.unreferenced", "note"),
    ]
    assert found[2].messages == ("One.", "Two.")
    shown = explain.render_report(report)
    assert shown.count(explain.of("chain.unreferenced").to_do[:40]) == 1
    assert "Note     One. (and 1 more of this kind)" in shown


def test_a_code_that_nobody_knows_is_explained_as_that():
    report = several(("org.example.\x1b[31mnew", Severity.FAILURE, "\u202eodd"))
    (found,) = explain.of_findings(report)
    assert found.explanation.happened == explain.UNKNOWN.happened
    shown = explain.render_report(report) + json.dumps(explain.report_document(report))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"\\u202eodd" in shown


@pytest.mark.parametrize("make", reports.ALL)
def test_any_report_is_explained(make):
    report = make()
    shown = explain.render_report(report)
    assert shown.startswith(f"{report.verdict}  {report.file}\n")
    assert all(finding.code in shown for finding in report.findings)
    data = explain.report_document(report)
    assert (data["verdict"], data["headline"]) == (report.verdict, report.headline)
    assert [each["code"] for each in data["findings"]] == [
        each.explanation.code for each in explain.of_findings(report)
    ]


@settings(max_examples=60, deadline=None)
@given(reports.reports(st.text()))
def test_any_text_anywhere_is_harmless(report):
    data = explain.report_document(report)
    texts = [explain.render_report(report).replace("\n", ""), data["file"], data["headline"]]
    texts += [text for each in data["findings"] for text in (each["code"], *each["messages"])]
    categories = {unicodedata.category(character) for text in texts for character in text}
    assert not categories & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def test_a_block_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="not enough values"):
        table("a.code\n  happened\n  not meant")
