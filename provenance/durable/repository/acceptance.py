"""What may go into a repository: the store of the manifest that is named, and sound bindings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.durable.interface import EntryState
from provenance.errors import InvalidArgument
from provenance.evidence.active import active_label

if TYPE_CHECKING:
    from provenance.durable.interface import Entry
    from provenance.limits import Limits
    from provenance.model.soft_binding import SoftBinding

MOST_BINDINGS = 1_000
"""Bindings of one entry; films have one for each of their scenes."""
MOST_BYTES = 2_000
"""Longest value of a binding."""
_ALGORITHM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,99}/[a-z0-9][a-z0-9.+-]{0,99}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def check(store: bytes, entry: Entry, limits: Limits) -> None:
    """Hold what is to be added against itself.

    Raises:
        InvalidArgument: It does not fit together.
    """
    if len(store) > limits.store_bytes:
        raise InvalidArgument(
            f"The manifest store has more than {limits.store_bytes >> 20} MiB.",
            hint="Raise Limits.store_bytes if you trust where it comes from.",
        )
    if not entry.manifest or active_label(store, limits) != entry.manifest:
        raise InvalidArgument(
            f"The manifest store is not that of {entry.manifest}.",
            hint="Name its active manifest, which is the last one in it.",
        )
    if not _MEDIA_TYPE.fullmatch(entry.media_type):
        raise InvalidArgument(
            f"{entry.media_type!a} is no media type.", hint='Write it as "image/jpeg".'
        )
    if entry.asset_sha256 and not _DIGEST.fullmatch(entry.asset_sha256):
        raise InvalidArgument(
            f"{entry.asset_sha256!a} is no SHA-256.", hint="Write it as 64 hexadecimal digits."
        )
    if entry.path and not Path(entry.path).is_absolute():
        raise InvalidArgument(
            f"A pending entry cannot wait for {entry.path!a}.", hint="Give the whole path."
        )
    if entry.path and not entry.asset_sha256:
        raise InvalidArgument(
            "A pending entry has to tell which file is to appear.", hint="Give its SHA-256."
        )
    _check_bindings(entry)


def _check_bindings(entry: Entry) -> None:
    together = entry.bindings + entry.private
    if len(together) > MOST_BINDINGS:
        raise InvalidArgument(
            f"An entry has at most {MOST_BINDINGS} bindings.", hint="Give fewer for a long film."
        )
    for binding in together:
        check_binding(binding)
    if set(entry.bindings) & set(entry.private):
        raise InvalidArgument(
            "A binding is to be private and published at once.", hint="Choose one of the two."
        )


def check_binding(binding: SoftBinding) -> None:
    """Hold the name and the length of a binding against their bounds.

    Raises:
        InvalidArgument: They are out of them.
    """
    if not _ALGORITHM.fullmatch(binding.algorithm):
        raise InvalidArgument(
            f"{binding.algorithm[:100]!a} is no name of an algorithm.",
            hint='Names look like "io.iscc.v0".',
        )
    if not 0 < len(binding.value) <= MOST_BYTES:
        raise InvalidArgument(
            f"A value of {binding.algorithm} has {len(binding.value)} bytes.",
            hint=f"It has to have 1 to {MOST_BYTES}.",
        )


def check_again(known: Entry, entry: Entry) -> None:
    """Hold what is added under a label against what is there under it.

    Raises:
        InvalidArgument: It is another store, or one that somebody asked to be forgotten.
    """
    if known.state is EntryState.DELETED:
        raise deleted(known.manifest)
    if known.store_sha256 != entry.store_sha256:
        raise InvalidArgument(
            f"The repository has another manifest store of {known.manifest}.",
            hint="A label names one store; delete that one first if it is wrong.",
        )


def deleted(manifest: str) -> InvalidArgument:
    """Return the error that an entry was deleted."""
    return InvalidArgument(
        f"The entry of {manifest} was deleted on request and is not added again.",
        hint="Sign the file anew; that gives it another label.",
    )
