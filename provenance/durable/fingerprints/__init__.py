"""Tell what a file shows or sounds like in codes that alike files have almost alike.

A code leads to candidates and never to a verdict: unlike pictures hardly ever come near, but
variants of one design do. A code also tells something of the picture to everybody who reads it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.durable import extra

with extra.needed():
    from provenance.durable.fingerprints import gray
    from provenance.durable.fingerprints.chromaprint import RATE
    from provenance.durable.fingerprints.iscc import IsccFingerprint
    from provenance.durable.fingerprints.phash import PerceptualHash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from provenance.durable.interface import Fingerprint, Pixels
    from provenance.model.soft_binding import SoftBinding

__all__ = [
    "ALL",
    "BY_NAME",
    "IsccFingerprint",
    "PerceptualHash",
    "of_film",
    "of_picture",
    "of_sound",
]

ALL: tuple[Fingerprint, ...] = (IsccFingerprint(), PerceptualHash())
"""Every fingerprint that this room knows."""

BY_NAME: Mapping[str, Fingerprint] = MappingProxyType({each.algorithm: each for each in ALL})

MOST_FRAMES = 32
"""Frames of a film that bindings are made of."""

BEGINNINGS = (15, 30, 60, 120)
"""Seconds of a recording that have a binding of their own, if it is longer."""

_ALIKE = 16
"""Bits: two frames that differ less say the same."""


def of_picture(picture: Pixels) -> tuple[SoftBinding, ...]:
    """Return a binding by each algorithm; none for a picture that shows almost nothing.

    Raises:
        InvalidArgument: The array is not a picture.
    """
    if gray.is_flat(picture):
        return ()
    return tuple(fingerprint.of(picture) for fingerprint in ALL)


def of_film(frames: Iterable[Pixels]) -> tuple[SoftBinding, ...]:
    """Return the bindings of the first `MOST_FRAMES` frames that differ from one another.

    Raises:
        InvalidArgument: A frame is not a picture.
    """
    kept: list[SoftBinding] = []
    codes: list[tuple[int, ...]] = []
    for frame in frames:
        bindings = of_picture(frame)
        code = tuple(_number(binding) for binding in bindings)
        if not bindings or any(_alike(code, other) for other in codes):
            continue
        kept.extend(bindings)
        codes.append(code)
        if len(codes) == MOST_FRAMES:
            break
    return tuple(kept)


def of_sound(samples: NDArray[np.int16]) -> tuple[SoftBinding, ...]:
    """Return the bindings of one channel of sound, 11,025 samples a second.

    First comes that of the whole, then those of its first seconds (`BEGINNINGS`), which stay as
    they are when its end is cut off. There are none of what is silent, sounds the same all the
    time, or has less than three seconds.
    """
    fingerprint = IsccFingerprint()
    parts = [
        samples,
        *(samples[: each * RATE] for each in BEGINNINGS if each * RATE < len(samples)),
    ]
    found = [fingerprint.of_sound(each) for each in parts]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _number(binding: SoftBinding) -> int:
    fingerprint = next(each for each in ALL if each.algorithm == binding.algorithm)
    return int.from_bytes(fingerprint.code(binding.value), "big")


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all((a ^ b).bit_count() < _ALIKE for a, b in zip(one, other, strict=True))
