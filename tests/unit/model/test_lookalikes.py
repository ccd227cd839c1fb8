"""Names that a reader would confuse have the same skeleton, and others have not."""

# ruff: noqa: RUF001  # ambiguous letters are what this is about

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.model.lookalikes import FOREIGN, alike, mixed_alphabet, same_spelling, skeleton


@pytest.mark.parametrize(
    "name",
    [
        "Sony Corporation",
        "SONY Corp.",
        "sony",
        "Sóny, S.A.",
        "Ѕоnу",
        "ЅОΝУ",
        "Ｓｏｎｙ",
        "𝐒𝐨𝐧𝐲 Ltd",
        "S0ny",
        "50NY",
        "SONY C2PA Root CA G2",
        "The Sony Time Stamping Authority 2025",
    ],
)
def test_a_name_is_known_in_every_dress(name):
    assert skeleton(name) == "sony"


@pytest.mark.parametrize(
    "words",
    ["", "Root CA", "C2PA", "C2PA Test Root CA", "Test", "Inc.", "С2РА", "1nc", "2025", "…"],
)
def test_words_that_every_authority_uses_are_no_name(words):
    assert skeleton(words) == ""
    assert not alike(skeleton(words), skeleton(words))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("digicert", "digicert", True),
        ("digicert", "digicret", True),
        ("digicert", "digicerts", True),
        ("digicert", "digcert", False),  # seven letters
        ("verimago", "verinago", True),
        ("verimago", "vermiago", True),
        ("verimago", "verinaga", False),
        ("sony", "sonny", False),
        ("nikon", "canon", False),
        ("", "", False),
    ],
)
def test_only_long_names_may_differ_by_a_letter(one, other, expected):
    assert alike(one, other) is expected
    assert alike(other, one) is expected


def test_another_spelling_is_told_from_another_legal_form():
    assert same_spelling("DigiCert, Inc.", "DIGICERT Root CA G4")
    assert not same_spelling("DigiСert", "DigiCert")
    assert not same_spelling("D1giCert", "DigiCert")


@pytest.mark.parametrize(
    ("word", "alphabet"),
    [
        ("Ѕony", "Cyrillic"),
        ("Gοogle", "Greek"),
        ("С2PA", "Cyrillic"),
        ("Adоbe", "Cyrillic"),
        ("Nikոn", "Armenian"),
        ("Sony", ""),
        ("Москва", ""),
        ("Αθήνα", ""),
        ("kΩ", ""),
        ("μm", ""),
        ("Zürich", ""),
        ("東京Tokyo", ""),
    ],
)
def test_a_word_that_mixes_alphabets_to_deceive_is_named(word, alphabet):
    assert mixed_alphabet(word) == alphabet


def test_the_table_holds_letters_of_other_alphabets_and_latin_ones_for_them():
    assert not {each for each in FOREIGN if unicodedata.name(each).startswith("LATIN")}
    assert all(each.isascii() and each.islower() for each in FOREIGN.values())


@given(st.text())
def test_any_text_has_a_skeleton(text):
    kept = skeleton(text)

    assert not alike(kept, "") or not kept
    assert skeleton(text.upper()) is not None
    mixed_alphabet(text)
