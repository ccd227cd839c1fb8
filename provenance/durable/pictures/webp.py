"""WebP: pixels without loss stay without loss, others get an equivalent quality."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from provenance.durable.pictures import equivalent, shading
from provenance.durable.pictures.decoder import DAMAGED, decoded
from provenance.durable.pictures.shading import Shade
from provenance.durable.pictures.sheet import Kept, Paper, Refused, Written
from provenance.durable.pictures.upright import as_stored, orientation_of, upright
from provenance.engine.containers import riff

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.shading import Samples
    from provenance.durable.pictures.sheet import Residual

_LOSSY, _LOSSLESS, _ALPHA, _EXTENDED = b"VP8 ", b"VP8L", b"ALPH", b"VP8X"
_PICTURE = frozenset((_LOSSY, _LOSSLESS, _ALPHA))
_CREDENTIALS = b"C2PA"
_ANIMATED = 0x02  # a flag of VP8X (RFC 9649, 2.7)
_METHOD = 5  # of 0 to 6: how long the encoder looks for a smaller file
_SHADES = {"RGB": Shade(colours=3), "RGBA": Shade(colours=3, alpha=True)}


@dataclass(frozen=True)
class WebpSheet:
    """One WebP file: its chunks, without those of credentials."""

    paper: Paper
    chunks: tuple[tuple[bytes, bytes], ...]
    media_type: ClassVar[str] = "image/webp"

    @classmethod
    def open(cls, paper: Paper) -> WebpSheet:
        """Take the file apart.

        Raises:
            Refused: Its picture cannot be written again as it is.
        """
        chunks = _chunks(paper.content, paper.limits.boxes)
        kinds = {kind for kind, _ in chunks}
        flags = next((data[:1] for kind, data in chunks if kind == _EXTENDED), b"\0")
        if {b"ANIM", b"ANMF"} & kinds or flags[0] & _ANIMATED:
            raise Refused("it is animated", "Mark a single picture, or make a film of it.")
        if not {_LOSSY, _LOSSLESS} & kinds:
            raise Refused("its picture is damaged", DAMAGED)
        return cls(paper, tuple(each for each in chunks if each[0] != _CREDENTIALS))

    @cached_property
    def shown(self) -> Pixels:
        """Return what it shows."""
        return upright(shading.show(self._samples, self._shade), self._orientation)

    @property
    def kept(self) -> Kept:
        """Return all chunks but the picture's own."""
        return tuple(
            (kind.decode("latin-1"), data)
            for kind, data in self.chunks
            if kind not in _PICTURE | {_EXTENDED}
        )

    def plain(self) -> bytes:
        """Return the file without credentials."""
        return _joined(self.chunks)

    def marked(self, residual: Residual) -> Written:
        """Return the file with marked pixels."""
        samples = shading.add(self._samples, as_stored(residual, self._orientation), self._shade)
        encoded = _chunks(self._encoded(samples), self.paper.limits.boxes)
        picture = [each for each in encoded if each[0] in _PICTURE]
        extended = [each for each in self.chunks if each[0] == _EXTENDED]
        first = next(number for number, (kind, _) in enumerate(self.chunks) if kind in _PICTURE)
        before = [each for each in self.chunks[:first] if each[0] != _EXTENDED]
        after = [each for each in self.chunks[first:] if each[0] not in _PICTURE]
        if not extended and len(picture) > 1:
            extended = [each for each in encoded if each[0] == _EXTENDED]
        return Written(content=_joined((*extended, *before, *picture, *after)))

    @cached_property
    def _read(self) -> tuple[Samples, str, int]:
        with decoded(self.paper) as picture:
            return np.asarray(picture), picture.mode, orientation_of(picture)

    @property
    def _samples(self) -> Samples:
        return self._read[0]

    @property
    def _shade(self) -> Shade:
        return _SHADES[self._read[1]]

    @property
    def _orientation(self) -> int:
        return self._read[2]

    def _encoded(self, samples: Samples) -> bytes:
        if any(kind == _LOSSLESS for kind, _ in self.chunks):
            return _encode(samples, lossless=True, quality=80)
        coded = sum(len(data) for kind, data in self.chunks if kind == _LOSSY)
        quality = equivalent.quality(
            samples[..., :3],
            coded,
            lambda part, quality: _encode(part, quality=quality),
            lambda content: np.asarray(_open(content)),
        )
        return _encode(samples, quality=quality)


def _encode(samples: Samples, **options: Any) -> bytes:  # noqa: ANN401  # Pillow's own
    from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

    out = io.BytesIO()
    mode = "RGBA" if samples.shape[2] > 3 else "RGB"  # noqa: PLR2004
    picture = Image.frombytes(mode, samples.shape[1::-1], np.ascontiguousarray(samples).tobytes())
    picture.save(out, "WEBP", method=_METHOD, exact=True, alpha_quality=100, **options)
    return out.getvalue()


def _open(content: bytes) -> Any:  # noqa: ANN401  # a picture of Pillow
    from PIL.WebPImagePlugin import WebPImageFile  # noqa: PLC0415  # Pillow loads slowly

    return WebPImageFile(io.BytesIO(content))


def _chunks(content: bytes, most: int) -> tuple[tuple[bytes, bytes], ...]:
    found = islice(riff.walk(io.BytesIO(content)), 1, most)  # the first one is the file
    return tuple((each.kind, content[each.offset + riff.HEADER :][: each.size]) for each in found)


def _joined(chunks: tuple[tuple[bytes, bytes], ...]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
