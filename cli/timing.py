"""Time-stamp authorities and the queue, from the options that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument
from provenance.limits import Network
from provenance.pki.timestamp.authority import TimestampAuthority
from provenance.pki.transport import host_of
from provenance.signing.queue import FILE_NAME, TimestampQueue

from . import options
from .sign_options import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer


def authority(urls: Sequence[str], policy: Policy | None) -> TimestampAuthority | None:
    """Return whom to ask; None when no option names one. Who is named here may be contacted.

    Raises:
        InvalidArgument: There is a policy without anybody to ask, or an address makes no sense.
    """
    if not urls:
        if policy is None:
            return None
        raise InvalidArgument(
            f"--time {policy} needs somebody to ask.",
            hint="Name a time-stamp authority: --tsa URL.",
        )
    hosts = frozenset(host_of(url).lower() for url in urls)
    return TimestampAuthority(
        tuple(urls), (policy or Policy.REQUIRE).value, network=Network(hosts=hosts)
    )


def queue_of(context: typer.Context) -> TimestampQueue:
    """Return the queue of time-stamps that wait."""
    folder = options.surroundings(context).data
    return TimestampQueue(folder / FILE_NAME if folder else None)
