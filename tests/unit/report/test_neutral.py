"""Hostile text becomes visible, stays recognisable, and stays short."""

# ruff: noqa: RUF001  # ambiguous letters are what this is about

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.neutral import neutralise


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain photo.jpg", "plain photo.jpg"),
        ("Zürich 東京 عكس 🐈", "Zürich 東京 عكس 🐈"),
        ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
        ("\x9b31m", "\\u009b31m"),
        ("gpj\u202eexe", "gpj\\u202eexe"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\u00ad"),
        ("nul\x00", "nul\\u0000"),
        ("two\nlines\r\n\ttab", "two\\nlines\\r\\n\\ttab"),
        ("\u2028\u2029\x85", "\\u2028\\u2029\\u0085"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("vs\ufe0f\U000e0100", "vs\\ufe0f\\U000e0100"),
        ("filler\u3164\u2800", "filler\\u3164\\u2800"),
        ("lone\ud800", "lone\\ud800"),
        ("private\ue000\U000f0000", "private\\ue000\\U000f0000"),
        ("C:\\photos", "C:\\photos"),
        ("[bold]=cmd()[/bold]", "[bold]=cmd()[/bold]"),
        ("new\U0001fbf0\u0378", "new🯰\\u0378"),
        # marks: what a letter carries in honest writing, and no more
        ("e\u0301 \u05e9\u05c1\u05bc\u05b8", "e\u0301 \u05e9\u05c1\u05bc\u05b8"),
        ("a" + "\u0336" * 6, "a" + "\u0336" * 4 + "\\u0336" * 2),
        ('"\u0338', '"\\u0338'),
        (" \u0300", " \\u0300"),
        ("a\u200b\u0301", "a\\u200b\\u0301"),
        # words that mix alphabets to pass for others
        ("Ѕony Corp", "Ѕony ⟨mixed alphabets: Cyrillic⟩ Corp"),
        ("Ѕony, Ѕony", "Ѕony ⟨mixed alphabets: Cyrillic⟩, Ѕony"),
        ("Gοοgle Ѕony", "Gοοgle ⟨mixed alphabets: Greek⟩ Ѕony ⟨mixed alphabets: Cyrillic⟩"),
        ("Ѕo\u0301ny", "Ѕo\u0301ny ⟨mixed alphabets: Cyrillic⟩"),
        ("\u202eпривет", "\\u202eпривет"),
        ("Привет, world", "Привет, world"),
    ],
)
def test_what_could_do_harm_is_written_as_its_escape(text: str, shown: str) -> None:
    assert neutralise(text, 100) == shown


def test_a_long_text_is_cut_and_counted() -> None:
    assert neutralise("a" * 1_000_000, 10) == "aaaaaaaaaa… (1000000 characters)"
    assert neutralise("a" * 10, 10) == "a" * 10


@given(st.text(alphabet=st.characters()))
def test_the_result_is_always_harmless_and_stays_as_it_is(text: str) -> None:
    shown = neutralise(text, 1_000)
    assert not {unicodedata.category(each) for each in shown} & {
        *("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    }
    shown.encode()
    assert neutralise(shown, 100_000) == shown


@given(st.text(alphabet=st.sampled_from('aЅοб\u0301\u0336\u200b\\"⟨⟩: unbx0')))
def test_so_it_does_with_marks_and_alphabets_mixed_at_random(text: str) -> None:
    shown = neutralise(text, 1_000)

    assert neutralise(shown, 100_000) == shown


@given(st.text(alphabet=st.sampled_from("aЅοб\u0301 ,")))
def test_hints_are_added_and_nothing_is_taken_away(text: str) -> None:
    shown = re.sub(r" ⟨mixed alphabets: \w+⟩", "", neutralise(text, 1_000))

    assert shown.replace("\\u0301", "\u0301") == text
