"""Find the setting of a lossy encoder that loses no more than a file of this size has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.pictures.faithfulness import mean_square
from provenance.durable.watermark.quality import psnr

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.durable.pictures.shading import Samples

FAITHFUL = 44.0
"""dB between the brightness that an encoder is given and what comes back: hardly seen, and below
what a copy of a lossy picture has lost already."""
_LOWEST, _HIGHEST = 40, 97
_WEIGHTS = np.array((0.299, 0.587, 0.114), np.float32)  # of red, green and blue in brightness
_SIDE, _TILES = 128, 4  # pixels of a tile, and how many of them in each direction


def quality(
    samples: Samples,
    coded_bytes: int,
    encode: Callable[[Samples, int], bytes],
    decode: Callable[[bytes], Samples],
) -> int:
    """Return the quality, 40 to 97, for `samples`, tried on a sample of the picture.

    The setting of the source is not known, so two things are asked for instead: the highest
    quality at which the file does not grow, and at least the one at which the encoder itself
    takes away less than a mark does.

    Args:
        samples: The pixels to be written.
        coded_bytes: Size of the picture's coded data in the source.
        encode: Writes samples with a quality.
        decode: Reads them back.
    """
    part = _part(samples)
    share = part.shape[0] * part.shape[1] / (samples.shape[0] * samples.shape[1])
    low, high = _LOWEST, _HIGHEST
    while low < high:
        middle = (low + high) // 2
        coded = encode(part, middle)
        small = len(coded) <= coded_bytes * share
        if small or _likeness(part, decode(coded)) < FAITHFUL:
            low = middle + 1
        else:
            high = middle
    return low


def _likeness(one: Samples, other: Samples) -> float:
    """Compare the brightness alone: what is lost of colours depends on their sampling."""
    weights = _WEIGHTS if one.shape[2] > 2 else np.ones(1, np.float32)  # noqa: PLR2004  # gray
    one_luma, other_luma = (each[..., : len(weights)] @ weights for each in (one, other))
    most = float(np.iinfo(one.dtype).max)
    return psnr(mean_square(one_luma, other_luma, most=most))


def _part(samples: Samples) -> Samples:
    """Return tiles from all over the picture, side by side; a small picture as it is."""
    return np.ascontiguousarray(samples[_places(samples.shape[0])][:, _places(samples.shape[1])])


def _places(length: int) -> slice | np.ndarray[tuple[int], np.dtype[np.intp]]:
    if length <= _TILES * _SIDE:
        return slice(None)
    starts = np.linspace(0, length - _SIDE, _TILES).astype(np.intp) // 8 * 8  # as blocks lie
    return (starts[:, None] + np.arange(_SIDE)).ravel()
