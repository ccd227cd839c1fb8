"""`provenance inspect`: the raw tree of a manifest store, made readable and harmless."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.report import crjson

from .. import console, lists, media, options, tree
from ..exit_codes import ExitCode, of_verdict
from ..verifying import open_verifier

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def inspect(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A signed file.")],
    full: Annotated[bool, typer.Option("--full", help="Do not shorten long values.")] = False,
    json: options.Json = False,
) -> ExitCode:
    """Show all that a file's credentials contain, unjudged.

    Manifests, claims, assertions, actions and ingredients stand there as in the file:
    whatever is written there is its maker's word. The status of each box is what was
    found here. The exit code is 0 when there was something to show, 5 when there are no
    credentials, 6 when they could not be read. To learn what to believe, use 'provenance
    verify'.

    \b
    Examples:
      provenance inspect photo.jpg
      provenance inspect photo.jpg --json
    """
    where = options.surroundings(context)
    with open_verifier(where, lists.choose(where)) as verifier:
        examination = verifier.examine(media.as_named(file))
    if examination.store is None:
        console.note(examination.report.headline)
        return of_verdict(examination.report.verdict)
    if json:
        console.show(crjson.render(examination).decode())
    else:
        for line in tree.draw(examination, shorten=not full):
            console.show(line)
    return ExitCode.DONE
