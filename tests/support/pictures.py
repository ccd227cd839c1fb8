"""Pictures as arrays of pixels, always the same, and what happens to pictures on their way.

picture = pictures.scene(1200, 800)          # textured ground, smooth sky, edges
back = pictures.ATTACKS["jpeg 50"](picture)  # what comes back
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provenance.durable.interface import Pixels

WHITE = (255, 255, 255)


def scene(width: int, height: int, *, seed: int = 1) -> Pixels:
    """Draw something like a photograph: noise of all scales, a smooth sky, and shapes with edges."""
    random = np.random.default_rng(seed)
    picture = np.full((height, width, 3), 120.0, np.float32)
    for octave in range(2, 9):
        cells = random.normal(0, 3 + 3 * octave, (2 + (height >> octave), 2 + (width >> octave), 3))
        picture += cv2.resize(
            cells.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
    picture += random.normal(0, 3, picture.shape)
    sky = np.linspace(210, 150, height // 3, dtype=np.float32)
    picture[: height // 3] = sky[:, None, None] + random.normal(0, 1, (height // 3, width, 1))
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    cv2.circle(pixels, (width // 3, height // 2), height // 6, (200, 60, 40), -1)
    cv2.rectangle(
        pixels, (width // 2, height // 2), (width * 3 // 4, height * 3 // 4), (30, 90, 200), -1
    )
    return pixels


def marked(picture: Pixels, residual: np.ndarray) -> Pixels:
    """Add a mark to a picture."""
    return np.clip(np.rint(picture + residual[..., None]), 0, 255).astype(np.uint8)


def compressed(picture: Pixels, quality: int, kind: str = ".jpg") -> Pixels:
    """Compress and decode."""
    key = cv2.IMWRITE_WEBP_QUALITY if kind == ".webp" else cv2.IMWRITE_JPEG_QUALITY
    data = cv2.imencode(kind, picture[..., ::-1], (key, quality))[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1]


def scaled(picture: Pixels, factor: float) -> Pixels:
    """Resize; averaged when it shrinks."""
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=method)


def fitted(picture: Pixels, side: int = 1080) -> Pixels:
    """Make a picture smaller until its long side fits."""
    factor = side / max(picture.shape)
    return scaled(picture, factor) if factor < 1 else picture


def cropped(picture: Pixels, share: float) -> Pixels:
    """Cut a share off each side's length, more of it at the top left."""
    height, width = picture.shape[:2]
    down, right = round(height * share * 0.62), round(width * share * 0.62)
    return picture[
        down : down + round(height * (1 - share)), right : right + round(width * (1 - share))
    ]


def rotated(picture: Pixels, degrees: float) -> Pixels:
    """Turn a picture by a few degrees, and cut off the empty corners."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC)
    cut = abs(math.sin(math.radians(degrees))) * max(width / height, height / width) + 0.01
    down, right = round(height * cut / 2), round(width * cut / 2)
    return turned[down : height - down, right : width - right]


def screenshot(picture: Pixels) -> Pixels:
    """Show a picture at an odd scale, moved by part of a pixel, and compress it."""
    factor = min(1.0, 1170 / max(picture.shape)) * 0.937
    small = picture if factor > 0.5 else scaled(picture, 2 * factor)
    factor = max(0.5, factor)
    size = (round(small.shape[1] * factor), round(small.shape[0] * factor))
    matrix = np.array([[1 / factor, 0, 0.4], [0, 1 / factor, 0.3]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(small, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return compressed(moved, 85)


def screenshot_of_app(picture: Pixels) -> Pixels:
    """Show a picture between the bars of an app, and compress all of it."""
    shown = fitted(picture)
    height, width = shown.shape[:2]
    top, bottom = round(height * 0.12), round(height * 0.18)
    screen = np.full((top + height + bottom, width, 3), 255, np.uint8)
    screen[top : top + height] = shown
    font = (cv2.FONT_HERSHEY_SIMPLEX, width / 900, (30, 30, 30), 2)
    cv2.circle(screen, (top // 2, top // 2), top // 3, (90, 120, 200), -1)
    cv2.putText(screen, "some_user - 3 h", (top, top // 2), *font)
    cv2.putText(screen, "Liked by 1,204 others", (10, top + height + bottom // 2), *font)
    return compressed(screen, 85)


def lettered(picture: Pixels) -> Pixels:
    """Put a bar of text over a picture."""
    copy = picture.copy()
    height, width = copy.shape[:2]
    cv2.rectangle(copy, (0, round(height * 0.8)), (width, round(height * 0.95)), (0, 0, 0), -1)
    cv2.putText(
        copy, "BREAKING NEWS", (width // 20, round(height * 0.9)), cv2.FONT_HERSHEY_SIMPLEX, width / 500, WHITE, 3
    )  # fmt: skip
    return copy


def with_sticker(picture: Pixels) -> Pixels:
    """Cover a tenth of a picture with a disc."""
    copy = picture.copy()
    height, width = copy.shape[:2]
    radius = round(math.sqrt(0.1 * width * height / math.pi))
    cv2.circle(copy, (round(width * 0.7), round(height * 0.35)), radius, (255, 210, 0), -1)
    return copy


def printed(picture: Pixels) -> Pixels:
    """Print and scan: blurred, of less contrast, noisy, a little turned, and of another size."""
    turned = rotated(fitted(picture, 1400), 0.7).astype(np.float32)
    soft = cv2.GaussianBlur(turned, (0, 0), 0.9)
    curved = 255 * np.power(soft / 255, 1.12) * 0.86 + 18
    noise = np.random.default_rng(3).normal(0, 3, curved.shape)
    paper = np.clip(curved + noise, 0, 255).astype(np.uint8)
    return compressed(scaled(paper, 0.93), 85)


ATTACKS: Mapping[str, Callable[[Pixels], Pixels]] = MappingProxyType(
    {
        "none": lambda picture: picture,
        "jpeg 75": lambda picture: compressed(picture, 75),
        "jpeg 50": lambda picture: compressed(picture, 50),
        "jpeg 30": lambda picture: compressed(picture, 30),
        "webp 60": lambda picture: compressed(picture, 60, ".webp"),
        "half size": lambda picture: scaled(picture, 0.5),
        "quarter size": lambda picture: scaled(picture, 0.25),
        "crop 5 %": lambda picture: cropped(picture, 0.05),
        "crop 10 %": lambda picture: cropped(picture, 0.10),
        "crop 25 %": lambda picture: cropped(picture, 0.25),
        "platform": lambda picture: compressed(fitted(picture), 75),
        "crop 10 %, platform": lambda picture: compressed(fitted(cropped(picture, 0.1)), 75),
        "two platforms": lambda picture: compressed(
            fitted(compressed(fitted(picture, 1600), 80)), 70
        ),
        "screenshot": screenshot,
        "screenshot of an app": screenshot_of_app,
        "quarter turn": np.rot90,
        "mirrored": lambda picture: picture[:, ::-1],
        "2 degrees": lambda picture: rotated(picture, 2),
        "5 degrees": lambda picture: rotated(picture, 5),
        "10 degrees": lambda picture: rotated(picture, 9.8),
        "text": lettered,
        "sticker": with_sticker,
        "gray": lambda picture: cv2.cvtColor(
            cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB
        ),
        "print and scan": printed,
    }
)
