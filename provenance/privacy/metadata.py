"""What a file's own metadata reveal."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.model.look import Tells
from provenance.model.privacy import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.model.look import Look

_OF_PROGRAMS: Mapping[str, Tells] = MappingProxyType(
    {
        "Make": Tells.DEVICE,
        "Model": Tells.DEVICE,
        "Software": Tells.SOFTWARE,
        "CreatorTool": Tells.SOFTWARE,
        "History softwareAgent": Tells.SOFTWARE,
        "OriginatingProgram": Tells.SOFTWARE,
        "DateTimeOriginal": Tells.TIME,
        "CreateDate": Tells.TIME,
        "DateCreated": Tells.TIME,
        "Credit": Tells.CREATOR,
    }
)
"""Statements on how the content came to be that tell about people and devices, too."""
_REMARKS: Mapping[Tells, str] = MappingProxyType(
    {
        Tells.MAKER_NOTES: "They often hold serial numbers, names and positions.",
        Tells.PREVIEW: "A preview may show what was cropped or blurred later.",
    }
)
_NOT_IN_PUBLIC = (
    "Sign a copy with `provenance sign --privacy public`, which takes it out of the file."
)
_IN_EVERY_PROFILE = "Every privacy profile keeps it; take it out with a metadata editor first."
_KEPT = frozenset((Tells.DEVICE, Tells.SOFTWARE, Tells.TIME))
_PLACE_TOO = (
    "Sign a copy with `provenance sign --privacy public`, which takes it out of the file, or "
    "`--privacy newsroom`, which makes it coarser."
)


def exposures(look: Look) -> Iterator[Exposure]:
    """Yield what was found beside the credentials."""
    for trace in look.traces:
        yield Exposure(
            tells=trace.tells,
            name=trace.name,
            value=trace.value,
            place=trace.place,
            remark=_REMARKS.get(trace.tells, ""),
            remedy=_remedy(trace.tells),
        )
    traced = {(trace.place, trace.name) for trace in look.traces}
    for text in look.texts:
        tells = _OF_PROGRAMS.get(text.name)
        if tells is not None and (text.place, text.name) not in traced:
            yield Exposure(
                tells=tells,
                name=text.name,
                value=text.value,
                place=text.place,
                remedy=_remedy(tells),
            )


def _remedy(tells: Tells) -> str:
    if tells is Tells.LOCATION:
        return _PLACE_TOO
    return _IN_EVERY_PROFILE if tells in _KEPT else _NOT_IN_PUBLIC
