"""Pictures that look like nothing but themselves: each number is another scene, always the same."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from provenance.engine.looking import look
from provenance.limits import Limits
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from provenance.model.look import Miniature

SHAPES = 24


def scene(number: int, width: int = 960, height: int = 640) -> Image.Image:
    """Draw shapes of many sizes and shades, softened as a lens does."""
    chance = random.Random(number)
    image = Image.new("RGB", (width, height), _shade(chance))
    pen = ImageDraw.Draw(image)
    for _ in range(SHAPES):
        x, y = chance.randrange(-width // 8, width), chance.randrange(-height // 8, height)
        size = chance.randrange(width // 16, width // 3)
        draw = chance.choice((pen.ellipse, pen.rectangle))
        draw((x, y, x + size, y + chance.randrange(height // 16, height // 3)), fill=_shade(chance))
    return image.filter(ImageFilter.GaussianBlur(1.5))


def saved(image: Image.Image, encoder: str = "JPEG", quality: int = 98) -> bytes:
    """Return the bytes of a picture file, large enough that a thumbnail is worth it."""
    out = io.BytesIO()
    image.save(out, encoder, quality=quality)
    return out.getvalue()


def small(image: Image.Image, encoder: str = "PNG") -> Miniature:
    """Return what the verifier sees of a picture."""
    seen = look(Asset(name="scene", data=saved(image, encoder)), Limits(), picture=True)
    assert seen.miniature, seen.problem
    return seen.miniature


def _shade(chance: random.Random) -> tuple[int, ...]:
    return tuple(chance.randrange(256) for _ in range(3))
