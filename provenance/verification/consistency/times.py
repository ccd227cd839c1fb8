"""Times that a signer states, against proven times, the moment of judging, and the certificate.

An action that a signature covers was done before it was signed. A time that is stated is
the signer's word; what can be shown of it is only that it cannot be right.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from provenance.model.statements import TimeStanding, TimeStatement
from provenance.verification.consistency.metadata import dates
from provenance.verification.quoting import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.store import Manifest
    from provenance.verification.judge import Judgement

ALLOWED = timedelta(hours=24)
"""What a clock may be wrong without a word. Cameras know no time zones: local time written as UTC
is up to 14 hours off, and one on the wrong day of the date line up to 24. The history tells of
smaller differences from a proven time; a warning is for what no such mistake explains."""


class _Stated(NamedTuple):
    """A time, and what is dated by it."""

    what: str
    at: datetime


def check(manifest: Manifest, one: Judgement, at: datetime) -> Iterator[tuple[str, str]]:
    """Tell which stated times cannot be right, which nothing supports, and which are unreadable.

    Metadata are left out of the second: a photo may be older than the certificate.
    """
    actions = [_Stated(_action(each.action), each.when) for each in manifest.actions if each.when]
    stated = [*actions, *(_Stated(f"The field {quoted(k)}", v) for k, v in dates(manifest))]
    if one.time.standing is TimeStanding.CLAIMED and one.time.at and not actions:
        stated.append(_Stated("The signature", one.time.at))
    yield from _impossible(stated, one.time, at)
    start = one.signer.not_before if one.signer else None
    if start:
        early = [each for each in actions if start - each.at > ALLOWED]
        yield from _before_certificate(early, start)
    written = dict.fromkeys(
        each.unreadable_when for each in manifest.actions if each.unreadable_when
    )
    if written:
        said = f"The time of an action cannot be read: {listed(tuple(written))}."
        yield "statement.time-unreadable", said


def as_far_as_possible(time: TimeStatement, at: datetime) -> TimeStatement:
    """Take back a signer's word on when it signed that lies after the moment of judging."""
    if time.standing is TimeStanding.CLAIMED and time.at and time.at - at > ALLOWED:
        return TimeStatement(standing=TimeStanding.CONTRADICTED)
    return time


def _impossible(
    stated: list[_Stated], time: TimeStatement, at: datetime
) -> Iterator[tuple[str, str]]:
    proven = time.at if time.standing is TimeStanding.PROVEN else None
    latest = min(proven, at) if proven else at
    late = [each for each in stated if each.at - latest > ALLOWED]
    if not late:
        return
    worst = max(late, key=lambda each: each.at)
    against = (
        f"after {_day(proven)}, when a time-stamp proves that it was signed already"
        if proven and proven <= at
        else f"later than {_day(at)}, as of which this was checked"
    )
    said = f"{worst.what} is dated {_day(worst.at)}, {against}: that cannot be right{_more(late)}."
    yield "statement.time-contradicted", said


def _before_certificate(early: list[_Stated], start: datetime) -> Iterator[tuple[str, str]]:
    if early:
        first = min(early, key=lambda each: each.at)
        said = (
            f"{first.what} is dated {_day(first.at)}, before the signer's certificate existed "
            f"({_day(start)}): only the signer's word says so{_more(early)}."
        )
        yield "statement.time-before-certificate", said


def _more(found: list[_Stated]) -> str:
    return f" ({len(found) - 1} more like it)" if len(found) > 1 else ""


def _action(label: str) -> str:
    return f"The action {quoted(label)}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"
