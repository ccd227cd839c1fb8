"""Options that several commands share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from provenance.errors import InvalidArgument
from provenance.limits import Network

_HOST = re.compile(r"[A-Za-z0-9.:-]+")  # an address of digits as well
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
SignerLists = Annotated[
    list[Path] | None,
    typer.Option(
        "--trust",
        metavar="PEM",
        help="Certificates that vouch for signers; may be repeated."
        " Lists named here replace all installed ones.",
    ),
]
TimeLists = Annotated[
    list[Path] | None,
    typer.Option("--tsa-trust", metavar="PEM", help="Likewise, for time-stamp authorities."),
]
IdentityLists = Annotated[
    list[Path] | None,
    typer.Option("--identity-trust", metavar="PEM", help="Likewise, for CAWG identities."),
]
AllowedHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        metavar="HOST",
        help="May be asked for the key of who confirms an identity (did:web), or hold a repository;"
        " repeatable.",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="Judge as of this moment: 2026-11-23T12:00:00Z."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the options before the command say.

    Attributes:
        config: Folder of the installed trust lists and the like.
        color: Whether the answer may be coloured.
        data: Folder of the queue of time-stamps; None for the user's own.
    """

    config: Path
    color: bool
    data: Path | None = None

    @property
    def trust_folder(self) -> Path:
        """Return where installed trust lists lie."""
        return self.config / "trust"

    @property
    def revocation_folder(self) -> Path:
        """Return where answers and lists about revocation lie."""
        return self.config / "revocation"


def surroundings(context: typer.Context) -> Surroundings:
    """Return what the options before the command said."""
    found = context.find_object(Surroundings)
    if found is None:
        raise RuntimeError("The command was started without its group.")
    return found


def network(hosts: list[str] | None) -> Network:
    """Return the network that these hosts make up; none by default.

    Raises:
        InvalidArgument: One is no name of a host.
    """
    for host in hosts or ():
        if not _HOST.fullmatch(host):
            raise InvalidArgument(
                f"--allow-host {host!r} is not the name of a host.",
                hint="Write it as identity.example.org, without https:// and without a port.",
            )
    return Network(hosts=frozenset(host.lower() for host in hosts or ()))


def moment(text: str | None, option: str = "--at") -> datetime | None:
    """Read a time in the form of RFC 3339.

    Raises:
        InvalidArgument: It is no time, or has no zone.
    """
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise InvalidArgument(
            f"{option} {text!r} is not a time with its zone.",
            hint="Write it as 2026-11-23T12:00:00Z.",
        )
    return time
