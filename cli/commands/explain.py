"""`provenance explain`: what a code means, what it does not mean, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument
from provenance.report import explain as explanations

from .. import console, lists, media, options
from ..exit_codes import ExitCode, of_verdict
from ..page import COLORS
from ..verifying import open_verifier

if TYPE_CHECKING:
    from provenance.model.report import Report

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    context: typer.Context,
    subject: Annotated[
        str | None,
        typer.Argument(metavar="CODE|FILE", help="A code, a verdict, or a file to verify."),
    ] = None,
    trust: options.SignerLists = None,
    tsa_trust: options.TimeLists = None,
    identity_trust: options.IdentityLists = None,
    at: options.At = None,
    json: options.Json = False,
) -> ExitCode:
    """Say in plain words what a report or a code means.

    A file is verified as 'provenance verify' does it, with the same exit code; its verdict
    and each finding are then explained once, the gravest first. Alone, all codes are listed.
    Upper and lower case are the same. A file that is named like a code is meant by ./NAME.

    \b
    Examples:
      provenance explain photo.jpg
      provenance explain claimSignature.outsideValidity
      provenance explain valid
    """
    where = options.surroundings(context)
    if subject is None:
        _list(json=json)
        return ExitCode.DONE
    if not _is_file(subject):
        _tell(subject, json=json)
        return ExitCode.DONE
    instant = options.moment(at)
    chosen = lists.choose(where, signer=trust, time=tsa_trust, identity=identity_trust)
    with open_verifier(where, chosen) as verifier:
        report = verifier.inspect(media.as_named(Path(subject)), at=instant)
    _tell_report(report, color=where.color, json=json)
    return of_verdict(report.verdict)


def _is_file(subject: str) -> bool:
    """Tell whether a file is meant: what is both a code and a file is taken as the code."""
    try:
        explanations.of(subject)
    except InvalidArgument as error:
        if Path(subject).exists():
            return True
        raise InvalidArgument(
            f"{subject} is neither a code nor a file.", hint=error.hint
        ) from error
    return False


def _list(*, json: bool) -> None:
    if json:
        every = map(explanations.of, explanations.codes())
        console.show_json([explanations.document(each) for each in every])
    else:
        console.show(explanations.render_list())


def _tell(code: str, *, json: bool) -> None:
    explanation = explanations.of(code)
    if json:
        console.show_json(explanations.document(explanation))
    else:
        console.show(explanations.render(explanation))


def _tell_report(report: Report, *, color: bool, json: bool) -> None:
    if json:
        console.show_json(explanations.report_document(report))
        return
    text = explanations.render_report(report)
    if color:
        text = console.painted(text, report.verdict.value, COLORS[report.verdict.value])
    console.show(text)
