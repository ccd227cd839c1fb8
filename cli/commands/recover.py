"""`provenance recover`: find the credentials of a file that was stripped of them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from provenance.errors import InputNotFound

from .. import lists, media, options, recovery
from ..exit_codes import ExitCode
from ..page import Form, Page
from ..verifying import open_verifier

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def recover(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file.", readable=False)],
    repositories: recovery.Repositories = None,
    services: recovery.Services = None,
    trust: options.SignerLists = None,
    tsa_trust: options.TimeLists = None,
    identity_trust: options.IdentityLists = None,
    allow_host: options.AllowedHosts = None,
    at: options.At = None,
    json: options.Json = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell every detail.")] = False,
) -> ExitCode:
    """Find the credentials of a file that was stripped of them.

    An invisible mark leads to them, or what the file looks or sounds like. What is found is
    held against the file's picture, and told with what it does not prove: nothing binds it to
    the bytes of the file. The exit code is 6 when something was found, 5 when nothing was; for
    a file that carries credentials of its own it is that of 'verify'.

    \b
    Examples:
      provenance recover found.jpg --repository credentials
      provenance recover found.jpg --repository credentials --json
      provenance recover found.jpg --ask https://c2pa.example.org/v1
    """
    if file.is_dir():
        raise InputNotFound(
            f"{file} is a folder.",
            hint=f"Of all that is in it: provenance verify {shlex.quote(str(file))} --repository WHERE.",
        )
    where = options.surroundings(context)
    instant, network = options.moment(at), options.network(allow_host)
    chosen = lists.choose(where, signer=trust, time=tsa_trust, identity=identity_trust)
    page = Page(
        Form.JSON if json else Form.TEXT,
        several=False,
        quiet=False,
        verbose=verbose,
        color=where.color,
    )
    with (
        recovery.opened(repositories, services, allow_host) as found_by,
        open_verifier(where, chosen, network, recover=found_by) as verifier,
    ):
        page.add(verifier.examine(media.as_named(file), at=instant))
    return page.end(skipped=0)
