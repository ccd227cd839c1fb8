"""`provenance verify`: judge files, and say it in words, in JSON and by the exit code."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument, ProvenanceError
from provenance.verification import policy as policies
from provenance.verification.assembly import Examination

from .. import console, lists, media, options, recovery
from ..exit_codes import ExitCode
from ..page import Form, Page
from ..verifying import open_verifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.durable.recovery import Recovery
    from provenance.model.asset import Asset
    from provenance.pki.trust import TrustLists

app = typer.Typer(rich_markup_mode=None, add_completion=False)
MANY = 4
"""From how many files on a progress bar is worth its line."""


@app.command()
def verify(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Files and folders.", readable=False),
    ],
    trust: options.SignerLists = None,
    tsa_trust: options.TimeLists = None,
    identity_trust: options.IdentityLists = None,
    allow_host: options.AllowedHosts = None,
    repositories: recovery.Repositories = None,
    services: recovery.Services = None,
    at: options.At = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", metavar="TOML", help="Rules that decide the exit code."),
    ] = None,
    second_opinion: Annotated[
        bool,
        typer.Option("--second-opinion", help="Ask an independent verifier, too, and compare."),
    ] = False,
    form: Annotated[
        Form, typer.Option("--format", help="crjson: the official document of validators.")
    ] = Form.TEXT,
    json: options.Json = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell every detail.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Answer by the exit code only.")
    ] = False,
) -> ExitCode:
    """Tell where files come from, and what to believe.

    Nothing is contacted but the hosts that you allow, and nothing is changed. The exit code
    is the verdict: 0 TRUSTED, 3 INVALID, 4 VALID (intact, signer unknown), 5 ABSENT (no
    credentials), 6 UNDETERMINED, 1 an error, 2 wrong usage. Of many files the worst decides.
    Folders are searched.
    With --repository or --ask, invisible marks in the content are held against its credentials, too.
    With --policy: 0 where it holds, 7 for a TRUSTED file for which it does not.

    \b
    Examples:
      provenance verify photo.jpg
      provenance verify photo.jpg --trust root.pem
      provenance verify inbox/ --json > reports.json
      provenance verify inbox/ --policy newsroom.toml
      provenance verify clip.mp4 --quiet && publish clip.mp4
    """
    where = options.surroundings(context)
    instant, network = options.moment(at), options.network(allow_host)
    chosen = lists.choose(where, signer=trust, time=tsa_trust, identity=identity_trust)
    rules = policies.load(policy) if policy else None
    targets = media.collect(files)
    ask = _second_opinion() if second_opinion else None
    page = Page(
        _form(form, json=json),
        several=targets.several,
        quiet=quiet,
        verbose=verbose,
        color=where.color,
    )
    total = len(targets.files)
    with (
        _known(repositories, services, allow_host) as known,
        open_verifier(where, chosen, network, recover=known) as verifier,
        console.progress(total, wanted=total >= MANY and (quiet or console.is_piped())) as advance,
    ):
        for done, path in enumerate(targets.files):
            advance(str(path), done)
            try:
                asset = media.as_named(path)
                examined = verifier.examine(asset, at=instant)
                if ask:
                    examined = ask(asset, examined, chosen)
                page.add(_ruled(examined, rules))
            except ProvenanceError as error:
                page.refuse(path, error)
    return page.end(skipped=targets.skipped)


def _known(
    repositories: list[str] | None, services: list[str] | None, hosts: list[str] | None
) -> AbstractContextManager[Recovery | None]:
    """Open where else credentials are looked for, when an option names a place."""
    if repositories or services:
        return recovery.opened(repositories, services, hosts)
    return nullcontext()


def _second_opinion() -> Callable[[Asset, Examination, TrustLists], Examination]:
    """Return what asks the independent verifier, when that is installed."""
    from provenance.verification import second_opinion  # noqa: PLC0415  # seldom asked for

    second_opinion.require()
    return second_opinion.added


def _ruled(examination: Examination, rules: policies.Rulebook | None) -> Examination:
    if rules is None:
        return examination
    return replace(examination, report=rules.applied_to(examination.report))


def _form(form: Form, *, json: bool) -> Form:
    if json and form is Form.CRJSON:
        raise InvalidArgument("--json and --format crjson are two answers.", hint="Choose one.")
    return Form.JSON if json else form
