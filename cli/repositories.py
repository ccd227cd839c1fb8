"""What commands about repositories share: the address, and how entries and matches are shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.durable.repository.checking import ABANDONED_SECONDS
from provenance.durable.repository.opening import open_repository
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import SoftBinding, kind_of

from . import options

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.durable.interface import Entry, Fault, Match, Repository
    from provenance.durable.repository.stored import StoredRepository

__all__ = ["ABANDONED_SECONDS", "Address", "AllowedHosts"]

Address = Annotated[
    str,
    typer.Option("--repository", metavar="WHERE", help="A folder, or an address of PostgreSQL."),
]
AllowedHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host", metavar="HOST", help="A host or bucket that may be used; repeatable."
    ),
]
_HEXADECIMAL = re.compile(r"0x((?:[0-9a-fA-F]{2})+)")


def opened(address: str, hosts: list[str] | None) -> StoredRepository:
    """Open the repository that an option names; use it in a `with` statement."""
    return open_repository(address, network=options.network(hosts))


def binding(algorithm: str, value: str) -> SoftBinding:
    """Return a soft binding as the options give it: text, or bytes in hexadecimal after 0x."""
    written = _HEXADECIMAL.fullmatch(value)
    if value.startswith("0x") and not written:
        raise InvalidArgument(
            f"--value {value!r} is not hexadecimal.", hint="Write two digits for each byte."
        )
    raw = bytes.fromhex(written[1]) if written else value.encode(errors="surrogateescape")
    return SoftBinding(algorithm=algorithm, value=raw, kind=kind_of(algorithm))


def write_store(repository: Repository, manifest: str, output: Path) -> None:
    """Write a manifest store to a new file."""
    store = repository.store(manifest)
    if store is None:
        raise InvalidArgument(f"The store of {manifest} was deleted.", hint="Leave out --output.")
    try:
        with output.open("xb") as file:
            file.write(store)
    except FileExistsError as error:
        raise InvalidArgument(
            f"{output} is there already and is never overwritten.", hint="Choose another name."
        ) from error


def shown(value: bytes) -> str:
    """Return a value as text where it is printable ASCII, and else in hexadecimal."""
    text = value.decode("ascii", errors="replace")
    return text if text.isascii() and text.isprintable() else f"0x{value.hex()}"


def line(entry: Entry) -> str:
    """Return one line about an entry."""
    what = f", {entry.media_type}" if entry.media_type else ""
    return f"{entry.manifest}: {entry.state}{what}, added {entry.added:%Y-%m-%d %H:%M} UTC"


def match_line(match: Match) -> str:
    """Return one line about a match."""
    how = f"differs in {match.distance} bits" if match.distance else "the same value"
    return f"{match.manifest}: {how}, score {match.score:.2f}"


def fault_line(fault: Fault) -> str:
    """Return one line about a fault."""
    return f"{fault.code} {fault.subject}: {'repaired. ' if fault.repaired else ''}{fault.message}"


def described(entry: Entry) -> dict[str, object]:
    """Return an entry for JSON."""
    return {
        "manifest": entry.manifest,
        "state": entry.state.value,
        "store_sha256": entry.store_sha256 or None,
        "asset_sha256": entry.asset_sha256 or None,
        "media_type": entry.media_type or None,
        "added": entry.added.isoformat(),
        "path": entry.path or None,
        "bindings": [
            _described_binding(each) | {"private": private}
            for group, private in ((entry.bindings, False), (entry.private, True))
            for each in group
        ],
    }


def described_match(match: Match) -> dict[str, object]:
    """Return a match for JSON."""
    return {
        "manifest": match.manifest,
        **_described_binding(match.binding),
        "distance": match.distance,
        "score": match.score,
    }


def described_fault(fault: Fault) -> dict[str, object]:
    """Return a fault for JSON."""
    return {
        "code": fault.code,
        "subject": fault.subject,
        "message": fault.message,
        "repaired": fault.repaired,
    }


def _described_binding(found: SoftBinding) -> dict[str, object]:
    return {
        "algorithm": found.algorithm,
        "kind": found.kind.value,
        "value": shown(found.value),
    }
