"""Gather what a file says beside its credentials, in words that nobody signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from provenance.limits import Limits
    from provenance.model.look import EmbeddedText


def gather(content: BinaryIO, limits: Limits) -> tuple[EmbeddedText, ...]:
    """Return the texts of `content`."""
    del content, limits
    return ()
