"""JPEG: the same quantisation tables, sampling, scans and metadata around marked pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from provenance.durable.pictures import jpeg_parts, shading
from provenance.durable.pictures.decoder import decoded
from provenance.durable.pictures.jpeg_parts import JFIF, Parts
from provenance.durable.pictures.shading import Shade
from provenance.durable.pictures.sheet import Kept, Paper, Refused, Written
from provenance.durable.pictures.upright import as_stored, orientation_of, upright

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.shading import Samples
    from provenance.durable.pictures.sheet import Residual

_HUFFMAN, _PROGRESSIVE = frozenset((0xC0, 0xC1, 0xC2)), frozenset((0xC2, 0xCA))
_ARITHMETIC = frozenset((0xC9, 0xCA))
_SAMPLINGS = {(1, 1): 0, (2, 1): 1, (2, 2): 2}
_HALVED = 2  # what `_SAMPLINGS` says of colours at half the width and half the height
_GRAY, _COLOURS, _INKS = 1, 3, 4
_INK_TRANSFORMED = 2
_SHADES = {"L": Shade(colours=1), "RGB": Shade(colours=3), "CMYK": Shade(colours=4)}
_EXPORT = "Save it as an ordinary JPEG, or as a TIFF, first."


@dataclass(frozen=True)
class JpegSheet:
    """One JPEG file."""

    paper: Paper
    parts: Parts
    media_type: ClassVar[str] = "image/jpeg"

    @classmethod
    def open(cls, paper: Paper) -> JpegSheet:
        """Take the file apart.

        Raises:
            Refused: Its picture cannot be written again as it is.
        """
        parts = jpeg_parts.take_apart(paper.content, paper.limits)
        if parts.bits != 8:  # noqa: PLR2004
            raise Refused(
                f"its samples have {parts.bits} bits, and JPEG is written here with 8", _EXPORT
            )
        if parts.frame.marker not in _HUFFMAN | _ARITHMETIC:
            raise Refused(
                "it is compressed without loss or in layers, which cannot be written", _EXPORT
            )
        if len(parts.components) not in {_GRAY, _COLOURS, _INKS}:
            raise Refused(f"it has {len(parts.components)} components", _EXPORT)
        if len(parts.components) == _INKS and parts.transform is None:
            raise Refused("it does not say how its inks are stored", _EXPORT)
        return cls(paper, parts)

    @cached_property
    def shown(self) -> Pixels:
        """Return what it shows."""
        with decoded(self.paper) as picture:
            shade = _SHADES[picture.mode]
            samples = np.asarray(picture).reshape(picture.height, picture.width, shade.colours)
            return upright(shading.show(samples, shade), self._orientation)

    @property
    def kept(self) -> Kept:
        """Return all application segments and comments, and what follows the picture."""
        return self.parts.kept

    def plain(self) -> bytes:
        """Return the file without credentials."""
        return self.parts.whole()

    def marked(self, residual: Residual) -> Written:
        """Return the file with marked pixels."""
        samples, mode = self._samples()
        stored = as_stored(residual, self._orientation)
        if mode == "YCbCr":
            samples[..., 0] = shading.add(samples[..., :1], stored, _SHADES["L"])[..., 0]
        else:
            samples = shading.add(samples, stored, _SHADES[mode])
        picture = jpeg_parts.take_apart(self._encoded(samples, mode), self.paper.limits)
        return Written(content=self.parts.around(picture).whole(), changes=self._changes())

    @cached_property
    def _orientation(self) -> int:
        with decoded(self.paper, load=False) as picture:
            return orientation_of(picture)

    @property
    def _stores_rgb(self) -> bool:
        """Tell whether red, green and blue are stored as they are, as libjpeg decides it."""
        letters = bytes(component.letter for component in self.parts.components)
        if len(letters) != _COLOURS or any(
            each.marker == JFIF and each.payload.startswith(b"JFIF\0")
            for each in self.parts.segments
        ):
            return False
        return letters == b"RGB" if self.parts.transform is None else self.parts.transform == 0

    def _samples(self) -> tuple[Samples, str]:
        """Return the stored samples, brightness and colours apart where the file has them so."""
        apart = len(self.parts.components) == _COLOURS and not self._stores_rgb
        with decoded(self.paper, draft="YCbCr" if apart else "") as picture:
            samples, mode = np.array(picture), picture.mode
        if samples.ndim == 2:  # noqa: PLR2004
            samples = samples[..., None]
        if apart and self._sampling == _HALVED:
            self._put_back_colours(samples)
        return samples, mode

    def _put_back_colours(self, samples: Samples) -> None:
        """Give each square of four pixels the one colour that the file stores for it.

        A decoder blends neighbouring colours, which would blur them a little more each time
        a file is written. At half its size it hands them out as they are stored.
        """
        height, width = samples.shape[:2]
        half = ((width + 1) // 2, (height + 1) // 2)
        with decoded(self.paper, draft="YCbCr", size=half) as picture:
            stored = np.asarray(picture)[..., 1:]
        if stored.shape[:2] == (half[1], half[0]):
            samples[..., 1:] = stored.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]

    @property
    def _sampling(self) -> int | None:
        """Return how the encoder calls the sampling of the file, or None when it knows none such."""
        first, *others = self.parts.components
        alike = {(each.across, each.down) for each in others}
        if not alike:
            return 0
        if len(alike) > 1:
            return None
        ((across, down),) = alike
        if not across or not down or first.across % across or first.down % down:
            return None
        return _SAMPLINGS.get((first.across // across, first.down // down))

    def _encoded(self, samples: Samples, mode: str) -> bytes:
        from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

        with decoded(self.paper, load=False) as source:
            known: dict[int, list[int]] = source.quantization  # type: ignore[attr-defined]  # of a JPEG
        tables = [known.get(component.table) for component in self.parts.components]
        while len(tables) > 1 and tables[-1] == tables[-2]:  # the encoder uses the last one again
            tables.pop()
        if mode == "CMYK":  # with the finest table for all: inks are no brightness and colours
            tables = tables[:1]
        if not all(tables):
            raise Refused("a quantisation table is missing", _EXPORT)
        options: dict[str, Any] = {
            "qtables": tables,
            "subsampling": self._sampling or 0,
            "progressive": self.parts.frame.marker in _PROGRESSIVE,
            "optimize": True,
            "restart_marker_blocks": self.parts.restart,
            "keep_rgb": mode == "RGB",
        }
        out = io.BytesIO()
        flat = samples[..., 0] if mode == "L" else samples
        Image.frombytes(mode, flat.shape[1::-1], np.ascontiguousarray(flat).tobytes()).save(
            out, "JPEG", **options
        )
        return out.getvalue()

    def _changes(self) -> tuple[str, ...]:
        changes = []
        if self._sampling is None:
            changes.append(
                "Colours are stored for every pixel now, as the encoder knows no such sampling."
            )
        if self.parts.transform == _INK_TRANSFORMED:
            changes.append("Inks are stored as they are, no longer as brightness and colours.")
        if self.parts.frame.marker in _ARITHMETIC:
            changes.append("Huffman coding takes the place of arithmetic coding.")
        return tuple(changes)
