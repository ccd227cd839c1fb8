"""`provenance queue`: signatures that wait for a time-stamp."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument
from provenance.pki.transport import host_of

from .. import console, options
from .. import sign_options as opt
from ..exit_codes import ExitCode
from ..keepers import open_named
from ..timing import queue_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.signing.queue import Pending
    from provenance.signing.queue.flush import Outcome

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="""Show and work off the signatures that wait for a time-stamp.

    'sign --time defer' puts them in. They are kept until they have one, whatever happens to
    this computer meanwhile. Only 'flush' asks anyone: the authorities named when signing.
    """,
)


@app.command("status")
def status(context: typer.Context, json: options.Json = False) -> ExitCode:
    """Show what waits, the oldest first.

    \b
    Example:
      provenance queue status
    """
    waiting = queue_of(context).pending()
    if json:
        console.show_json([_described(entry) for entry in waiting])
        return ExitCode.DONE
    for entry in waiting:
        console.say(f"{entry.path}, signed {entry.added:%Y-%m-%d %H:%M} UTC, for {_hosts(entry)}")
        if entry.problem:
            console.say(f"  {entry.problem}")
    if not waiting:
        console.note("Nothing waits for a time-stamp.")
    return ExitCode.DONE


@app.command("flush")
def flush(
    context: typer.Context,
    cert: Annotated[
        Path | None,
        typer.Option(
            "--cert", metavar="PEM", help="Chain of who signs the updates; default: as before."
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="PEM", help="The private key of --cert.")
    ] = None,
    address: opt.Credential = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="First line opens the key."),
    ] = None,
    pin_file: opt.PinFile = None,
    token_file: opt.TokenFile = None,
    drop_missing: Annotated[
        bool, typer.Option("--drop-missing", help="Give up files that are not there.")
    ] = False,
    json: options.Json = False,
) -> ExitCode:
    """Fetch the time-stamps that wait, in order, and add each to its file.

    The file gets an update that holds the time-stamp, signed with the key that signed the file
    (or --cert and --key, or --credential for a key in a token or at a service), and is replaced only when that verifies. Files that were changed
    are left alone and given up; files that are not there wait on. The exit code is 1 when
    anything still waits.

    \b
    Example:
      provenance queue flush
    """
    if (cert is None) != (key is None):
        raise InvalidArgument("A key needs its chain.", hint="Give --cert and --key together.")
    read: Callable[[], bytes] | None = None
    if passphrase_file is not None:
        read = partial(console.read_passphrase, passphrase_file)
    with ExitStack() as opened:
        credential = None
        if cert or address:
            named = open_named(
                cert,
                key,
                address,
                passphrase_file=passphrase_file,
                pin_file=pin_file,
                token_file=token_file,
            )
            credential = opened.enter_context(named)
        outcomes = queue_of(context).flush(credential, passphrase=read, drop_missing=drop_missing)
    if json:
        console.show_json([_described(each.entry) | _result(each) for each in outcomes])
    else:
        _tell(outcomes)
    left = any(each.stays for each in outcomes)
    return ExitCode.ERROR if left else ExitCode.DONE


def _tell(outcomes: tuple[Outcome, ...]) -> None:
    for each in outcomes:
        if each.state in {"stamped", "already"}:
            console.say(f"{each.entry.path}: signed {each.at:%Y-%m-%d %H:%M:%S} UTC or earlier.")
        else:
            console.say(f"{each.entry.path}: {each.state}. {each.reason}")
    if not outcomes:
        console.note("Nothing waits for a time-stamp.")
    elif outcomes[0].state == "stamped":
        console.note(f"Next: provenance verify {shlex.quote(str(outcomes[0].entry.path))}")


def _hosts(entry: Pending) -> str:
    return ", ".join(host_of(url) for url in entry.authority.urls)


def _described(entry: Pending) -> dict[str, object]:
    return {
        "number": entry.number,
        "path": str(entry.path),
        "sha256": entry.sha256,
        "manifest": entry.manifest,
        "authorities": list(entry.authority.urls),
        "added": entry.added.isoformat(),
        "fetched": bool(entry.token),
        "problem": entry.problem or None,
    }


def _result(outcome: Outcome) -> dict[str, object]:
    return {
        "state": outcome.state,
        "time": outcome.at.isoformat() if outcome.at else None,
        "problem": outcome.reason or None,
    }
