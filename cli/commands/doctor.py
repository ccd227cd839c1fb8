"""`provenance doctor`: is everything here that signing and verifying need?"""

from __future__ import annotations

from dataclasses import asdict

import typer

from .. import console, health, options
from ..exit_codes import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def doctor(context: typer.Context, json: options.Json = False) -> ExitCode:
    """Tell what is installed, what is missing, and how to get it.

    Looks at the engine and its isolation, ExifTool, optional packages, trust lists and
    their age, and other programs of the same name. Nothing is contacted. The exit code
    is 1 when something essential is broken.

    \b
    Example:
      provenance doctor
    """
    observations = health.examine(options.surroundings(context).trust_folder)
    if json:
        console.show_json([asdict(seen) for seen in observations])
    else:
        width = max(len(seen.subject) for seen in observations)
        for seen in observations:
            console.say(f"{seen.state:9}  {seen.subject:{width}}  {seen.detail}")
            if seen.cure:
                console.say(f"{'':9}  {'':{width}}  -> {seen.cure}")
    broken = any(seen.state == "broken" for seen in observations)
    return ExitCode.ERROR if broken else ExitCode.DONE
