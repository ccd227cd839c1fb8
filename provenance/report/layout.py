"""Lay out plain text in lines. Every text of a screen passes here, and is neutralised here."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provenance.report.neutral import neutralise

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """Return a time to the second, in UTC; a time without a zone is taken for UTC."""
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return f"{zoned.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:  # at the ends of the calendar
        return zoned.isoformat(" ", "seconds")


def quoted(text: str) -> str:
    """Return text from a file in double quotes that it cannot close by itself."""
    inner = text.replace('"', "'")
    return f'"{inner}"'
