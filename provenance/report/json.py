"""The report as JSON: every field of the model under its own name, the same bytes each time.

A report is for people, and what people read reaches a terminal in the end (`jq -r`): texts
are neutralised in the values themselves. Whoever needs a hostile title byte for byte finds it
in the crJSON document, which stays faithful.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from provenance.limits import Limits
from provenance.report.neutral import neutralise
from provenance.report.schema import schema

if TYPE_CHECKING:
    from provenance.model.report import Report

__all__ = ["render", "schema"]

LONGEST = Limits().text_characters


def render(report: Report | tuple[Report, ...]) -> bytes:
    """Return one JSON object for one report, an array for several; indented, in UTF-8.

    Fields keep the order of the model, and times are in UTC (RFC 3339).
    """
    document = _neutral(msgspec.to_builtins(report, builtin_types=(datetime,)))
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _neutral(value: Any) -> Any:  # noqa: ANN401  # JSON in the making
    match value:
        case str():
            return neutralise(value, LONGEST)
        case datetime():
            return _utc(value)
        case dict():
            return {name: _neutral(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_neutral(inner) for inner in value]
    return value


def _utc(at: datetime) -> datetime:
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return zoned.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        return zoned
