"""What the exit code of the command says; docs/exit-codes.md tells it to people."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.errors import ProvenanceError
    from provenance.model.report import Report, Verdict


class ExitCode(IntEnum):
    """The exit codes of every command.

    DONE is the same number as TRUSTED: what was asked for was done, or holds.
    """

    TRUSTED = 0
    DONE = 0
    ERROR = 1
    USAGE = 2
    INVALID = 3
    VALID = 4
    ABSENT = 5
    UNDETERMINED = 6
    POLICY = 7
    INTERRUPTED = 130


WORST_FIRST = (
    ExitCode.ERROR,
    ExitCode.INVALID,
    ExitCode.UNDETERMINED,
    ExitCode.VALID,
    ExitCode.ABSENT,
    ExitCode.POLICY,
    ExitCode.TRUSTED,
)
"""The order in which many files decide one exit code."""


def of_verdict(verdict: Verdict) -> ExitCode:
    """Return the exit code that stands for one verdict."""
    return ExitCode[verdict.name]


def of_report(report: Report) -> ExitCode:
    """Return the code of the verdict, unless a policy decides.

    Where a policy holds it is DONE, whatever the verdict; where it does not, POLICY says
    so of a file that would be TRUSTED without it.
    """
    code = of_verdict(report.verdict)
    if report.policy is None:
        return code
    if report.policy.holds:
        return ExitCode.DONE
    return code or ExitCode.POLICY


def of_error(error: ProvenanceError) -> ExitCode:
    """Return USAGE for what the caller asked for wrongly, and ERROR for the rest."""
    return ExitCode.USAGE if isinstance(error, InvalidArgument) else ExitCode.ERROR


def of_many(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code of `WORST_FIRST` that occurs first; DONE when there is none.

    Among many files a missing one is an error like any other.
    """
    seen = {ExitCode.ERROR if code is ExitCode.USAGE else code for code in codes}
    return next((code for code in WORST_FIRST if code in seen), ExitCode.DONE)
