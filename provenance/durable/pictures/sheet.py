"""What a picture file is, whatever its format, to those who mark it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from provenance.limits import Limits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels

    Residual = NDArray[np.float32]
    """Rows and columns, upright: what is added to red, green and blue, in steps of eight bits."""

Kept = tuple[tuple[str, bytes], ...]
"""Names and bytes of everything in a file that is not its picture and not its credentials."""


class Refused(Exception):
    """Say why a picture cannot be marked, and what to do; it does not leave the room.

    The reason completes "This file cannot be marked: …".
    """

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.cure = cure


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A picture file, ready to be kept.

    Attributes:
        content: Its bytes.
        changes: What could not be written as it was, a sentence each.
    """

    content: bytes
    changes: tuple[str, ...] = ()


class Sheet(Protocol):
    """A picture file that can be written again with other pixels, and with all else that it holds."""

    @property
    def media_type(self) -> str:
        """Return its media type."""

    @property
    def shown(self) -> Pixels:
        """Return what it shows, upright, in eight bits, over white where it is transparent."""

    @property
    def kept(self) -> Kept:
        """Return what has to be in the new file too, byte for byte."""

    def plain(self) -> bytes:
        """Return the file as it is, but without credentials."""

    def marked(self, residual: Residual) -> Written:
        """Return the file with `residual` added to its pixels, and without credentials.

        Raises:
            Refused: The encoder cannot write such a picture.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The bytes of a file, and how many pixels and parts of it may be looked at."""

    content: bytes
    limits: Limits
