"""Which trust lists a command uses: the ones that were named, or else the installed ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provenance.pki.trust import TrustList, TrustLists
from provenance.pki.trust.folder import TrustFolder

from . import console

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from provenance.pki.trust import ListKind

    from .options import Surroundings


STALE_DAYS = 90
"""Age from which a list should be fetched again: the official ones change every few weeks."""


def choose(
    where: Surroundings,
    *,
    signer: Sequence[Path] | None = None,
    time: Sequence[Path] | None = None,
    identity: Sequence[Path] | None = None,
) -> TrustLists:
    """Return the lists that were named, or the installed ones when none was.

    Raises:
        InputNotFound: A named file is not there.
        TrustListError: A list cannot be used.
    """
    if not (signer or time or identity):
        return TrustFolder(where.trust_folder).lists()
    named: tuple[tuple[ListKind, Sequence[Path] | None], ...] = (
        ("signer", signer),
        ("time", time),
        ("identity", identity),
    )
    return TrustLists(
        lists=tuple(_read(path, kind) for kind, paths in named for path in paths or ())
    )


def age(date: datetime) -> str:
    """Say how old a list of this date is, in days."""
    return f"{date:%Y-%m-%d}, {console.count(_days(date), 'day')} old"


def is_stale(date: datetime) -> bool:
    """Tell whether a list of this date should be fetched again."""
    return _days(date) > STALE_DAYS


def _days(date: datetime) -> int:
    return (datetime.now(UTC) - date).days


def _read(path: Path, kind: ListKind) -> TrustList:
    pem = console.read_file(path, "trust list")
    return TrustList.from_pem(pem, kind=kind, name=path.stem)
