"""A report of what a file reveals, as text and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from provenance.limits import Limits
from provenance.report.json import encoded
from provenance.report.neutral import neutralise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.privacy import Exposure, PrivacyReport

_LONGEST = Limits().text_characters
_SHOWN = 120  # characters of a value in the text


def render(report: PrivacyReport) -> bytes:
    """Return one JSON object, indented, in UTF-8."""
    return encoded(report)


def lines(report: PrivacyReport) -> Iterator[str]:
    """Yield the report line by line: each kind of thing, where it stands, how to take it out."""
    name = neutralise(report.file, _LONGEST)
    signed = "with credentials" if report.signed else "without credentials"
    if not report.exposures:
        yield f"{name} ({signed}): nothing was found that tells of people, places or devices."
    else:
        yield f"{name} ({signed}) reveals:"
    for tells, group in groupby(report.exposures, key=lambda each: each.tells):
        yield ""
        yield f"{tells.capitalize()}"
        by_remedy: dict[str, list[Exposure]] = {}
        for exposure in group:
            by_remedy.setdefault(exposure.remedy, []).append(exposure)
        for remedy, alike in by_remedy.items():
            yield from (f"  {_line(exposure)}" for exposure in alike)
            yield f"  -> {neutralise(remedy, _LONGEST)}"
    if report.notes:
        yield ""
    for note in report.notes:
        yield f"note: {neutralise(note, _LONGEST)}"


def _line(exposure: Exposure) -> str:
    place, name = (neutralise(text, _SHOWN) for text in (exposure.place, exposure.name))
    said = f"{neutralise(exposure.value, _SHOWN)}  ({place}: {name})"
    return f"{said} {exposure.remark}" if exposure.remark else said
