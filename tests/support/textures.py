"""Scenes with grain of several sizes, as photographs of leaves or gravel have; always the same."""

from __future__ import annotations

import numpy as np
from PIL import Image
from support import scenes

SIZES = (60, 24, 10)


def textured(number: int, width: int = 720, height: int = 480) -> Image.Image:
    """Draw a scene on which there is something to hold on to everywhere."""
    chance = np.random.default_rng(number)
    grain = np.zeros((height, width), np.float32)
    for size in SIZES:
        coarse = chance.integers(0, 256, (height // size + 1, width // size + 1), dtype=np.uint8)
        smooth = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        grain += np.asarray(smooth)
    layer = Image.fromarray((grain / len(SIZES)).astype(np.uint8)).convert("RGB")
    return Image.blend(scenes.scene(number, width, height), layer, 0.5)
