"""One explanation, and the form in which the tables of this package are written."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A plain paragraph about one code, in three parts.

    Attributes:
        code: A status code, a finding of ours, or a verdict.
        happened: What it says about the file.
        not_meant: What must not be read into it.
        to_do: What the receiver of the file can do.
    """

    code: str
    happened: str
    not_meant: str
    to_do: str


def table(rows: str) -> Mapping[str, Explanation]:
    """Read blocks of four lines: a code, what happened, what it does not mean, what to do."""
    found = {}
    for block in rows.strip().split("\n\n"):
        code, happened, not_meant, to_do = (line.strip() for line in block.splitlines())
        found[code] = Explanation(code=code, happened=happened, not_meant=not_meant, to_do=to_do)
    return MappingProxyType(found)
