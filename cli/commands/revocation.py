"""`provenance revocation`: what authorities say about revoked certificates, kept for later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument
from provenance.pki.revocation.cache import RevocationCache
from provenance.pki.revocation.update import RevocationUpdate

from .. import asking, console, lists, options
from ..exit_codes import ExitCode

if TYPE_CHECKING:
    from datetime import datetime

    from provenance.pki.revocation.cache import Entry

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="""Keep what authorities say about revoked certificates.

    'verify' uses it beside what a file brings along. An answer (OCSP) or a list of revoked
    certificates (CRL) counts only as far as its issuer signed it. Only 'update' asks anyone.
    """,
)


@app.command("add")
def add(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="OCSP responses or CRLs, in DER or PEM.")
    ],
) -> ExitCode:
    """Keep every answer and list that a file holds.

    \b
    Example:
      provenance revocation add issuer.crl
    """
    for entry in _cache(context).add(console.read_file(file, "answer or list")):
        console.say(_line(entry))
    return ExitCode.DONE


@app.command("list")
def show(context: typer.Context, json: options.Json = False) -> ExitCode:
    """Show what is kept, the newest first.

    \b
    Example:
      provenance revocation list
    """
    entries = _cache(context).entries()
    if json:
        console.show_json([_described(entry) for entry in entries])
        return ExitCode.DONE
    for entry in entries:
        console.say(_line(entry))
        console.say(f"  {entry.name}")
    if not entries:
        console.note("Nothing is kept. Next: 'provenance revocation add FILE'.")
    return ExitCode.DONE


@app.command("remove")
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As 'revocation list' shows it.")],
) -> ExitCode:
    """Remove one answer or list.

    \b
    Example:
      provenance revocation remove 9f86d081884c7d659a2feaa0c55ad015.crl
    """
    _cache(context).remove(name)
    console.say(f"Removed {name}.")
    return ExitCode.DONE


@app.command("update")
def update(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Signed files, or folders that hold some."),
    ],
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host", metavar="HOST", help="A host that may be asked; may be repeated."
        ),
    ] = None,
    trust: options.SignerLists = None,
    tsa_trust: options.TimeLists = None,
    json: options.Json = False,
) -> ExitCode:
    """Ask whether certificates were revoked, and keep the answers.

    Asked are the hosts that the certificates name, and of these only the ones that you name.
    Without --allow-host nobody is asked: the hosts are listed. An answer is kept if it is
    signed by the issuer, about the right certificate, and current. The exit code is 0 when
    each host that you named gave a usable answer, and else 1.

    \b
    Examples:
      provenance revocation update photo.jpg
      provenance revocation update photo.jpg --allow-host ocsp.example.com
    """
    where = options.surroundings(context)
    found = asking.enquiries(where, lists.choose(where, signer=trust, time=tsa_trust), files)
    if not found:
        console.note("The certificates of these files name nobody to ask.")
        return ExitCode.DONE
    if not allow_host:
        asking.show_hosts(found, json=json)
        raise InvalidArgument(
            "Nobody was asked: no host may be contacted.",
            hint="Name each that may: --allow-host HOST.",
        )
    network = asking.network(allow_host)
    return asking.ask_all(found, RevocationUpdate(_cache(context), network), network, json=json)


def _cache(context: typer.Context) -> RevocationCache:
    return RevocationCache(options.surroundings(context).revocation_folder)


def _line(entry: Entry) -> str:
    if entry.kind == "crl":
        what = f"List of revoked certificates of {entry.issuer}"
    else:
        what = f"Answer about the certificate {', '.join(entry.serial_numbers)}"
    return f"{what}, of {entry.since:%Y-%m-%d}, holds until {_day(entry.until)}"


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else "an unknown day"


def _described(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "issuer": entry.issuer,
        "serial_numbers": list(entry.serial_numbers),
        "since": entry.since.isoformat(),
        "until": entry.until.isoformat() if entry.until else None,
    }
