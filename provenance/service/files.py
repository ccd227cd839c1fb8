"""Small files that the service is told to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import InputNotFound, InvalidArgument, StorageError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1 << 20
"""Bytes; a longer file is no configuration, token, chain or key, and a device has no end."""


def read(path: Path) -> bytes:
    """Return what is in a file.

    Raises:
        InputNotFound, InvalidArgument: It is missing, or too large.
        StorageError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise InputNotFound(f"{path} does not exist.", hint="Check its name.") from error
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror}.", hint="Check that you may read it."
        ) from error
    if len(content) > LARGEST:
        raise InvalidArgument(f"{path} is larger than 1 MiB.", hint="Check its name.")
    return content
