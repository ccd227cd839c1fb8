"""Where credentials are looked for outside of files, from the options that name it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument
from provenance.limits import Network
from provenance.pki.transport import host_of

from . import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.recovery import Recovery

Repositories = Annotated[
    list[str] | None,
    typer.Option(
        "--repository",
        metavar="WHERE",
        help="A folder, or an address of PostgreSQL, where credentials are kept; repeatable.",
    ),
]
Services = Annotated[
    list[str] | None,
    typer.Option(
        "--ask",
        metavar="URL",
        help="A soft binding resolution service that is asked, and so learns what a file looks or"
        " sounds like; repeatable.",
    ),
]


@contextmanager
def opened(
    repositories: list[str] | None, services: list[str] | None, hosts: list[str] | None
) -> Iterator[Recovery]:
    """Open every place that an option names. Who is named here may be contacted.

    Raises:
        InvalidArgument: None is named, or an extra is not installed.
    """
    if not (repositories or services):
        raise InvalidArgument(
            "There is nowhere to look for credentials.",
            hint="Name a repository, --repository DIR, or a service, --ask URL.",
        )
    from provenance.durable.recovery import Recovery  # noqa: PLC0415  # an extra
    from provenance.durable.repository import open_repository  # noqa: PLC0415  # with it
    from provenance.durable.resolution import ResolutionClient  # noqa: PLC0415  # likewise

    network = options.network(hosts)
    named = frozenset(host_of(each).lower() for each in services or ())
    beyond = Network(hosts=network.hosts | named)
    asked = [ResolutionClient(each, network=beyond) for each in services or ()]
    with ExitStack() as stack:
        kept = [
            stack.enter_context(open_repository(each, network=network))
            for each in repositories or ()
        ]
        yield Recovery(*kept, *asked)
