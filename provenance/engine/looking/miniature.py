"""Decode a picture as cheaply as its format permits, into a small gray square."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.looking.pictures import PictureError, open_picture
from provenance.engine.looking.samples import in_eight_bits
from provenance.model.look import SIDE, Miniature

if TYPE_CHECKING:
    from PIL.Image import Image

    from provenance.limits import Limits

_DRAFT = 4 * SIDE
"""Pixels that a JPEG decoder is asked for: enough that what it drops does not show."""
_WHITE = 255


def draw(content: BinaryIO, limits: Limits) -> Miniature:
    """Return the picture in `content`, upright, small and gray.

    Raises:
        PictureError: There is no decoder for it, it is damaged, or it is too large.
    """
    with open_picture(content) as picture:
        if picture.width * picture.height > limits.picture_pixels:
            raise PictureError("it has more pixels than Limits.picture_pixels")
        try:
            return _reduce(picture)
        except PictureError:
            raise
        except Exception as error:  # a decoder raises whatever a damaged file makes it raise
            raise PictureError("it cannot be decoded") from error


def _reduce(picture: Image) -> Miniature:
    from PIL import Image, ImageOps  # noqa: PLC0415  # Pillow loads slowly

    size = picture.size
    picture.draft("RGB", (_DRAFT, _DRAFT))
    upright = ImageOps.exif_transpose(picture)
    turned = upright.width * size[1] != upright.height * size[0] and upright.size != picture.size
    width, height = reversed(size) if turned else size
    gray = _in_gray(upright)
    small = gray.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    return Miniature(width=width, height=height, luma=small.tobytes())


def _in_gray(picture: Image) -> Image:
    """Return one channel of eight bits; what is transparent becomes white."""
    plain = in_eight_bits(picture)
    if not plain.has_transparency_data:
        return plain.convert("L")
    from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

    pixels = plain.convert("LA") if plain.mode == "LA" else plain.convert("RGBA")
    white = Image.new("L", pixels.size, _WHITE)
    white.paste(pixels.convert("L"), mask=pixels.getchannel("A"))
    return white
