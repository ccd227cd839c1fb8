"""Turn pixels upright, and back to how a file stores them (EXIF 3.0, Orientation)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PIL.Image import Image

ORIENTATION = 0x0112
_AS_STORED = 1
# How rows and columns are exchanged, then mirrored, to show what is stored.
_TURNS: Mapping[int, tuple[bool, int, int]] = MappingProxyType(
    {
        1: (False, 1, 1),
        2: (False, 1, -1),
        3: (False, -1, -1),
        4: (False, -1, 1),
        5: (True, 1, 1),
        6: (True, 1, -1),
        7: (True, -1, -1),
        8: (True, -1, 1),
    }
)


def orientation_of(picture: Image) -> int:
    """Return how the stored picture is to be turned, 1 to 8; 1 when the file does not say."""
    stated = picture.getexif().get(ORIENTATION, _AS_STORED)
    return stated if stated in _TURNS else _AS_STORED


def upright(stored: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Return the pixels as they are shown."""
    exchanged, down, right = _TURNS[orientation]
    return (stored.swapaxes(0, 1) if exchanged else stored)[::down, ::right]


def as_stored(shown: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Return the pixels as the file stores them."""
    exchanged, down, right = _TURNS[orientation]
    mirrored = shown[::down, ::right]
    return mirrored.swapaxes(0, 1) if exchanged else mirrored
