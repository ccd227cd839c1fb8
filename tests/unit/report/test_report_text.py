"""The screen, word for word; and that nothing from a file can harm it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import reports

from provenance.model.report import Finding, Report, Severity, Step, Verdict
from provenance.model.statements import IdentityStanding, IdentityStatement
from provenance.report import text

FOOTER = f"""\
Checked as of 2026-11-23 10:00:00 UTC with provenance 0.1.0, c2pa-python 0.38.1
SHA-256 of the file: {reports.SHA256}
"""

SCREENS = {
    reports.trusted: """\
        TRUSTED  cropped.jpg
        This file is as its signer left it, and accepted lists vouch for every signer.

        Signed by  "Example News Desk" of "Example News", vouched for by the list "C2PA Trust List".
        When       2026-03-01 09:30:05 UTC or earlier, proven by a time-stamp of "Example TSA".
        AI         Its makers declare no use of AI; that does not prove that there was none.

        What happened, oldest first
           1. Captured by a camera with "Example X1".
              2026-03-01 09:30:05 UTC (claimed)
           2. Cropped.
           3. Colours adjusted.
              2026-03-01 09:30:05 UTC or earlier (proven)

        What was found
          Note     Revocation was not checked.

        What to do next
          - Keep in mind what a signature can show: who signed, and that nothing changed since. It
            cannot show that what is depicted is true.

    """,
    reports.unknown_signer: """\
        VALID  holiday.png
        This file is as its signer left it, but nobody vouches for the signer.

        Signed by  "A. Stranger" by its own word: no trust list is installed that could vouch for
                   it.
        When       2026-03-01 09:30:05 UTC by the signer's own word; nothing proves it.
        AI         Its makers say that it was made by AI.

        What happened, oldest first
           1. Made by AI.

        What was found
          Warning  No trust list is installed, so nobody vouches for any signer.
          Note     No list of time-stamp authorities is installed, so no time is proven.

        What to do next
          - Believe it as far as you know this signer by other means: anyone can sign with any name.
          - Run: provenance trust update

    """,
    reports.broken_ingredient: """\
        INVALID  collage.jpg
        This file is as its signer left it, but an ingredient, B.jpg, fails: signature does not
        match.

        Signed by  "Example News Desk" of "Example News", vouched for by the list "C2PA Trust List".
        When       Not known: no accepted time-stamp shows it.
        AI         Its makers declare no use of AI; that does not prove that there was none.
        By itself  TRUSTED, if nothing is asked about what it was made from.

        What happened, oldest first
           1. Placed "B.jpg" into it; its own credentials fail verification.

        What was found
          Problem  Ingredient B.jpg: The signature does not match.

        What to do next
          - Do not rely on these credentials. If it matters, ask whoever sent the file where it
            comes from.
          - Ask for B.jpg as it was signed.

    """,
    reports.absent: """\
        ABSENT  old.jpg
        This file carries no content credentials.

        What to do next
          - Missing credentials speak neither for nor against the content: most files have none. Ask
            whoever sent the file for the original.

    """,
    reports.undetermined: """\
        UNDETERMINED  cloud.jpg
        This file could not be checked: its credentials lie on a server.

        What was found
          Problem  The server was not asked.

        What to do next
          - Treat it as a file without credentials until it can be checked. That speaks neither for
            nor against the content.
          - Ask for the credentials and pass them beside the file.

    """,
}


@pytest.mark.parametrize("make", SCREENS, ids=lambda make: make.__name__)
def test_the_screen_word_for_word(make) -> None:
    report: Report = make()
    footer = FOOTER if report.checked_with.sha256 else FOOTER.splitlines()[0] + "\n"
    assert text.render(report) == dedent(SCREENS[make]) + footer


def test_verbose_tells_every_signature_its_certificate_and_the_lists() -> None:
    screen = text.render(reports.trusted(), verbose=True)
    expected = dedent("""\
        Every signature in this file, the last one first
          TRUSTED  "cropped.jpg"
            label        urn:c2pa:11111111-2222-4333-8444-555555555555
            signed by    "Example News Desk" of "Example News", vouched for by the list "C2PA Trust
                         List".
            when         2026-03-01 09:30:05 UTC or earlier, proven by a time-stamp of "Example TSA".
            made with    "Desk 2.0"
            ingredient   made from "photo.jpg"
            signals      perceptibleNonGenAI
            certificate  issued by "Example CA", from 2026-03-01 09:30:05 UTC, to 2026-11-23 10:00:00
                         UTC, serial number 0a1b, es256
            TRUSTED  "photo.jpg"
        """)
    assert expected in screen
    assert "signingCredential.ocsp.skipped, trust" in screen
    assert f"SHA-256 {'cd' * 32}" in screen


@pytest.mark.parametrize("verdict", [Verdict.INVALID, Verdict.UNDETERMINED])
def test_a_name_in_credentials_that_fail_is_nobodys(verdict: Verdict) -> None:
    report = reports.trusted()
    failing = replace(report, verdict=verdict, active=replace(report.active, verdict=verdict))
    screen = text.render(failing)
    assert "vouched for" not in screen
    assert (
        '"Example News Desk" of "Example News" is the name in these credentials, but they' in screen
    )


def test_a_name_cannot_pass_for_our_own_words() -> None:
    report = reports.unknown_signer()
    forged = replace(
        reports.STRANGER, name='News", vouched for by the list "C2PA', organization='Inc."'
    )
    screen = text.render(replace(report, active=replace(report.active, signer=forged)))
    assert '"News\', vouched for by the list \'C2PA" of "Inc.\'" by its own word' in screen


def test_a_long_history_is_shortened_unless_all_is_asked_for() -> None:
    steps = tuple(Step(sentence=f"Deed {number}.") for number in range(1, 101))
    report = replace(reports.trusted(), history=steps)
    screen = text.render(report)
    assert (
        "   8. Deed 8.\n      (70 more steps: --verbose tells them all)\n  79. Deed 79." in screen
    )
    assert all(f"Deed {number}." in text.render(report, verbose=True) for number in range(1, 101))


def test_many_findings_are_counted() -> None:
    findings = tuple(
        Finding(code="x", severity=Severity.NOTE, subject="", message=f"Fact {number % 20}.")
        for number in range(40)
    )
    screen = text.render(replace(reports.trusted(), findings=findings))
    assert "  Note     Fact 0. (2 times)\n" in screen
    assert "  Note     (8 more: --verbose tells them all)\n" in screen


def test_hostile_text_is_harmless_and_still_recognisable() -> None:
    title = "\x1b[2J\u202egpj.exe\x00\nTRUSTED  photo.jpg\u200b\x9b"
    screen = text.render(replace(reports.absent(), file=title))
    [first, *_] = screen.splitlines()
    assert first == ("ABSENT  \\u001b[2J\\u202egpj.exe\\u0000\\nTRUSTED  photo.jpg\\u200b\\u009b")


@settings(max_examples=60, deadline=None)
@given(reports.reports(st.text()), st.booleans())
def test_any_text_anywhere_is_harmless(report: Report, verbose: bool) -> None:  # noqa: FBT001
    screen = text.render(report, verbose=verbose)
    assert screen.startswith(report.verdict)
    categories = {unicodedata.category(each) for each in screen if each != "\n"}
    assert not categories & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


@given(st.sampled_from(reports.ALL))
def test_the_first_lines_hold_no_jargon(make) -> None:
    first = "\n".join(text.render(make()).splitlines()[:10]).lower()
    jargon = ("manifest", "assertion", "claim generator", "jumbf", "cose", "x.509", "hash", "urn:")
    assert not [word for word in jargon if word in first]


def test_identities_have_a_line_each_and_a_crowd_of_them_is_counted() -> None:
    report = reports.trusted()
    active, *others = report.nodes
    crowd = tuple(
        IdentityStatement(
            label=f"cawg.identity__{number}",
            kind="x509",
            standing=IdentityStanding.VOUCHED,
            sentence=f'Also stands behind it: "Person {number}\x1b[2J".',
        )
        for number in range(6)
    )
    nodes = (replace(active, identities=crowd), *others)
    screen = text.render(replace(report, nodes=nodes))

    assert screen.count("Also stands behind it") == 4
    assert 'Identity   Also stands behind it: "Person 0\\u001b[2J".' in screen
    assert "(2 more: --verbose tells them all)" in screen
    assert "Person 5" in text.render(replace(report, nodes=nodes), verbose=True)
