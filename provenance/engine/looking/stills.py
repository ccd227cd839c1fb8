"""Decode a still picture in colour, no larger than it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.looking.pictures import PictureError, open_picture
from provenance.engine.looking.rasters import fitting, upright, upright_size
from provenance.engine.looking.samples import in_colour
from provenance.model.frames import Frame, Showing

if TYPE_CHECKING:
    from PIL.Image import Image

    from provenance.limits import Limits

_ORIENTATION = 0x0112  # EXIF 3.0, 4.6.5.1.6
_KEPT = 2
"""A JPEG decoder that reduces stops at this many times the pixels wanted: what it drops is not seen."""


def show(content: BinaryIO, side: int, limits: Limits) -> Showing:
    """Return what the picture in `content` shows, upright, with a long side of at most `side`.

    Raises:
        PictureError: There is no decoder for it, it is damaged, or it is too large.
    """
    with open_picture(content) as picture:
        if picture.width * picture.height > limits.picture_pixels:
            raise PictureError("it has more pixels than Limits.picture_pixels")
        try:
            return _shown(picture, side)
        except PictureError:
            raise
        except Exception as error:  # a decoder raises whatever a damaged file makes it raise
            raise PictureError("it cannot be decoded") from error


def _shown(picture: Image, side: int) -> Showing:
    from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

    size = picture.size
    wide, high = fitting(*size, _KEPT * side)
    picture.draft("RGB", (wide, high))
    drafted = picture.size != size
    picture.load()
    if not drafted:
        size = picture.size  # TIFF turns itself
    # A gap of two reduces by whole numbers first; the filter is the one nearest to exact areas.
    small = in_colour(picture).resize(
        fitting(*picture.size, side), Image.Resampling.HAMMING, reducing_gap=2.0
    )
    orientation = _orientation(picture)
    width, height = upright_size(*size, orientation)
    frame = Frame(raster=upright(small, orientation))
    return Showing(frames=(frame,), width=width, height=height)


def _orientation(picture: Image) -> int:
    """Return how the picture lies; damaged EXIF data says nothing of it."""
    try:
        found = picture.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001  # the parser raises whatever damaged data make it raise
        return 0
    return found if isinstance(found, int) else 0
