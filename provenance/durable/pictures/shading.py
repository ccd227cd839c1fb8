"""Add a residual to samples of any depth and kind, and show such samples in eight bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.sheet import Residual

    Samples = NDArray[Any]
    """Rows, columns and channels of unsigned integers, as a file stores them."""

_STEPS = 255
_MOST_INK = 0.1  # of full ink that cyan, magenta and yellow change by, in deep shadows for example
_BAND = 256  # rows worked on at once, so that the numbers between take little memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """What the channels of a picture mean.

    Attributes:
        colours: 1 for gray, 3 for red, green and blue, 4 for cyan, magenta, yellow and black.
        alpha: Whether one more channel tells how opaque a pixel is.
        premultiplied: Whether the colours are already weighed with it.
        inverted: Whether 0 is white, as some scans in gray have it.
    """

    colours: int
    alpha: bool = False
    premultiplied: bool = False
    inverted: bool = False


def add(samples: Samples, residual: Residual, shade: Shade) -> Samples:
    """Return the samples with the residual added; how opaque each pixel is stays as it was."""
    marked = samples.copy()
    for top in range(0, len(samples), _BAND):
        rows = slice(top, top + _BAND)
        added = residual[rows, :, None]
        if shade.colours == 4:  # noqa: PLR2004  # inks
            marked[rows] = _inked(samples[rows], added)
        else:
            marked[rows, :, : shade.colours] = _lit(samples[rows], added, shade)
    return marked


def show(samples: Samples, shade: Shade) -> Pixels:
    """Return red, green and blue in eight bits, over white."""
    shown = np.empty((*samples.shape[:2], 3), np.uint8)
    for top in range(0, len(samples), _BAND):
        rows = slice(top, top + _BAND)
        shown[rows] = np.rint(_shown(samples[rows], shade)).astype(np.uint8)
    return shown


def _most(samples: Samples) -> int:
    return int(np.iinfo(samples.dtype).max)


def _lit(samples: Samples, added: Residual, shade: Shade) -> Samples:
    most = _most(samples)
    step = most // _STEPS
    colours, highest = samples[..., : shade.colours], np.array(most, samples.dtype)
    if shade.alpha:
        opaque = samples[..., -1:]
        weight = opaque / np.float32(most) if shade.premultiplied else opaque > 0
        added = added * weight.astype(np.float32)
        highest = opaque if shade.premultiplied else highest
    signed = -added if shade.inverted else added
    lit = np.rint(colours.astype(np.float32) + signed * np.float32(step))
    clipped: Samples = np.clip(lit, 0, highest).astype(samples.dtype)
    return clipped


def _inked(samples: Samples, added: Residual) -> Samples:
    """Take cyan, magenta and yellow away for more light, and black where that was not enough."""
    most = np.float32(_most(samples))
    bare = 1 - samples.astype(np.float32) / most
    light = added / _STEPS
    black = np.maximum(bare[..., 3:], 1 / most)
    wanted = bare[..., :3] * bare[..., 3:] + light
    near = bare[..., :3]
    coloured = np.clip(np.clip(wanted / black, near - _MOST_INK, near + _MOST_INK), 0, 1)
    short = (wanted - coloured * bare[..., 3:]).mean(axis=2, keepdims=True)
    paler = np.maximum(coloured.mean(axis=2, keepdims=True), 1 / most)
    blacked = np.clip(bare[..., 3:] + short / paler, 0, 1)
    bare = np.concatenate((coloured, blacked), axis=2)
    inked: Samples = np.rint((1 - bare) * most).astype(samples.dtype)
    return inked


def _shown(samples: Samples, shade: Shade) -> NDArray[np.float32]:
    most = np.float32(_most(samples))
    values = samples.astype(np.float32) / most
    colours = values[..., : shade.colours]
    if shade.colours == 4:  # noqa: PLR2004  # inks
        colours = (1 - colours[..., :3]) * (1 - colours[..., 3:])
    elif shade.inverted:
        colours = 1 - colours
    if shade.alpha:
        opaque = values[..., -1:]
        colours = (colours if shade.premultiplied else colours * opaque) + (1 - opaque)
    shown: NDArray[np.float32] = np.broadcast_to(colours, (*colours.shape[:2], 3)) * np.float32(
        _STEPS
    )
    return shown
