"""Set decoded pictures upright, and hand them over as bytes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.model.frames import Raster

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL.Image import Image

_UPRIGHT: Mapping[int, str] = MappingProxyType(
    {
        2: "FLIP_LEFT_RIGHT",
        3: "ROTATE_180",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_270",
        7: "TRANSVERSE",
        8: "ROTATE_90",
    }
)
"""What sets a picture upright, by its orientation (EXIF 3.0, 4.6.5.1.6)."""
_LYING = frozenset({5, 6, 7, 8})


def fitting(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size of a picture whose long side is at most `side`; it never grows."""
    longest = max(width, height)
    if longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Return the size of a picture of this orientation when it is set upright."""
    return (height, width) if orientation in _LYING else (width, height)


def upright(picture: Image, orientation: int) -> Raster:
    """Return a picture in red, green and blue as bytes, upright."""
    if orientation in _UPRIGHT:
        from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

        picture = picture.transpose(Image.Transpose[_UPRIGHT[orientation]])
    return Raster(width=picture.width, height=picture.height, pixels=picture.tobytes())
