"""Turn the samples of a decoded picture into eight bits each, whatever they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.engine.looking.pictures import PictureError

if TYPE_CHECKING:
    from PIL.Image import Image

_WHITE = (255, 255, 255)


def in_eight_bits(picture: Image) -> Image:
    """Return the picture with eight bits a sample; one that has no more stays as it is.

    Raises:
        PictureError: Its samples have more than 16 bits, of which nobody says what is white.
    """
    if picture.mode.startswith("I;16"):
        # Pillow rescales samples of this mode only when they lie in the machine's own order.
        ordered = picture if picture.mode == "I;16" else picture.convert("I")
        return ordered.point(lambda value: value / 256).convert("L")
    if picture.mode in {"I", "F"}:
        raise PictureError("its samples have more than 16 bits")
    return picture


def in_colour(picture: Image) -> Image:
    """Return red, green and blue in eight bits each, as they are seen on white.

    Raises:
        PictureError: As `in_eight_bits`.
    """
    plain = in_eight_bits(picture)
    if not plain.has_transparency_data:
        return plain.convert("RGB")
    from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

    pixels = plain.convert("RGBA")
    white = Image.new("RGB", pixels.size, _WHITE)
    white.paste(pixels, mask=pixels)
    return white
