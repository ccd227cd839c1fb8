"""One deed in plain words; whatever stands in double quotes is the file's own word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.model.vocabulary import ACTIONS, SOURCE_TYPES, StandardAction, recognise
from provenance.verification.history.deeds import PARENT, Deed
from provenance.verification.quoting import listed, named, quoted

if TYPE_CHECKING:
    from provenance.model.store import RecordedAction

Origin = Literal["known", "failing", "none", "missing", "cycle"]
"""What is known of a used file: its history is told, is told but fails, was never there,
is missing from this file, or leads back to itself."""

_PRECEDING: dict[Origin, tuple[str, str]] = {
    "known": ("", ""),
    "failing": (
        "its own credentials fail verification",
        "credentials of some of them fail verification",
    ),
    "none": (
        "it had no credentials, so nothing is known of it before that",
        "they had no credentials, so nothing is known of them before that",
    ),
    "missing": (
        "the credentials that it names are not in this file, so its history is missing",
        "credentials that some of them name are not in this file, so their history is missing",
    ),
    "cycle": (
        "its credentials lead back to themselves, which cannot be right",
        "credentials of some of them lead back to themselves, which cannot be right",
    ),
}
_ENDED = ('."', '!"', '?"')
_WORST_FIRST: tuple[Origin, ...] = ("cycle", "failing", "missing", "none", "known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What is said about a deed beside what its maker tells.

    Attributes:
        heading: Title of the asset that it was done to, when that must be said.
        agent: The program or device to name; "" when it was named just before.
        attribution: Whose word it is; "" when that was said just before.
        start: Title of the file that it starts from; None when that is plain.
        origin: What is known of the files that it used.
        last: What else must be known, each a clause.
    """

    heading: str = ""
    agent: str = ""
    attribution: str = ""
    start: str | None = None
    origin: Origin = "known"
    last: tuple[str, ...] = ()


def worst(origins: set[Origin]) -> Origin:
    """Return what must be said of several files."""
    return next((origin for origin in _WORST_FIRST if origin in origins), "known")


def sentence(deed: Deed, remarks: Remarks) -> str:
    """Return the deed as one sentence."""
    start = f", starting from {named(remarks.start)}" if remarks.start is not None else ""
    clauses = [
        f"{_core(deed, remarks.agent)}{start}{remarks.attribution}",
        *_notes(deed),
        _PRECEDING[remarks.origin][len(deed.used) > 1],
        *remarks.last,
    ]
    heading = f"{quoted(remarks.heading)}: " if remarks.heading else ""
    told = heading + "; ".join(clause for clause in clauses if clause)
    return told if told.endswith(_ENDED) else f"{told}."


def _core(deed: Deed, agent: str) -> str:
    action = deed.action
    if action is None:
        return _without_action(deed, agent)
    if action.action == StandardAction.CREATED:
        return _created(deed, action, agent)
    using = f" with {quoted(agent)}" if agent else ""
    if action.action == StandardAction.OPENED:
        return f"Opened {_names(deed)}{using}{_described_as(action)}"
    if action.action == StandardAction.PLACED:
        means = _means(action)
        return f"Placed {_names(deed)} into it{means and f', made {means}'}{using}"
    return _changed(deed, action, agent)


def _without_action(deed: Deed, agent: str) -> str:
    if deed.redactions:
        what = "statement" if deed.redactions == 1 else "statements"
        return f"Removed {deed.redactions} {what} from earlier credentials, without saying why"
    if not deed.used:
        return f"Signed with {quoted(agent)}" if agent else "Signed"
    names = _names(deed)
    was = "was" if len(deed.used) == 1 else "were"
    match deed.used[0].relationship:
        case "parentOf":
            return f"Made from {names}"
        case "componentOf":
            return f"{names} {was} added"
        case "inputTo":
            return f"{names} {was} used as input"
    return f"{names} {was} used in a way that is not said"


def _created(deed: Deed, action: RecordedAction, agent: str) -> str:
    using = f" with {quoted(agent)}" if agent else ""
    inputs = f", from {_names(deed)}" if deed.used else ""
    if not action.digital_source_type:
        return f"Created{using}{inputs}, in a way that is not said"
    found = recognise(action.digital_source_type).type
    if found is None:
        return f"Created{using}{inputs}"
    kind = SOURCE_TYPES[found]
    return f"{kind.origin}{using}{kind.detail}{inputs}"


def _changed(deed: Deed, action: RecordedAction, agent: str) -> str:
    kind = ACTIONS.get(action.action)
    means = _means(action)
    what = kind.verb.capitalize() if kind else f"Did {quoted(action.action)}"
    how = f" {means}" if means else ""
    times = f" ({deed.times} times)" if deed.times > 1 else ""
    using = f"{', using' if means else ' with'} {quoted(agent)}" if agent else ""
    others = [i.title for i in deed.used if i.relationship != PARENT]
    files = f", from {listed(others)}" if others else ""
    return f"{what}{how}{times}{using}{files}"


def _means(action: RecordedAction) -> str:
    found = recognise(action.digital_source_type).type
    return SOURCE_TYPES[found].means if found else ""


def _described_as(action: RecordedAction) -> str:
    found = recognise(action.digital_source_type).type
    if found is None:
        return ""
    kind = SOURCE_TYPES[found]
    return f", described as {kind.origin[0].lower()}{kind.origin[1:]}{kind.detail}"


def _notes(deed: Deed) -> list[str]:
    action = deed.action
    if action is None:
        return [] if deed.used or deed.redactions else ["what was done is not said"]
    notes = []
    if action.action not in ACTIONS:
        notes.append("this action is not in the standard vocabulary")
    redacted = action.parameters.get("redacted")
    if action.action == StandardAction.REDACTED and isinstance(redacted, str):
        notes.append(f"it was {quoted(redacted.rpartition('/')[2])}")
    source_type = recognise(action.digital_source_type)
    if source_type.written and source_type.type is None:
        notes.append(f"how is written as {quoted(source_type.written)}, which is unknown")
    elif source_type.written and not source_type.exact:
        notes.append(f"how is written in an unusual form, {quoted(source_type.written)}")
    if action.description:
        notes.append(f"the maker notes: {quoted(action.description)}")
    if not action.created:
        notes.append("the signer passes this on without vouching for it")
    return notes


def _names(deed: Deed) -> str:
    return listed([ingredient.title for ingredient in deed.used]) if deed.used else "a file"
