"""Foreign text inside our sentences: whatever stands in double quotes is the file's own word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTED_CHARACTERS = 120
NAME_CHARACTERS = 60  # of a title or a signer's name in a headline
LISTED = 3


def quoted(text: str) -> str:
    """Return `text` on one line in double quotes that it cannot close by itself."""
    line = " ".join(text.replace('"', "'").split())
    shown = line if len(line) <= QUOTED_CHARACTERS else f"{line[: QUOTED_CHARACTERS - 1]}…"
    return f'"{shown}"'


def shorten(text: str) -> str:
    """Cut a name from a file to what a headline can carry.

    A name of several words stands in quotes, so that it cannot pass for our own words.
    """
    cut = text if len(text) <= NAME_CHARACTERS else f"{text[: NAME_CHARACTERS - 1]}…"
    return quoted(cut) if any(each.isspace() or each == '"' for each in cut) else cut


def named(title: str) -> str:
    """Return a file's title in quotes, or words for a missing one."""
    return quoted(title) if title else "a file without a name"


def listed(titles: Sequence[str]) -> str:
    """Return "a", "a" and "b", or "a", "b", "c" and 7 more."""
    shown = [named(title) for title in titles[:LISTED]]
    if len(titles) > LISTED:
        return f"{', '.join(shown)} and {len(titles) - LISTED} more"
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last
