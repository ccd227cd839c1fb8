"""Where credentials are looked for outside of files, from the options that name it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.errors import InvalidArgument

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


@contextmanager
def opened(repositories: list[str] | None, hosts: list[str] | None) -> Iterator[Recovery]:
    """Open every place that an option names.

    Raises:
        InvalidArgument: None is named, or an extra is not installed.
    """
    if not repositories:
        raise InvalidArgument(
            "There is nowhere to look for credentials.",
            hint="Name a repository: --repository DIR.",
        )
    from provenance.durable.recovery import Recovery  # noqa: PLC0415  # an extra
    from provenance.durable.repository import open_repository  # noqa: PLC0415  # with it

    network = options.network(hosts)
    with ExitStack() as stack:
        places = [
            stack.enter_context(open_repository(each, network=network)) for each in repositories
        ]
        yield Recovery(*places)
