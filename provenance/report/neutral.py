r"""Make text from files harmless where it leaves this package, and still recognisable.

A title, a signer's name or a file name can hold anything: escape sequences that
repaint a terminal, marks that reverse the order of letters, letters that nobody
sees, or a megabyte of them. Nothing is removed: what could do harm is written as
its escape, "\u202e" for example, and what is too long is cut and counted.
"""

from __future__ import annotations

import re
import unicodedata

HARMFUL = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""General categories of Unicode that are escaped: controls, formatting (bidirectional marks,
zero-width characters, tags), private use, surrogates, line and paragraph separators."""

# Characters outside those categories that show nothing (Default_Ignorable_Code_Point, Unicode
# DerivedCoreProperties), and the blank letter of Braille.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def neutralise(text: str, limit: int) -> str:
    """Return `text` on one line, with what could do harm written as escapes.

    Args:
        text: Any text, lone surrogates included.
        limit: Characters of the original that are kept; a longer text ends with an
            ellipsis and the number of characters that it had.
    """
    kept = text[:limit]
    harmless = kept if kept.isascii() and kept.isprintable() else "".join(map(_shown, kept))
    return harmless if len(text) <= limit else f"{harmless}… ({len(text)} characters)"


def _shown(character: str) -> str:
    harmful = unicodedata.category(character) in HARMFUL or _INVISIBLE.match(character)
    if not harmful:
        return character
    number = ord(character)
    escape = f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004
    return _SHORT.get(character, escape)
