"""One answer for each file, as text or as JSON, and the exit code that they add up to."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from provenance.report import crjson as crjson_report
from provenance.report import json as json_report
from provenance.report import text as text_report

from . import console
from .exit_codes import WORST_FIRST, ExitCode, of_error, of_many, of_report

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.errors import ProvenanceError
    from provenance.model.report import Report
    from provenance.verification.assembly import Examination

COLORS = {
    "TRUSTED": "green",
    "VALID": "yellow",
    "INVALID": "red",
    "ABSENT": "blue",
    "UNDETERMINED": "magenta",
}


class Form(StrEnum):
    """How answers are written."""

    TEXT = "text"
    JSON = "json"
    CRJSON = "crjson"


class Page:
    """Write answers as they come: nothing is kept but counts and errors.

    Args:
        several: Whether the JSON is an array, and the text ends with a sum.
        quiet: Whether only the exit code answers.
        verbose: Whether text tells every detail.
        color: Whether verdicts are coloured.
    """

    def __init__(
        self, form: Form, *, several: bool, quiet: bool, verbose: bool, color: bool
    ) -> None:
        self._form = form
        self._several = several
        self._quiet = quiet
        self._verbose = verbose
        self._color = color
        self._codes: list[ExitCode] = []
        self._errors: list[ProvenanceError] = []
        self._verdicts: Counter[str] = Counter()
        self._rulings: Counter[bool] = Counter()

    def add(self, examination: Examination) -> None:
        """Write the answer for one file."""
        if not self._quiet:
            self._write(self._rendered(examination))
        self._count(examination.report)

    def refuse(self, path: Path, error: ProvenanceError) -> None:
        """Take down that there is no answer for one file; text tells it at the end."""
        if not self._quiet and self._form is not Form.TEXT:
            self._write(json_report.render_refusal(str(path), error))
        self._codes.append(of_error(error))
        self._errors.append(error)

    def end(self, *, skipped: int) -> ExitCode:
        """Close the answer, say what went wrong, and return the exit code."""
        if self._several and not self._quiet:
            self._finish()
        if skipped:
            console.note(
                f"Skipped {console.count(skipped, 'file')} of no kind that carries credentials."
            )
        for error in self._errors:
            console.report_error(error)
        return of_many(self._codes) if self._several else self._codes[0]

    def _rendered(self, examination: Examination) -> bytes:
        report = examination.report
        if self._form is Form.JSON:
            return json_report.render(report)
        if self._form is Form.CRJSON:
            return crjson_report.render(examination)
        text = text_report.render(report, verbose=self._verbose)
        if self._color:
            text = console.painted(text, report.verdict.value, COLORS[report.verdict.value])
        return text.encode()

    def _count(self, report: Report) -> None:
        self._codes.append(of_report(report))
        self._verdicts[report.verdict.name] += 1
        if report.policy is not None:
            self._rulings[report.policy.holds] += 1

    def _write(self, body: bytes) -> None:
        first = not self._codes
        if self._several and self._form is not Form.TEXT:
            console.write((b"[\n" if first else b",\n") + body.rstrip(b"\n"))
        else:
            console.write((b"" if first else b"\n") + body.rstrip(b"\n") + b"\n")

    def _finish(self) -> None:
        if self._form is not Form.TEXT:
            console.write(b"\n]\n")
            return
        names = [code.name for code in WORST_FIRST]
        told = [f"{self._verdicts[name]} {name}" for name in names if self._verdicts[name]]
        if self._errors:
            told.append(f"{len(self._errors)} not checked")
        console.say()
        console.say(f"{console.count(len(self._codes), 'file')}: {', '.join(told)}.")
        if judged := self._rulings.total():
            console.say(f"The policy holds for {self._rulings[True]} of {judged}.")
