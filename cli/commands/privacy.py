"""`provenance privacy`: what a file reveals to everybody who gets it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from provenance.engine import open_engine
from provenance.privacy import examine
from provenance.report import privacy as rendering

from .. import console, media, options
from ..exit_codes import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def privacy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file, signed or not.")],
    json: options.Json = False,
) -> ExitCode:
    """Tell what a file reveals of people, places and devices.

    Location, times, serial numbers, names, devices, programs, small pictures, identities,
    ingredients and identifiers are looked for in the file's own metadata and in its whole
    history of credentials. Each is told with its place and with what takes it out. What
    maker notes hold, and what the picture itself shows, is not looked into.

    \b
    Examples:
      provenance privacy photo.jpg
      provenance privacy photo.jpg --json
    """
    with open_engine(looks=True) as engine:
        report = examine(media.as_named(file), engine)
    if json:
        console.show(rendering.render(report).decode())
    else:
        for line in rendering.lines(report):
            console.say(line)
    return ExitCode.DONE
