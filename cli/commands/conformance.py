"""`provenance conformance`: the official checks, one line each."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.conformance import evaluate
from provenance.report import crjson

from .. import console, lists, media, options
from ..exit_codes import ExitCode, of_verdict
from ..verifying import open_verifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.conformance import CheckResult
    from provenance.model.report import Report

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def conformance(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A signed file.")],
    trust: options.SignerLists = None,
    tsa_trust: options.TimeLists = None,
    at: options.At = None,
    json: options.Json = False,
) -> ExitCode:
    """Hold a file's credentials against the official checks.

    The checks are those of the conformance programme's asset rubrics for C2PA 2.4. They
    tell how well a file is made, not whether to believe it: that is 'provenance verify'.
    The exit code is 0 when no check fails, 3 when one does, 5 when there are no
    credentials and 6 when they could not be read.

    \b
    Example:
      provenance conformance photo.jpg --trust root.pem
    """
    where = options.surroundings(context)
    instant = options.moment(at)
    chosen = lists.choose(where, signer=trust, time=tsa_trust)
    with open_verifier(where, chosen) as verifier:
        examination = verifier.examine(media.as_named(file), at=instant)
    if examination.store is None:
        return _nothing_to_check(examination.report, json=json)
    results = evaluate(crjson.document(examination), signer_list_known=bool(chosen.of("signer")))
    failed = sum(result.passed is False for result in results)
    _tell(results, failed, json=json)
    return ExitCode.INVALID if failed else ExitCode.DONE


def _tell(results: Sequence[CheckResult], failed: int, *, json: bool) -> None:
    if json:
        entries = [{**asdict(result), "outcome": result.outcome} for result in results]
        console.show_json(entries)
        return
    width = max((len(result.id) for result in results), default=0)
    for result in results:
        line = f"{result.outcome:13}  {result.rubric:11}  {result.id:{width}}  {result.reason}"
        console.say(line.rstrip())
    passed = sum(result.passed is True for result in results)
    rest = len(results) - passed - failed
    console.say()
    console.say(f"{passed} of {len(results)} checks pass, {failed} fail, {rest} not evaluated.")


def _nothing_to_check(report: Report, *, json: bool) -> ExitCode:
    if json:
        console.show_json([])
    console.note(f"Nothing to check: {report.headline}")
    return of_verdict(report.verdict)
