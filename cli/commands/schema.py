"""`provenance schema`: what programs that read our JSON can rely on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from provenance.report import json as json_report

from .. import console
from ..exit_codes import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Subject(StrEnum):
    """What there is a schema of."""

    REPORT = "report"


@app.command()
def schema(
    subject: Annotated[Subject, typer.Argument(help="What to describe.")] = Subject.REPORT,
) -> ExitCode:
    """Print the JSON Schema of reports.

    \b
    Example:
      provenance schema report > report.schema.json
    """
    documents = {Subject.REPORT: json_report.schema}
    console.show_json(documents[subject]())
    return ExitCode.DONE
