"""`provenance trust`: the lists of certificates that say whom to believe."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument
from provenance.limits import Network
from provenance.pki.trust import official
from provenance.pki.trust.folder import TrustFolder

from .. import console, lists, options
from ..exit_codes import ExitCode

if TYPE_CHECKING:
    from provenance.pki.trust.folder import Entry

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="""Choose whom to believe: lists of accepted authorities.

    The three kinds are kept apart: a list of time-stamp authorities vouches for no signer.
    Options such as 'verify --trust' replace the lists installed here.
    """,
)


class Kind(StrEnum):
    """What a list vouches for."""

    SIGNER = "signer"
    TIME = "time"
    IDENTITY = "identity"


@app.command("add")
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Certificates in PEM.")],
    kind: Annotated[Kind, typer.Option("--kind", help="What the list vouches for.")],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="What to call it; default: the file's name."),
    ] = None,
) -> ExitCode:
    """Install a list of your own beside the official ones.

    \b
    Example:
      provenance trust add keys/root.pem --kind signer --name "My Studio"
    """
    added = _folder(context).add(
        console.read_file(file, "trust list"),
        kind=kind.value,
        name=name or file.stem,
        source=file.name,
    )
    console.say(_line(added))
    return ExitCode.DONE


@app.command("list")
def show(context: typer.Context, json: options.Json = False) -> ExitCode:
    """Show the installed lists, with their age.

    \b
    Example:
      provenance trust list
    """
    entries = _folder(context).entries()
    if json:
        console.show_json([_described(entry) for entry in entries])
        return ExitCode.DONE
    for entry in entries:
        console.say(_line(entry))
    if not entries:
        console.note(
            "No trust list is installed. Next: 'provenance trust update' for the official lists,"
            " or 'provenance trust add FILE --kind signer'."
        )
    return ExitCode.DONE


@app.command("remove")
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As 'trust list' shows it.")],
) -> ExitCode:
    """Remove an installed list.

    \b
    Example:
      provenance trust remove "My Studio"
    """
    _folder(context).remove(name)
    console.say(f"Removed {name}.")
    return ExitCode.DONE


@app.command("update")
def update(
    context: typer.Context,
    pin: Annotated[
        list[str] | None,
        typer.Option(
            "--pin", metavar="NAME=SHA256", help="Refuse a list with another digest; repeatable."
        ),
    ] = None,
) -> ExitCode:
    """Fetch the official lists of signers and of time.

    The lists come from the published addresses of the C2PA conformance programme, over
    https, all of them or none. What changed is shown. Besides this, only 'revocation update'
    and 'verify --allow-host' go online, to hosts that you name.

    \b
    Examples:
      provenance trust update
      provenance trust update --pin "C2PA trust list=<sha256 as 'trust list --json' shows it>"
    """
    hosts = frozenset(found.host for found in official.OFFICIAL)
    for change in _folder(context).update(Network(hosts=hosts), pins=_pins(pin or [])):
        console.say(_line(change.entry))
        if not change.before:
            continue
        for name in change.added:
            console.say(f"  new: {name}")
        for name in change.removed:
            console.say(f"  gone: {name}")
    return ExitCode.DONE


def _pins(written: list[str]) -> dict[str, str]:
    known = {found.name for found in official.OFFICIAL}
    pins = {}
    for text in written:
        name, _, digest = text.rpartition("=")
        if name not in known or not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            raise InvalidArgument(
                f"--pin {text!r} does not pin an official list.",
                hint=f"Write NAME=SHA256; the names are {' and '.join(sorted(known))}.",
            )
        pins[name] = digest
    return pins


def _folder(context: typer.Context) -> TrustFolder:
    return TrustFolder(options.surroundings(context).trust_folder)


def _line(entry: Entry) -> str:
    count = console.count(entry.certificates, "certificate")
    return f"{entry.name}: {entry.kind} list, {count}, {lists.age(entry.date)}"


def _described(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "certificates": entry.certificates,
        "sha256": entry.sha256,
        "date": entry.date.isoformat(),
        "age_days": (datetime.now(UTC) - entry.date).days,
        "source": entry.source,
    }
