"""Features of a recording by Chromaprint's default algorithm, as the ISCC audio code asks for.

Chromaprint (L. Lalinský; MIT licence) is a library in C that Python packages do not bring.
Its algorithm is short: energy in twelve notes over time, seen through sixteen filters that
were trained once, each in one of four steps. The filters and steps below are its "test 2".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RATE = 11_025
"""Samples a second that `features` takes."""

_FRAME = 4096
_HOP = _FRAME // 3
_NOTES = 12
_LOWEST_HZ, _HIGHEST_HZ, _BASE_HZ = 28, 3520, 440 / 16
_SMOOTHING = (0.25, 0.75, 1.0, 0.75, 0.25)
_QUIET = 0.01
_WIDEST = 16
_GRAY_CODE = np.array([0, 1, 3, 2], dtype=np.uint32)
_BLOCK = 512
"""Frames that are transformed at once, which bounds the memory."""

_LONGEST_SECONDS = 4 * 3600
_BITS = 32
_LEAST_SPREAD = 10.0
"""Of 32 bits, in how many a moment has to differ, added up, from what is usual in a recording.
Tunes and speech have 11 and more; noise, a tone that lasts and mostly silence have less, and
their codes are alike whatever was recorded."""

# Shape, first note, notes, columns; then what separates the four steps.
_FILTERS = (
    ((0, 4, 3, 15), (1.98215, 2.35817, 2.63523)),
    ((4, 4, 6, 15), (-1.03809, -0.651211, -0.282167)),
    ((1, 0, 4, 16), (-0.298702, 0.119262, 0.558497)),
    ((3, 8, 2, 12), (-0.105439, 0.0153946, 0.135898)),
    ((3, 4, 4, 8), (-0.142891, 0.0258736, 0.200632)),
    ((4, 0, 3, 5), (-0.826319, -0.590612, -0.368214)),
    ((1, 2, 2, 9), (-0.557409, -0.233035, 0.0534525)),
    ((2, 7, 3, 4), (-0.0646826, 0.00620476, 0.0784847)),
    ((2, 6, 2, 16), (-0.192387, -0.029699, 0.215855)),
    ((2, 1, 3, 2), (-0.0397818, -0.00568076, 0.0292026)),
    ((5, 10, 1, 15), (-0.53823, -0.369934, -0.190235)),
    ((3, 6, 2, 10), (-0.124877, 0.0296483, 0.139239)),
    ((2, 1, 1, 14), (-0.101475, 0.0225617, 0.231971)),
    ((3, 5, 6, 4), (-0.0799915, -0.00729616, 0.063262)),
    ((1, 9, 2, 12), (-0.272556, 0.019424, 0.302559)),
    ((3, 4, 2, 14), (-0.164292, -0.0321188, 0.0846339)),
)


def features(samples: NDArray[np.int16]) -> tuple[int, ...]:
    """Return one signed number of 32 bits for each eighth of a second.

    Args:
        samples: One channel at `RATE`; what comes after four hours is not listened to.

    Returns:
        None of them when the recording is silent or shorter than about three seconds.
    """
    notes = _notes(samples[: _LONGEST_SECONDS * RATE])
    smooth = _smoothed(notes)
    if len(smooth) < _WIDEST or not smooth.any():
        return ()
    sums = np.zeros((len(smooth) + 1, _NOTES + 1))
    sums[1:, 1:] = smooth.cumsum(0).cumsum(1)
    found = np.zeros(len(smooth) - _WIDEST + 1, dtype=np.uint32)
    for shape, steps in _FILTERS:
        seen = _through(sums, len(found), *shape)
        step = np.searchsorted(np.array(steps), seen, side="right")
        found = (found << np.uint32(2)) | _GRAY_CODE[step]
    return tuple(found.view(np.int32).tolist())


def is_telling(found: tuple[int, ...]) -> bool:
    """Tell whether features change enough over time to tell one recording from another."""
    moments = np.array(found, dtype=np.int32).view(np.uint32)
    ones = (moments[:, None] >> np.arange(_BITS, dtype=np.uint32) & 1).mean(axis=0)
    return bool(np.minimum(ones, 1 - ones).sum() >= _LEAST_SPREAD)


def _notes(samples: NDArray[np.int16]) -> Floats:
    """Return the energy in each note of the octave, frame by frame."""
    if len(samples) < _FRAME:
        return np.zeros((0, _NOTES))
    first, last = (round(_FRAME * hertz / RATE) for hertz in (_LOWEST_HZ, _HIGHEST_HZ))
    octaves = np.log2(np.arange(first, last) * RATE / _FRAME / _BASE_HZ)
    note = (_NOTES * (octaves - np.floor(octaves))).astype(int)
    into = np.zeros((last - first, _NOTES))
    into[np.arange(last - first), note] = 1.0
    window = np.hamming(_FRAME) / np.iinfo(np.int16).max
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP]
    blocks = (frames[start : start + _BLOCK] for start in range(0, len(frames), _BLOCK))
    return np.concatenate(
        [np.abs(np.fft.rfft(block * window)[:, first:last]) ** 2 @ into for block in blocks]
    )


def _smoothed(notes: Floats) -> Floats:
    """Average over five frames, then give each frame the length one."""
    count = len(notes) - len(_SMOOTHING) + 1
    if count <= 0:
        return np.zeros((0, _NOTES))
    smooth = sum(
        (share * notes[start : start + count] for start, share in enumerate(_SMOOTHING)),
        np.zeros((count, _NOTES)),
    )
    length = np.linalg.norm(smooth, axis=1, keepdims=True)
    return np.where(length < _QUIET, 0.0, smooth / np.maximum(length, _QUIET))


def _through(sums: Floats, count: int, shape: int, low: int, height: int, width: int) -> Floats:  # noqa: PLR0917  # a filter's four numbers
    """Compare the parts of a window by one of Chromaprint's six shapes, at each place in time."""
    high = low + height

    def area(begin: int, end: int, bottom: int, top: int) -> Floats:
        left, right = sums[begin : begin + count], sums[end : end + count]
        return right[:, top] - right[:, bottom] - left[:, top] + left[:, bottom]

    whole = area(0, width, low, high)
    match shape:
        case 0:
            one, other = whole, np.zeros(count)
        case 1:
            one = area(0, width, low + height // 2, high)
            other = whole - one
        case 2:
            one = area(width // 2, width, low, high)
            other = whole - one
        case 3:
            middle, half = low + height // 2, width // 2
            one = area(0, half, middle, high) + area(half, width, low, middle)
            other = whole - one
        case 4:
            one = area(0, width, low + height // 3, low + 2 * (height // 3))
            other = whole - one
        case _:
            one = area(width // 3, 2 * (width // 3), low, high)
            other = whole - one
    return np.log((1 + one) / (1 + other))
