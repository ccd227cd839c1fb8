"""How content came to be, as a caller names it: a digital source type by URI or last part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import DescriptionError
from provenance.model.vocabulary import SOURCE_TYPES, DigitalSourceType, recognise
from provenance.signing.checks import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

WRITABLE = frozenset(kind.type for kind in SOURCE_TYPES.values() if not kind.retired)


def source_type(
    written: str, *, among: Collection[DigitalSourceType] = WRITABLE, what: str = "an action"
) -> DigitalSourceType:
    """Return the type that `written` names, when it may be stated for `what`.

    Raises:
        DescriptionError: It is unknown, retired, or does not fit.
    """
    found = recognise(written).type
    names = [choice.alias for choice in among]
    if found is None:
        alias = written.rstrip("/").rpartition("/")[2]
        raise DescriptionError(
            f"The digital source type {written!r} is unknown.", hint=nearest(alias, names)
        )
    kind = SOURCE_TYPES[found]
    if kind.retired and kind.replacement is not None:
        raise DescriptionError(
            f"The digital source type {found.alias} is retired.",
            hint=f"Use {kind.replacement.alias}.",
        )
    if found not in among:
        raise DescriptionError(
            f"The digital source type {found.alias} does not fit {what}.",
            hint=f"Choose one of: {', '.join(sorted(names))}.",
        )
    return found
