"""Say in one line what to install when the extra `durable` is missing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needed() -> Iterator[None]:
    """Turn a failing import inside the block into an error that a person can act on.

    Raises:
        InvalidArgument: A package of the extra is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise InvalidArgument(
            f"Watermarks and fingerprints need a package that is not installed ({error.name}).",
            hint='Run: pip install "media-provenance[durable]"',
        ) from error
