"""The report as JSON: every field of the model under its own name, the same bytes each time.

A report is for people, and what people read reaches a terminal in the end (`jq -r`): texts
are neutralised in the values themselves. Whoever needs a hostile title byte for byte finds it
in the crJSON document, which stays faithful.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from provenance.limits import Limits
from provenance.report.clock import in_utc
from provenance.report.neutral import neutralise
from provenance.report.schema import schema

if TYPE_CHECKING:
    from provenance.errors import ProvenanceError
    from provenance.model.report import Report

__all__ = ["render", "render_refusal", "schema"]

LONGEST = Limits().text_characters


def render(report: Report) -> bytes:
    """Return one JSON object, indented, in UTF-8.

    Fields keep the order of the model, and times are in UTC (RFC 3339).
    """
    return encoded(report)


def encoded(report: object) -> bytes:
    """Return any of the model's reports in that form."""
    return _encoded(msgspec.to_builtins(report, builtin_types=(datetime,)))


def render_refusal(file: str, error: ProvenanceError) -> bytes:
    """Return the JSON object that stands in the place of a report when there is none."""
    return _encoded({"file": file, "error": {"code": error.code, "message": str(error)}})


def _encoded(document: Any) -> bytes:  # noqa: ANN401  # JSON in the making
    return msgspec.json.format(msgspec.json.encode(_neutral(document)), indent=2) + b"\n"


def _neutral(value: Any) -> Any:  # noqa: ANN401  # JSON in the making
    match value:
        case str():
            return neutralise(value, LONGEST)
        case datetime():
            return in_utc(value)
        case dict():
            return {name: _neutral(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_neutral(inner) for inner in value]
    return value
