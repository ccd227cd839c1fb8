"""A perceptual hash of 256 bits for pictures, `org.media-provenance.phash256.1`.

Defined so that every machine comes to the same bits:

1. Brightness Y = (19595 R + 38470 G + 7471 B + 32768) >> 16 of each pixel.
2. The picture is resized to 64 by 64 with a triangle filter as wide as the reduction asks for
   (Pillow's BILINEAR), whatever its proportions.
3. Two-dimensional discrete cosine transform (type II) in whole numbers: each cosine is scaled
   by 2^14 and rounded, so that no sum depends on its order.
4. The 16 by 16 lowest frequencies, the constant one among them, row by row from the lowest
   vertical one: a bit is 1 where the coefficient is greater than the median of the 256.
5. The first bit is the most significant of the first of 32 bytes.

Unrelated pictures differ in about 128 bits; at most 64 is called near. Compression, resizing,
changes of tone and small overlays leave a picture near; a crop of a tenth, a mirrored or a
turned picture mostly does not. The hash keeps a blurred impression of the picture: who
publishes it publishes that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from provenance.durable.fingerprints import gray
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels

ALGORITHM = "org.media-provenance.phash256.1"
_SIDE, _FREQUENCIES = 64, 16
_SCALE = 1 << 14


class PerceptualHash:
    """Tell alike pictures from others by their lowest spatial frequencies."""

    @property
    def algorithm(self) -> str:
        """Return the dotted name with a version."""
        return ALGORITHM

    @property
    def bits(self) -> int:
        """Return the length of a code."""
        return _FREQUENCIES * _FREQUENCIES

    @property
    def near(self) -> int:
        """Return the most bits in which codes of the same content differ."""
        return 64

    def near_for(self, value: bytes) -> int:  # noqa: ARG002  # the same for all
        """Return the most bits in which codes of the same content differ."""
        return self.near

    def family(self, value: bytes) -> bytes:  # noqa: ARG002  # the same for all
        """Return that every value can be compared with every other."""
        return b""

    def of(self, picture: Pixels) -> SoftBinding:
        """Return the fingerprint of a picture.

        Raises:
            InvalidArgument: The array is not a picture.
        """
        small = gray.squeezed(gray.luma(picture), _SIDE, Image.Resampling.BILINEAR)
        lowest = _COSINES @ small.astype(np.int64) @ _COSINES.T
        ones = lowest.ravel() > np.median(lowest)
        return SoftBinding(
            algorithm=ALGORITHM, value=np.packbits(ones).tobytes(), kind=BindingKind.FINGERPRINT
        )

    def code(self, value: bytes) -> bytes:
        """Return the bits that are compared: the value itself.

        Raises:
            InvalidArgument: The value has another length.
        """
        if len(value) != self.bits // 8:
            raise InvalidArgument(
                f"A value of {ALGORITHM} has {self.bits // 8} bytes; this one has {len(value)}.",
                hint="Give the value as the fingerprint returned it.",
            )
        return bytes(value)


def _cosines() -> NDArray[np.int64]:
    frequency = np.arange(_FREQUENCIES)[:, None]
    place = 2 * np.arange(_SIDE)[None, :] + 1
    waves = np.cos(np.pi * frequency * place / (2 * _SIDE))
    waves[0] *= np.sqrt(0.5)
    return np.asarray(np.rint(waves * _SCALE), dtype=np.int64)


_COSINES = _cosines()
