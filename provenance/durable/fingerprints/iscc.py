"""Content codes of 256 bits by ISO 24138 (International Standard Content Code), `io.iscc.v0`.

The value of a binding is the canonical text, "ISCC:…", in UTF-8. A film is told by the image
codes of several of its pictures: the standard's video code asks for MPEG-7 signatures of
frames, which the builds of FFmpeg that Python packages bring cannot make.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

import iscc_core
from PIL import Image

from provenance.durable.fingerprints import gray
from provenance.durable.fingerprints.chromaprint import features, is_telling
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels

ALGORITHM = "io.iscc.v0"
BITS = 256
SOUND_NEAR = 24
"""Bits in which audio codes of the same recording differ at most. Unlike image codes they are
not spread evenly: 1,770 pairs of tunes on the same instrument differ in 46 bits or more."""

_SIDE = 32
_PREFIX = "ISCC:"

# ISO 24138, "ISCC header": main type 2 (content), subtype, version 0, length 7 (256 bits).
_IMAGE, _AUDIO, _VIDEO = b"\x21\x07", b"\x22\x07", b"\x23\x07"
_TOLD = len(_PREFIX) + 2  # letters, of five bits each, which tell main type and subtype
_LONGEST = len(_PREFIX) + 56


class IsccFingerprint:
    """Tell alike pictures, and alike recordings, from others by a published standard."""

    @property
    def algorithm(self) -> str:
        """Return the dotted name with a version."""
        return ALGORITHM

    @property
    def bits(self) -> int:
        """Return the length of a code."""
        return BITS

    @property
    def near(self) -> int:
        """Return the most bits in which codes of the same content differ."""
        return 64

    def near_for(self, value: bytes) -> int:
        """Return the most bits in which codes of this value's kind differ: fewer for sound.

        Raises:
            InvalidArgument: The value is no canonical content code of 256 bits.
        """
        return SOUND_NEAR if _unpacked(value)[:2] == _AUDIO else self.near

    def family(self, value: bytes) -> bytes:
        """Return how the values for what this one is for begin: a picture, sound or a film.

        Raises:
            InvalidArgument: The value is no canonical content code of 256 bits.
        """
        return _text(_unpacked(value))[:_TOLD].encode("ascii")

    def of(self, picture: Pixels) -> SoftBinding:
        """Return the image code of a picture.

        Raises:
            InvalidArgument: The array is not a picture.
        """
        framed = _without_border(picture)
        # ISO 24138, "Image-Code": 32 by 32 gray values, resized by bicubic interpolation.
        small = gray.squeezed(gray.luma(framed), _SIDE, Image.Resampling.BICUBIC)
        return _binding(iscc_core.gen_image_code_v0(small.ravel().tolist(), bits=BITS)["iscc"])

    def of_sound(self, samples: NDArray[np.int16]) -> SoftBinding | None:
        """Return the audio code of a recording, one channel of 11,025 samples a second.

        None when it is silent, sounds the same all the time (as noise does), or is shorter than
        three seconds.
        """
        found = features(samples)
        if not (found and is_telling(found)):
            return None
        return _binding(iscc_core.gen_audio_code_v0(list(found), bits=BITS)["iscc"])

    def code(self, value: bytes) -> bytes:
        """Return the bits that are compared, without the header; 32 bytes.

        Raises:
            InvalidArgument: The value is no canonical content code of 256 bits.
        """
        return _unpacked(value)[2:]


def _unpacked(value: bytes) -> bytes:
    try:
        text = value.decode("ascii") if len(value) <= _LONGEST else ""
        body = text.removeprefix(_PREFIX)
        packed = base64.b32decode(body + "=" * (-len(body) % 8))
    except (UnicodeDecodeError, binascii.Error):
        text, packed = "", b""
    if (
        packed[:2] not in {_IMAGE, _AUDIO, _VIDEO}
        or text != _text(packed)
        or len(packed) != 2 + BITS // 8
    ):
        raise InvalidArgument(
            "This is no ISCC content code of 256 bits for an image, sound or video.",
            hint='Give one in its canonical form, "ISCC:" and 55 capital letters and digits.',
        )
    return packed


def _text(packed: bytes) -> str:
    return _PREFIX + base64.b32encode(packed).decode("ascii").rstrip("=")


def _binding(text: str) -> SoftBinding:
    return SoftBinding(algorithm=ALGORITHM, value=text.encode(), kind=BindingKind.FINGERPRINT)


def _without_border(picture: Pixels) -> Pixels:
    """Trim what has exactly the colour of the upper left pixel (ISO 24138, "Image-Code").

    A picture of one colour is left as it is.
    """
    gray.check(picture)
    corner = picture[0, 0]
    top = _first_unlike(picture, corner)
    if top is None:
        return picture
    bottom = len(picture) - (_first_unlike(picture[::-1], corner) or 0)
    upright = picture[top:bottom].swapaxes(0, 1)
    left = _first_unlike(upright, corner) or 0
    right = len(upright) - (_first_unlike(upright[::-1], corner) or 0)
    return picture[top:bottom, left:right]


def _first_unlike(lines: Iterable[NDArray[np.uint8]], corner: NDArray[np.uint8]) -> int | None:
    unlike = (number for number, line in enumerate(lines) if (line != corner).any())
    return next(unlike, None)
