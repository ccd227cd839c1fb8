"""Hostile text becomes visible, stays recognisable, and stays short."""

from __future__ import annotations

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
        *("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    }
    shown.encode()
    assert neutralise(shown, 100_000) == shown
