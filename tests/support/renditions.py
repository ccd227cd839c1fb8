"""What platforms, phones and people do to pictures: each entry turns one into another.

Every rendition is always the same for the same picture.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

Rendition = Callable[[Image.Image], Image.Image]

_SHARP, _SOFT = Image.Resampling.LANCZOS, Image.Resampling.BILINEAR


def compressed(image: Image.Image, encoder: str = "JPEG", quality: int = 75) -> Image.Image:
    """Save with loss, and open again."""
    out = io.BytesIO()
    image.save(out, encoder, quality=quality)
    return Image.open(out).convert("RGB")


def fitted(image: Image.Image, side: int, resampling: Image.Resampling = _SHARP) -> Image.Image:
    """Make the longer side at most `side` pixels long."""
    return scaled(image, min(1.0, side / max(image.size)), resampling)


def scaled(image: Image.Image, factor: float, resampling: Image.Resampling = _SHARP) -> Image.Image:
    """Resize; nothing becomes smaller than 16 pixels."""
    if factor == 1.0:
        return image
    size = (max(16, round(image.width * factor)), max(16, round(image.height * factor)))
    return image.resize(size, resampling)


def cropped(image: Image.Image, share: float) -> Image.Image:
    """Cut `share` of the width and of the height away, more on one end than on the other."""
    chance = random.Random(f"{share} {image.size}")
    width, height = round(image.width * (1 - share)), round(image.height * (1 - share))
    left, top = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def posted(image: Image.Image, side: int = 1080, quality: int = 75) -> Image.Image:
    """Do what a platform does: a smaller picture, compressed harder."""
    return compressed(fitted(image, side), quality=quality)


def photographed_screen(image: Image.Image) -> Image.Image:
    """Show it at an odd scale on a screen and save the screen."""
    return compressed(scaled(image, min(1.0, 1170 / max(image.size)) * 0.937, _SOFT), quality=85)


def inside_an_app(image: Image.Image) -> Image.Image:
    """Save a screen that shows it between bars with texts."""
    shown = fitted(image, 1080, _SOFT)
    width, height = shown.size
    screen = Image.new("RGB", (width, round(height * 1.3)), "white")
    above = round(height * 0.12)
    screen.paste(shown, (0, above))
    pen, font = ImageDraw.Draw(screen), ImageFont.load_default(max(10, width // 30))
    pen.ellipse((10, above // 4, 10 + above // 2, above // 4 + above // 2), fill=(90, 120, 200))
    pen.text((above, above // 3), "a person, 3 hours ago", fill=(20, 20, 20), font=font)
    pen.text((10, above + height + 10), "1,204 likes, 32 comments", fill=(40, 40, 40), font=font)
    return compressed(screen, quality=85)


def with_headline(image: Image.Image) -> Image.Image:
    """Cover 15 per cent of the height by a bar with a text."""
    copy = image.copy()
    width, height = copy.size
    pen, font = ImageDraw.Draw(copy), ImageFont.load_default(max(12, height // 12))
    pen.rectangle((0, round(height * 0.8), width, round(height * 0.95)), fill="black")
    pen.text((width * 0.05, height * 0.82), "LOOK AT THIS NOW", fill="white", font=font)
    return copy


def with_sticker(image: Image.Image) -> Image.Image:
    """Cover a tenth of the picture by a disc."""
    copy = image.copy()
    width, height = copy.size
    radius, middle = round((0.1 * width * height / np.pi) ** 0.5), (width * 0.7, height * 0.35)
    ImageDraw.Draw(copy).circle(middle, radius, fill=(255, 210, 0))
    return copy


def with_paste(image: Image.Image, share: float = 0.05) -> Image.Image:
    """Cover `share` of the picture by another part of the same picture, at a place of its own."""
    chance = random.Random(f"paste {image.size}")
    side = share**0.5
    width, height = round(image.width * side), round(image.height * side)
    corner = (chance.randint(0, image.width // 4), chance.randint(0, image.height // 4))
    patch = image.crop((image.width - width, image.height - height, image.width, image.height))
    copy = image.copy()
    copy.paste(patch.transpose(Image.Transpose.FLIP_LEFT_RIGHT), corner)
    return copy


def graded(image: Image.Image, strength: float = 1.0) -> Image.Image:
    """Shift colours, brightness and contrast."""
    copy = ImageEnhance.Color(image).enhance(1 + 0.4 * strength)
    copy = ImageEnhance.Brightness(copy).enhance(1 + 0.1 * strength)
    copy = ImageEnhance.Contrast(copy).enhance(1 + 0.15 * strength)
    hue, saturation, value = copy.convert("HSV").split()
    turned = hue.point(lambda angle: (angle + round(7 * strength)) % 256)
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """Turn by a few degrees and cut the empty corners away."""
    copy = image.rotate(degrees, Image.Resampling.BICUBIC)
    width, height = copy.size
    lost = abs(np.sin(np.radians(degrees))) * max(width / height, height / width) + 0.01
    edge = (round(width * lost / 2), round(height * lost / 2))
    return copy.crop((*edge, width - edge[0], height - edge[1]))


def noisy(image: Image.Image, levels: float = 8.0) -> Image.Image:
    """Add the grain of a sensor."""
    pixels = np.asarray(image, np.float32)
    grain = np.random.default_rng(1).normal(0, levels, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


RENDITIONS: MappingProxyType[str, Rendition] = MappingProxyType(
    {
        "none": lambda image: image,
        "jpeg 90": lambda image: compressed(image, quality=90),
        "jpeg 75": compressed,
        "jpeg 50": lambda image: compressed(image, quality=50),
        "jpeg 30": lambda image: compressed(image, quality=30),
        "webp 60": lambda image: compressed(image, "WEBP", 60),
        "half size": lambda image: scaled(image, 0.5),
        "quarter size": lambda image: scaled(image, 0.25),
        "posted": posted,
        "posted twice": lambda image: posted(posted(image, 1600, 80), 1080, 70),
        "screen": photographed_screen,
        "graded": graded,
        "gray": lambda image: image.convert("L").convert("RGB"),
        "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(1.5)),
        "noisy": noisy,
        "crop 5": lambda image: cropped(image, 0.05),
        "crop 10": lambda image: cropped(image, 0.10),
        "crop 25": lambda image: cropped(image, 0.25),
        "crop 10, posted": lambda image: posted(cropped(image, 0.10)),
        "turned by 2": lambda image: turned(image, 2.0),
        "turned by 90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
        "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "in an app": inside_an_app,
        "headline": with_headline,
        "sticker": with_sticker,
        "paste": with_paste,
    }
)
