"""Turn pictures of any size into small gray ones, alike on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels

_CHANNELS, _AXES = 3, 3
_STRIP = 1 << 21
"""Pixels that are converted at once: Pillow takes four bytes for each of three."""

FLAT = 2.0
"""Least standard deviation, in gray levels, of a picture whose fingerprint tells it from others."""


def luma(picture: Pixels) -> Image.Image:
    """Return the brightness by ITU-R BT.601, as Pillow rounds it, strip by strip.

    Raises:
        InvalidArgument: The array is not a picture.
    """
    check(picture)
    rows, columns = picture.shape[:2]
    gray = Image.new("L", (columns, rows))
    step = max(1, _STRIP // columns)
    for top in range(0, rows, step):
        strip = np.ascontiguousarray(picture[top : top + step])
        gray.paste(Image.fromarray(strip).convert("L"), (0, top))
    return gray


def check(picture: Pixels) -> None:
    """Hold an array against what `Pixels` promises.

    Raises:
        InvalidArgument: It has another shape or kind of number, or no pixels.
    """
    fits = picture.ndim == _AXES and picture.shape[2] == _CHANNELS and picture.size
    if not fits or picture.dtype != np.uint8:
        raise InvalidArgument(
            f"A picture has rows, columns and three channels of eight bits; "
            f"this array is {picture.dtype} {picture.shape}.",
            hint="Decode it to RGB first.",
        )


def squeezed(gray: Image.Image, side: int, resampling: Image.Resampling) -> NDArray[np.uint8]:
    """Return a gray picture as a square of `side` pixels, whatever its proportions."""
    return np.asarray(gray.resize((side, side), resampling))


def is_flat(picture: Pixels) -> bool:
    """Tell whether a picture shows too little for a fingerprint to tell it from others."""
    return float(squeezed(luma(picture), 32, Image.Resampling.BOX).std()) < FLAT
