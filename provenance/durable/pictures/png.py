"""PNG: new rows among the chunks of the old file; bit depth, interlace and effort stay."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from provenance.durable.pictures import png_rows, shading
from provenance.durable.pictures.decoder import DAMAGED, check_pixels, decoded
from provenance.durable.pictures.shading import Shade
from provenance.durable.pictures.sheet import Kept, Paper, Refused, Written
from provenance.durable.pictures.upright import as_stored, orientation_of, upright
from provenance.engine.containers import png

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.shading import Samples
    from provenance.durable.pictures.sheet import Residual

_HEADER, _DATA, _CREDENTIALS = b"IHDR", b"IDAT", b"caBX"
_SHADES = {
    0: Shade(colours=1),
    2: Shade(colours=3),
    4: Shade(colours=1, alpha=True),
    6: Shade(colours=3, alpha=True),
}
_TELLING = frozenset((b"eXIf", b"iTXt", b"tEXt", b"zTXt"))  # what may tell the orientation
_PALETTE = 3
_DEPTHS = (8, 16)
_IN_FULL = "Save it in full colour, with 8 bits for each, first."


@dataclass(frozen=True)
class PngSheet:
    """One PNG file: its chunks, without those of credentials."""

    paper: Paper
    chunks: tuple[tuple[bytes, bytes], ...]
    media_type: ClassVar[str] = "image/png"

    @classmethod
    def open(cls, paper: Paper) -> PngSheet:
        """Take the file apart.

        Raises:
            Refused: Its picture cannot be written again as it is.
        """
        found = islice(png.walk(io.BytesIO(paper.content)), paper.limits.boxes + 1)
        chunks = tuple(
            (each.kind, paper.content[each.offset + png.HEADER :][: each.size])
            for each in found
            if each.kind != _CREDENTIALS
        )
        kinds = {kind for kind, _ in chunks}
        whole = chunks and chunks[0][0] == _HEADER and len(chunks[0][1]) == 13  # noqa: PLR2004  # 11.2.1
        if len(chunks) > paper.limits.boxes or not whole or _DATA not in kinds:
            raise Refused("its picture is damaged, or in too many pieces", DAMAGED)
        sheet = cls(paper, chunks)
        sheet._require_writable(kinds)
        return sheet

    def _require_writable(self, kinds: set[bytes]) -> None:
        width, height, depth, colour, *_ = self._header
        if b"acTL" in kinds:
            raise Refused("it is animated", "Mark a single picture, or make a film of it.")
        if colour == _PALETTE:
            raise Refused("its colours come from a palette, which has none to spare", _IN_FULL)
        if depth not in _DEPTHS:
            raise Refused(f"its {depth} bits leave no room for a mark", _IN_FULL)
        if colour not in _SHADES:
            raise Refused("its picture is damaged", DAMAGED)
        if b"tRNS" in kinds:
            raise Refused(
                "one of its colours stands for transparency", "Save it with an alpha channel."
            )
        check_pixels(width, height, self.paper.limits)

    @cached_property
    def shown(self) -> Pixels:
        """Return what it shows."""
        return upright(shading.show(self._samples, self._shade), self._orientation)

    @property
    def kept(self) -> Kept:
        """Return all chunks but the rows and the end."""
        return tuple(
            (kind.decode("latin-1"), data)
            for kind, data in self.chunks
            if kind not in {_DATA, b"IEND"}
        )

    def plain(self) -> bytes:
        """Return the file without credentials."""
        return _joined(self.chunks)

    def marked(self, residual: Residual) -> Written:
        """Return the file with marked pixels."""
        samples = shading.add(self._samples, as_stored(residual, self._orientation), self._shade)
        first = next(number for number, (kind, _) in enumerate(self.chunks) if kind == _DATA)
        level = png_rows.level_of(self.chunks[first][1])
        rows = png_rows.pack(samples, interlaced=self._header[-1] == 1, level=level)
        others = [(kind, data) for kind, data in self.chunks[first:] if kind != _DATA]
        return Written(content=_joined((*self.chunks[:first], (_DATA, rows), *others)))

    @property
    def _header(self) -> tuple[int, ...]:
        return struct.unpack(">IIBBBBB", self.chunks[0][1])

    @property
    def _shade(self) -> Shade:
        return _SHADES[self._header[3]]

    @cached_property
    def _orientation(self) -> int:
        if not _TELLING & {kind for kind, _ in self.chunks}:
            return 1
        with decoded(self.paper) as picture:  # EXIF may follow the rows
            return orientation_of(picture)

    @cached_property
    def _samples(self) -> Samples:
        width, height, depth = self._header[:3]
        channels = self._shade.colours + self._shade.alpha
        if depth == 8:  # noqa: PLR2004
            with decoded(self.paper) as picture:
                return np.asarray(picture).reshape(height, width, channels)
        return _deep(self.plain(), self._shade)


def _deep(content: bytes, shade: Shade) -> Samples:
    """Decode samples of 16 bits, which Pillow knows for gray alone."""
    import cv2  # noqa: PLC0415  # an extra, and only for this

    with_metadata_ignored = cv2.IMREAD_UNCHANGED
    try:
        samples = cv2.imdecode(np.frombuffer(content, np.uint8), with_metadata_ignored)
    except cv2.error:
        samples = None
    if samples is None or samples.dtype != np.uint16:
        raise Refused("it cannot be decoded", DAMAGED)
    if samples.ndim == 2:  # noqa: PLR2004
        samples = samples[..., None]
    order = [2, 1, 0, 3] if samples.shape[2] > 1 else [0]  # OpenCV puts blue first
    wanted = order[: 1 if shade.colours == 1 else 3] + ([3] if shade.alpha else [])
    return samples[..., wanted]


def _joined(chunks: tuple[tuple[bytes, bytes], ...]) -> bytes:
    parts = [png.SIGNATURE]
    for kind, data in chunks:
        parts += [struct.pack(">I", len(data)), kind, data]
        parts.append(struct.pack(">I", zlib.crc32(kind + data)))
    return b"".join(parts)
