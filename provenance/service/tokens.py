"""Bearer tokens: read from files, kept and shown as digests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument
from provenance.service import files

if TYPE_CHECKING:
    from pathlib import Path

SHORT = 16
"""Characters; fewer can be guessed. `openssl rand -hex 32` makes 64."""
LONGEST = 4096
_SHOWN = 8  # hexadecimal digits of a digest that a log repeats


def read(path: Path) -> str:
    """Read a token from the first line of a file.

    Raises:
        InvalidArgument: The file is missing, or holds no token.
        StorageError: It cannot be read.
    """
    line = files.read(path).split(b"\n", 1)[0].strip()
    return checked(line.decode("utf-8", "replace"), f"The token in {path}")


def checked(token: str, what: str = "The token") -> str:
    """Return a token that a header can carry.

    Raises:
        InvalidArgument: It is empty or too long, or holds something else than ASCII.
    """
    fits = token.isascii() and token.isprintable() and " " not in token
    if not (fits and 1 <= len(token) <= LONGEST):
        raise InvalidArgument(
            f"{what} is empty or too long, or holds what no token can.",
            hint="Use letters and digits: openssl rand -hex 32",
        )
    return token


def digest_of(token: str) -> bytes:
    """Return what is kept of a token: its SHA-256."""
    return hashlib.sha256(token[:LONGEST].encode("utf-8", "surrogateescape")).digest()


def shown(token: str) -> str:
    """Return what a log repeats of a token: the beginning of its digest."""
    return digest_of(token).hex()[:_SHOWN]
