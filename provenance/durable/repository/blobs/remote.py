"""Blobs in any store that fsspec knows: memory, files, objects of a cloud."""

from __future__ import annotations

import importlib
import posixpath
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from provenance.durable.repository.blobs.interface import place
from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.limits import Network

_HERE = frozenset({"file", "local", "memory"})


class RemoteBlobs:
    """Blobs below an address such as `s3://bucket/stores`.

    How durable one is when `put` returns is up to that store; objects of a cloud appear whole or
    not at all. A file of this machine is not flushed: name a folder for that, without `file://`.

    Args:
        address: The address.
        network: What may be contacted: what stands between `//` and the path has to be in it
            as a host, a bucket too, unless the store lies on this machine.

    Raises:
        InvalidArgument: fsspec is missing, or does not know the address.
        NetworkNotAllowed: The host may not be contacted.
    """

    def __init__(self, address: str, network: Network) -> None:
        _allow(address, network)
        try:
            core: Any = importlib.import_module("fsspec.core")
        except ImportError as error:
            raise InvalidArgument(
                "Blobs at an address need fsspec.",
                hint='Run: pip install "media-provenance[blobs]"',
            ) from error
        self._address = address
        try:
            self._files, self._top = core.url_to_fs(address)
        except Exception as error:  # each kind of store raises what it likes
            raise InvalidArgument(
                f"The address {address} names no store of blobs: {error}.",
                hint="Install the package of fsspec for it, or correct the address.",
            ) from error

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`; what stands there already is written again only when it differs."""
        with self._storage_errors():
            if self._read(name) == content:
                return
            path = self._path(name)
            self._files.makedirs(posixpath.dirname(path), exist_ok=True)
            self._files.pipe_file(path, content)

    def take(self, name: str) -> bytes | None:
        """Return what is kept under a name; None for nothing."""
        with self._storage_errors():
            return self._read(name)

    def remove(self, name: str) -> None:
        """Remove a blob."""
        with self._storage_errors(), suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def names(self) -> Iterator[str]:
        """Go through all names, in order."""
        with self._storage_errors():
            self._files.invalidate_cache()
            found = sorted(self._files.find(self._top))
        for path in found:
            folder, _, rest = path.rpartition("/")
            yield posixpath.basename(folder) + rest

    def _read(self, name: str) -> bytes | None:
        try:
            return bytes(self._files.cat_file(self._path(name)))
        except FileNotFoundError:
            return None

    def _path(self, name: str) -> str:
        return posixpath.join(self._top, place(name))

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each kind of store raises what it likes
            raise StorageError(
                f"The blobs at {self._address} cannot be used: {error or type(error).__name__}.",
                hint="Check that the store can be reached, and that it is yours to write.",
            ) from error


def _allow(address: str, network: Network) -> None:
    parts = urlsplit(address)
    if "::" in address or not parts.scheme:
        raise InvalidArgument(
            f"{address} is not the address of one store.", hint="Write it as memory://stores."
        )
    if parts.password is not None:
        raise InvalidArgument(
            "The address of the blobs holds a password.",
            hint="Leave it to the settings of the store's own client.",
        )
    if parts.scheme not in _HERE and not network.allows(parts.hostname or ""):
        raise NetworkNotAllowed(
            f"The blobs lie at {parts.hostname or address}, which may not be contacted.",
            hint=f"Allow it: --allow-host {parts.hostname or 'NAME'} (network=Network(hosts=…)).",
        )
