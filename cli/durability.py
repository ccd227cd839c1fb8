"""Marks, and where credentials are kept, from the options of `provenance sign`."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument

from . import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.signing import Durable


class Strength(StrEnum):
    """How strong a mark is made."""

    INVISIBLE = "invisible"
    BALANCED = "balanced"
    ROBUST = "robust"


Wanted = Annotated[
    bool,
    typer.Option(
        "--durable", help="Mark the content invisibly, and keep the credentials, to be found again."
    ),
]
Where = Annotated[
    str | None,
    typer.Option(
        "--repository", metavar="WHERE", help="With --durable: where they are kept; a folder."
    ),
]
Mark = Annotated[
    Strength | None,
    typer.Option("--mark", help="With --durable: how strong the mark is; default: balanced."),
]
NoFingerprint = Annotated[
    bool,
    typer.Option("--no-fingerprint", help="With --durable: publish no code of what it shows."),
]

AllowedHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        metavar="HOST",
        help="With --durable: where a repository may be; repeatable.",
    ),
]


@contextmanager
def opened(
    repository: str | None,
    strength: Strength | None,
    *,
    wanted: bool,
    no_fingerprint: bool,
    hosts: list[str] | None,
) -> Iterator[Durable | None]:
    """Return what makes credentials durable; None where nobody asked for it.

    Raises:
        InvalidArgument: The options do not fit together, or an extra is not installed.
    """
    if not wanted:
        if repository or strength or no_fingerprint or hosts:
            raise InvalidArgument(
                "--repository, --mark, --no-fingerprint and --allow-host are for durable "
                "credentials.",
                hint="Add --durable, or leave them out.",
            )
        yield None
        return
    if not repository:
        raise InvalidArgument(
            "--durable needs a place to keep the credentials.",
            hint="Make one with 'provenance repository init DIR', and name it: --repository DIR.",
        )
    from provenance.durable.repository import open_repository  # noqa: PLC0415  # an extra
    from provenance.durable.signing import Durable  # noqa: PLC0415  # likewise
    from provenance.durable.watermark.presets import Preset  # noqa: PLC0415  # likewise

    preset = Preset[(strength or Strength.BALANCED).name]
    with open_repository(repository, network=options.network(hosts)) as kept:
        yield Durable(kept, preset=preset, fingerprints=not no_fingerprint)
