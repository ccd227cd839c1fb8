"""AVIF: sampling, colours, transparency and metadata stay; the quality is an equivalent one."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from provenance.durable.pictures import boxes, equivalent, shading
from provenance.durable.pictures.boxes import Inside
from provenance.durable.pictures.decoder import DAMAGED, decoded
from provenance.durable.pictures.shading import Shade
from provenance.durable.pictures.sheet import Kept, Paper, Refused, Written
from provenance.durable.pictures.upright import as_stored, orientation_of, upright

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.shading import Samples
    from provenance.durable.pictures.sheet import Residual

_DEEP, _MONOCHROME = 0x40, 0x10  # in the third byte of av1C (AV1 in ISOBMFF, 2.3)
_SAMPLINGS = {0x00: "4:4:4", 0x08: "4:2:2", 0x0C: "4:2:0"}
_HALVED = 0x0C
_SHADES = {"RGB": Shade(colours=3), "RGBA": Shade(colours=3, alpha=True)}
_ORIENTATION, _STAND_IN = 0x0112, 0x0113  # tags of EXIF; the second means nothing


@dataclass(frozen=True)
class AvifSheet:
    """One AVIF file, with free space where its credentials were."""

    paper: Paper
    inside: Inside
    media_type: ClassVar[str] = "image/avif"

    @classmethod
    def open(cls, paper: Paper) -> AvifSheet:
        """Look what lies in the file.

        Raises:
            Refused: Its picture cannot be written again as it is.
        """
        paper = Paper(content=boxes.without_credentials(paper.content), limits=paper.limits)
        sheet = cls(paper, boxes.look(paper))
        if len(sheet._form) < 3:  # noqa: PLR2004
            raise Refused("its picture is damaged", DAMAGED)
        if sheet._form[2] & _DEEP:
            raise Refused(
                "its samples have more than 8 bits", "Export it with 8 bits, or as a TIFF, first."
            )
        with decoded(paper, load=False) as picture:
            if getattr(picture, "n_frames", 1) > 1:
                raise Refused("it is animated", "Mark a single picture, or make a film of it.")
        return sheet

    @cached_property
    def shown(self) -> Pixels:
        """Return what it shows."""
        return upright(shading.show(self._samples, self._shade), self._orientation)

    @property
    def kept(self) -> Kept:
        """Return EXIF, XMP, the colour profile, and what is said of colours."""
        names = ("exif", "xmp", "icc_profile")
        return (
            *((name, data) for name in names if (data := self._info.get(name))),
            ("colours", repr(self.inside.colours).encode()),
        )

    def plain(self) -> bytes:
        """Return the file without credentials."""
        return self.paper.content

    def marked(self, residual: Residual) -> Written:
        """Return the file with marked pixels."""
        samples = shading.add(self._samples, as_stored(residual, self._orientation), self._shade)
        quality = equivalent.quality(
            samples[..., :3],
            boxes.coded_bytes(self.paper.content),
            self._encoded,
            _decode,
        )
        exif: bytes = self._info.get("exif", b"")
        hidden = exif if self._orientation != 1 else _hide_orientation(exif)
        content = self._encoded(
            samples,
            quality,
            exif=hidden,
            xmp=self._info.get("xmp", b""),
            icc_profile=self._info.get("icc_profile", b""),
        )
        if hidden != exif:
            content = _exchange(content, hidden, exif)
        return Written(content=boxes.with_colours(content, self.inside.colours))

    @property
    def _form(self) -> bytes:
        return self.inside.first(b"av1C")

    @cached_property
    def _read(self) -> tuple[Samples, str, int, dict[str, Any]]:
        with decoded(self.paper) as picture:
            info = {str(name): value for name, value in picture.info.items()}
            return np.asarray(picture), picture.mode, orientation_of(picture), info

    @property
    def _samples(self) -> Samples:
        return self._read[0]

    @property
    def _shade(self) -> Shade:
        return _SHADES[self._read[1]]

    @property
    def _orientation(self) -> int:
        return self._read[2]

    @property
    def _info(self) -> dict[str, Any]:
        return self._read[3]

    def _encoded(self, samples: Samples, quality: int, **metadata: bytes) -> bytes:
        from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

        out = io.BytesIO()
        mode = "RGBA" if samples.shape[2] > 3 else "RGB"  # noqa: PLR2004
        sampled = (
            "4:0:0"
            if self._form[2] & _MONOCHROME
            else _SAMPLINGS.get(self._form[2] & _HALVED, "4:4:4")
        )
        picture = Image.frombytes(
            mode, samples.shape[1::-1], np.ascontiguousarray(samples).tobytes()
        )
        picture.save(out, "AVIF", quality=quality, subsampling=sampled, **metadata)
        return out.getvalue()


def _decode(content: bytes) -> Samples:
    from PIL.AvifImagePlugin import AvifImageFile  # noqa: PLC0415  # Pillow loads slowly

    with AvifImageFile(io.BytesIO(content)) as picture:
        return np.asarray(picture)


def _hide_orientation(exif: bytes) -> bytes:
    """Return EXIF in which the tag of the orientation has another number.

    Pillow would take the tag out and write all the others anew, at other places, which
    the notes of cameras do not survive.
    """
    start = exif.find(b"Exif\0\0") + 6 if exif.startswith(b"Exif\0\0") else 0
    order: Any = "little" if exif[start : start + 2] == b"II" else "big"
    directory = start + int.from_bytes(exif[start + 4 : start + 8], order)
    entries = int.from_bytes(exif[directory : directory + 2], order)
    wanted = _ORIENTATION.to_bytes(2, order)
    for place in range(directory + 2, directory + 2 + 12 * entries, 12):
        if exif[place : place + 2] == wanted:
            return exif[:place] + _STAND_IN.to_bytes(2, order) + exif[place + 2 :]
    return exif


def _exchange(content: bytes, old: bytes, new: bytes) -> bytes:
    """Put bytes of the same length in the place of others that occur once."""
    if content.count(old) != 1:
        raise Refused("its EXIF data cannot be written as they are", "Mark it as a JPEG or TIFF.")
    return content.replace(old, new)
