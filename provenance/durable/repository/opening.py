"""Open a repository by its address, or make one: a folder, or a PostgreSQL database with blobs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.durable.repository.blobs.folder import FolderBlobs, flush_folder
from provenance.durable.repository.index import address as addresses
from provenance.durable.repository.stored import StoredRepository
from provenance.errors import InputNotFound, InvalidArgument, StorageError
from provenance.limits import Limits, Network
from provenance.pki.files import make_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.durable.interface import Fingerprint
    from provenance.durable.repository.blobs.interface import Blobs

SETTINGS = "repository.json"
FORMAT = 1
STORES = "stores"
_LONGEST = 1 << 16  # bytes of the settings


def init_repository(
    folder: str | Path,
    *,
    blobs: str = "",
    fingerprints: Mapping[str, Fingerprint] | None = None,
    network: Network = Network(),
) -> StoredRepository:
    """Make a repository in a folder that is not there or empty, its owner's alone, and open it.

    Args:
        folder: Where it is to be.
        blobs: Where manifest stores are kept, as an address of fsspec; in the folder by default.
        fingerprints: As for `open_repository`.
        network: What may be contacted for the blobs.

    Raises:
        InvalidArgument: Something is in that folder.
        StorageError: It could not be made.
    """
    if "://" in str(folder):
        raise InvalidArgument(
            f"{folder} is an address, not a folder.",
            hint="A database needs no start: its tables are made when it is first used, "
            "by --repository ADDRESS or open_repository.",
        )
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise InvalidArgument(f"{path} is no folder.", hint="Name another place.")
    if path.is_dir() and any(path.iterdir()):
        what = "is a repository already" if (path / SETTINGS).exists() else "is not empty"
        raise InvalidArgument(f"{path} {what}.", hint="Name a folder that does not exist yet.")
    if blobs:
        _remote(blobs, network)
    make_folder(path)
    from provenance.durable.repository.index.sqlite import SqliteIndex  # noqa: PLC0415  # when named

    SqliteIndex(path, new=True).close()
    try:
        written = {"format": FORMAT, "blobs": blobs}
        write_new(path / SETTINGS, json.dumps(written).encode() + b"\n", secret=True)
        flush_folder(path)
        flush_folder(path.absolute().parent)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.", hint="Check that it is yours."
        ) from error
    return open_repository(path, fingerprints=fingerprints, network=network)


def open_repository(
    address: str | Path,
    *,
    fingerprints: Mapping[str, Fingerprint] | None = None,
    network: Network = Network(),
    limits: Limits = Limits(),
) -> StoredRepository:
    """Open a repository; use it in a `with` statement.

    Args:
        address: A folder that `init_repository` made, or
            `postgresql://USER@HOST/DATABASE?blobs=WHERE`, whose tables are made when they are
            missing; WHERE is a folder, or an address of fsspec.
        fingerprints: Those by which near content is found, by algorithm; all that are known here
            by default, or none without the extra `durable`: then values are found as they are.
        network: What may be contacted: the hosts in the addresses, unless they are files or
            sockets of this machine.
        limits: How large a manifest store may be.

    Raises:
        InputNotFound, InvalidArgument: There is none, or the address makes no sense.
        NetworkNotAllowed: A host in it may not be contacted.
        StorageError: It cannot be opened.
    """
    near = known_fingerprints() if fingerprints is None else fingerprints
    if isinstance(address, str) and address.partition("://")[0] == addresses.SCHEME:
        from provenance.durable.repository.index.postgresql import (  # noqa: PLC0415  # of an extra
            PostgresqlIndex,
        )

        server = addresses.parse(address, network)
        there = server.blobs
        kept = (
            _remote(there, network)
            if "://" in there
            else FolderBlobs(Path(there), most=limits.store_bytes)
        )
        return StoredRepository(PostgresqlIndex(server), kept, fingerprints=near, limits=limits)
    from provenance.durable.repository.index.sqlite import SqliteIndex  # noqa: PLC0415  # when named

    if isinstance(address, str) and "://" in address:
        raise InvalidArgument(
            f"{address} is no address of a repository.",
            hint="It is a folder or postgresql://…; stores alone can be at an address: "
            "provenance repository init DIR --blobs URL.",
        )
    folder = Path(address)
    blobs = _read_settings(folder)
    here = FolderBlobs(folder / STORES, most=limits.store_bytes)
    kept = _remote(blobs, network) if blobs else here
    return StoredRepository(SqliteIndex(folder), kept, fingerprints=near, limits=limits)


def known_fingerprints() -> Mapping[str, Fingerprint]:
    """Return the fingerprints that are known here, by algorithm; none without the extra."""
    try:
        from provenance.durable.fingerprints import BY_NAME  # noqa: PLC0415  # an extra
    except InvalidArgument:  # it is not installed
        return {}
    return BY_NAME


def _remote(blobs: str, network: Network) -> Blobs:
    from provenance.durable.repository.blobs.remote import RemoteBlobs  # noqa: PLC0415  # of an extra

    return RemoteBlobs(blobs, network)


def _read_settings(folder: Path) -> str:
    """Return where the blobs are; "" for the folder itself."""
    path = folder / SETTINGS
    if path.exists() and not path.is_file():  # opening a pipe would wait for somebody to write
        raise _damaged(path)
    try:
        with path.open("rb") as file:
            read = json.loads(file.read(_LONGEST))
        found, blobs = int(read["format"]), str(read["blobs"])
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputNotFound(
            f"{folder} is no repository.", hint="Make one: provenance repository init DIR."
        ) from error
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror}.", hint="Check that you may read it."
        ) from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _damaged(path) from error
    if found != FORMAT:
        raise InvalidArgument(
            f"{folder} has the format {found}, which this version does not know.",
            hint="Update media-provenance.",
        )
    return blobs


def _damaged(path: Path) -> StorageError:
    return StorageError(
        f"{path} is damaged.", hint=f'Write {{"format": {FORMAT}, "blobs": ""}} into it.'
    )
