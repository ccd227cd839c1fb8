"""Lay out plain text in lines. Every text of a screen passes here, and is neutralised here."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from provenance.report.clock import in_utc
from provenance.report.neutral import neutralise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

WIDTH = 92
"""Columns of a line."""
LONGEST = 800
"""Characters of one paragraph that a screen repeats."""

Lines = list[str]


def paragraph(text: str, *, lead: str = "", indent: int | None = None) -> Lines:
    """Break one text into lines.

    Args:
        text: Foreign text may stand anywhere in it.
        lead: Our own words before the first line.
        indent: Columns before the other lines; as long as `lead` unless given.
    """
    return textwrap.wrap(
        neutralise(text, LONGEST),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * (len(lead) if indent is None else indent),
        break_on_hyphens=False,
    ) or [lead.rstrip()]


def table(rows: Iterable[tuple[str, str]]) -> Lines:
    """Lay out pairs of a word and a text in two columns."""
    pairs = [(word, text) for word, text in rows if text]
    column = max((len(word) for word, _ in pairs), default=0) + 2
    return [line for word, text in pairs for line in paragraph(text, lead=word.ljust(column))]


def moment(at: datetime) -> str:
    """Return a time to the second, in UTC."""
    return f"{in_utc(at):%Y-%m-%d %H:%M:%S %Z}"
