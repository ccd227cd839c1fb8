"""Pictures that were made to be taken for others."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

_SIDE, _WAVES, _LEFT = 64, 16, 50
_ROUNDS = 12


def with_likeness_of(picture: Image.Image, target: Image.Image) -> Image.Image:
    """Change a picture a little, so that it has nearly the perceptual hash of another one.

    Only waves whose sign is another one are moved just across the middle, the faintest first.
    """
    forged = np.asarray(picture.convert("RGB"), dtype=np.float64)
    wanted = _signs(_waves(np.asarray(target.convert("RGB"), dtype=np.float64)))
    for _ in range(_ROUNDS):
        waves = _waves(forged)
        off = (waves - np.median(waves)).ravel()
        wrong = np.flatnonzero((off > 0) != wanted)
        if len(wrong) <= _LEFT:
            break
        moved = wrong[np.argsort(np.abs(off[wrong]))][: len(wrong) - _LEFT + 12]
        step = np.zeros(off.shape)
        step[moved] = np.where(wanted[moved], 3.0, -3.0) - off[moved]
        whole = np.zeros((_SIDE, _SIDE))
        whole[:_WAVES, :_WAVES] = step.reshape(_WAVES, _WAVES)
        size = (forged.shape[1], forged.shape[0])
        forged = (
            forged + cv2.resize(cv2.idct(whole), size, interpolation=cv2.INTER_CUBIC)[..., None]
        )
    return Image.fromarray(np.clip(forged, 0, 255).astype(np.uint8))


def _waves(picture: np.ndarray) -> np.ndarray:
    seen = np.clip(picture, 0, 255).astype(np.uint8)
    gray = cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY).astype(np.float64)
    small = cv2.resize(gray, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return cv2.dct(small)[:_WAVES, :_WAVES]


def _signs(waves: np.ndarray) -> np.ndarray:
    return waves.ravel() > np.median(waves)
