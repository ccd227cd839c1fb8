r"""Make text from files harmless where it leaves this package, and still recognisable.

A title, a signer's name or a file name can hold anything: escape sequences that
repaint a terminal, marks that reverse the order of letters, letters that nobody
sees, or a megabyte of them. Nothing is removed: what could do harm is written as
its escape, "\u202e" for example, and what is too long is cut and counted. A word
that borrows letters of another alphabet to pass for another word is marked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from provenance.model.lookalikes import FOREIGN, mixed_alphabet

if TYPE_CHECKING:
    from collections.abc import Iterator

HARMFUL = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""General categories of Unicode that are escaped: controls, formatting (bidirectional marks,
zero-width characters, tags), characters that are not assigned or private, surrogates, line and
paragraph separators."""

MOST_MARKS = 4
"""Marks on one letter that are shown as such (Unicode UTS 39, 5.4); more climb into other lines."""

# Characters outside those categories that show nothing (Default_Ignorable_Code_Point, Unicode
# DerivedCoreProperties), and the blank letter of Braille.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MARKS = frozenset({"Mn", "Me"})
_BASES = ("L", "Mc", "N", "S")  # what a mark may stand on: never our own quotes or spaces

_HINT = "⟨mixed alphabets: {}⟩"
# Escapes are taken whole, so that their letters never count as part of a word.
_PIECE = re.compile(r"\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\[nrt]|.")
_OF_WORDS = ("L", "M", "Nd")


def neutralise(text: str, limit: int) -> str:
    """Return `text` on one line, with what could do harm written as escapes.

    Args:
        text: Any text, lone surrogates included.
        limit: Characters of the original that are kept; a longer text ends with an
            ellipsis and the number of characters that it had.
    """
    kept = text[:limit]
    plain = kept.isascii() and kept.isprintable()
    harmless = kept if plain else _with_hints("".join(_harmless(kept)))
    return harmless if len(text) <= limit else f"{harmless}… ({len(text)} characters)"


def _harmless(text: str) -> Iterator[str]:
    room = 0  # marks that the letter before may still carry
    for character in text:
        category = _category(character)
        if category in HARMFUL:
            room = 0
            yield _escape(character)
        elif category in _MARKS:
            yield character if room else _escape(character)
            room = max(room - 1, 0)
        else:
            room = MOST_MARKS if category.startswith(_BASES) else 0
            yield character


@lru_cache(maxsize=4096)
def _category(character: str) -> str:
    """Return the general category; invisible characters count as formatting."""
    return "Cf" if _INVISIBLE.match(character) else unicodedata.category(character)


def _escape(character: str) -> str:
    number = ord(character)
    escape = f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004
    return _SHORT.get(character, escape)


def _with_hints(text: str) -> str:
    """Mark each word that mixes alphabets where it stands first."""
    if FOREIGN.keys().isdisjoint(text):
        return text
    told: set[str] = set()
    marked = []
    end = 0
    for in_word, pieces in groupby(_PIECE.findall(text), _in_word):
        word = "".join(pieces)
        end += len(word)
        marked.append(word)
        alphabet = mixed_alphabet(word) if in_word and word not in told else ""
        hint = f" {_HINT.format(alphabet)}"
        if alphabet and not text.startswith(hint, end):
            marked.append(hint)
        told.add(word)
    return "".join(marked)


@lru_cache(maxsize=4096)
def _in_word(piece: str) -> bool:
    return len(piece) == 1 and unicodedata.category(piece).startswith(_OF_WORDS)
