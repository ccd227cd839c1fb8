"""The first screen is calm; `verbose` tells every finding, and no name can hide one."""

from __future__ import annotations

from dataclasses import replace

from support import reports

from provenance.model.report import Finding, Report, Severity
from provenance.model.statements import IdentityStanding, IdentityStatement
from provenance.report import text

UNTRUSTED = "No accepted list vouches for the time-stamp, so its time is not used."
LIKE = 'The authority of a time-stamp calls itself "Big Clock 2".'
UNUSABLE = "What there is about the revocation of the signing certificate cannot be used."
SKIPPED = "Revocation was not checked."


def finding(code: str, message: str, severity: Severity = Severity.NOTE, subject="") -> Finding:
    return Finding(code=code, severity=severity, subject=subject, message=message)


def screens(*findings: Finding, report: Report | None = None) -> tuple[str, str]:
    """Return the screen without `verbose`, and with it, on single lines."""
    whole = replace(report or reports.trusted(), findings=findings)
    brief, verbose = text.render(whole), text.render(whole, verbose=True)
    return " ".join(brief.split()), " ".join(verbose.split())


def test_details_of_another_note_are_told_on_request_only() -> None:
    brief, verbose = screens(
        finding("timeStamp.untrusted", UNTRUSTED),
        finding("time.look-alike", LIKE),
        finding("revocation.unusable", UNUSABLE),
        finding("signingCredential.ocsp.skipped", SKIPPED),
    )
    assert UNTRUSTED in brief
    assert SKIPPED in brief
    assert LIKE not in brief
    assert UNUSABLE not in brief
    assert LIKE in verbose
    assert UNUSABLE in verbose


def test_a_detail_without_the_other_note_and_a_warning_are_told() -> None:
    assert LIKE in screens(finding("time.look-alike", LIKE))[0]
    warned = finding("time.look-alike", LIKE, Severity.WARNING)
    assert LIKE in screens(warned, finding("timeStamp.untrusted", UNTRUSTED))[0]


def test_the_same_words_are_said_once_and_as_grave_as_they_are() -> None:
    said = "The signer left out parts of the file."
    failure = finding("assertion.dataHash.mismatch", said, Severity.FAILURE)
    brief, verbose = screens(failure, finding("binding.excluded", said, Severity.WARNING))
    assert brief.count(said) == 1
    assert f"Problem {said}" in brief
    assert verbose.count(said) == 2


def test_what_an_identity_says_of_itself_is_not_said_again() -> None:
    said = 'An identity statement in the name of "A. B." was not checked.'
    active, *others = reports.trusted().nodes
    identity = IdentityStatement(
        label="cawg.identity", kind="x509", standing=IdentityStanding.UNCHECKED, sentence=said
    )
    report = replace(reports.trusted(), nodes=(replace(active, identities=(identity,)), *others))
    brief, verbose = screens(finding("identity.unchecked", said), report=report)
    assert brief.count(said) == 1
    assert verbose.count(said) > 1


def test_notes_about_ingredients_are_counted_and_warnings_are_not() -> None:
    older = reports.trusted().nodes[1].label
    notes = [finding("x", f"Ingredient a.jpg: fact {n}.", subject=older) for n in range(3)]
    warning = finding(
        "y", "Ingredient a.jpg: beware.", Severity.WARNING, f"self#jumbf=/c2pa/{older}/x"
    )
    brief, verbose = screens(warning, finding("x", "A fact of the file."), *notes)
    assert "A fact of the file." in brief
    assert "Ingredient a.jpg: beware." in brief
    assert "(3 more about its ingredients: --verbose tells them all)" in brief
    assert "fact 1" not in brief
    assert "fact 1" in verbose
    assert notes[0].message in screens(notes[0])[0]


def test_a_name_from_the_file_hides_no_finding() -> None:
    report = reports.broken_ingredient()
    titled = replace(
        report, headline=f'This file is intact, but an ingredient, "{SKIPPED}", fails.'
    )
    assert f"Note {SKIPPED}" in screens(finding("x", SKIPPED), report=titled)[0]
    said = replace(report, headline=f"This file cannot be judged: {SKIPPED.lower()}")
    assert f"Note {SKIPPED}" not in screens(finding("x", SKIPPED), report=said)[0]
