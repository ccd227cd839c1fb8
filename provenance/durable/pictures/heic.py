"""HEIC: depth, sampling, colours, transparency and metadata stay; the quality is an equivalent one."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from provenance.durable.pictures import boxes, equivalent, shading
from provenance.durable.pictures.boxes import Inside
from provenance.durable.pictures.decoder import DAMAGED, check_pixels
from provenance.durable.pictures.shading import Shade
from provenance.durable.pictures.sheet import Kept, Paper, Refused, Written
from provenance.durable.pictures.upright import as_stored

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.shading import Samples
    from provenance.durable.pictures.sheet import Residual

_SHADES = {
    "L": Shade(colours=1),
    "LA": Shade(colours=1, alpha=True),
    "RGB": Shade(colours=3),
    "RGBA": Shade(colours=3, alpha=True),
    "RGBa": Shade(colours=3, alpha=True, premultiplied=True),
}
_KEPT = ("exif", "xmp", "icc_profile")
_CARRIED = ("exif", "xmp", "icc_profile", "icc_profile_type", "metadata", "thumbnails", "bit_depth")
_PRESET = "fast"  # of x265: a third of the time of its default for the same likeness
_TO_JPEG = "Export the picture alone, as a JPEG, and mark that."


@dataclass(frozen=True)
class HeicSheet:
    """One HEIC file, with free space where its credentials were."""

    paper: Paper
    inside: Inside
    picture: Any
    media_type: ClassVar[str] = "image/heic"

    @classmethod
    def open(cls, paper: Paper) -> HeicSheet:
        """Look what lies in the file.

        Raises:
            Refused: Its picture cannot be written again as it is.
        """
        paper = Paper(content=boxes.without_credentials(paper.content), limits=paper.limits)
        inside = boxes.look(paper)
        heif = _open(paper.content)
        if len(heif) != 1:
            raise Refused(f"there are {len(heif)} pictures in it", _TO_JPEG)
        picture = heif[0]
        width, height = picture.size
        check_pixels(width, height, paper.limits)
        if picture.info.get("depth_images") or picture.info.get("aux"):
            raise Refused("there is a further picture in it, which would be lost", _TO_JPEG)
        if picture.mode.partition(";")[0] not in _SHADES:
            raise Refused(f"its pixels are of an unknown kind ({picture.mode})", _TO_JPEG)
        return cls(paper, inside, picture)

    @cached_property
    def shown(self) -> Pixels:
        """Return what it shows."""
        return shading.show(self._samples, self._shade)

    @property
    def kept(self) -> Kept:
        """Return EXIF, XMP, the colour profile, and what is said of colours."""
        return (
            *((name, data) for name in _KEPT if (data := self.picture.info.get(name))),
            *(
                (item["content_type"], item["data"])
                for item in self.picture.info.get("metadata", ())
            ),
            ("colours", repr(self.inside.colours).encode()),
            ("bits", repr(self.picture.info.get("bit_depth")).encode()),
        )

    def plain(self) -> bytes:
        """Return the file without credentials."""
        return self.paper.content

    def marked(self, residual: Residual) -> Written:
        """Return the file with marked pixels."""
        marked = shading.add(self._samples, residual, self._shade)
        quality = equivalent.quality(
            marked[..., : self._shade.colours],
            boxes.coded_bytes(self.paper.content),
            self._encoded,
            lambda content: _samples(_open(content)[0])[..., : self._shade.colours],
        )
        stored = as_stored(marked, self._orientation)
        carried = {name: self.picture.info[name] for name in _CARRIED if name in self.picture.info}
        content = self._encoded(stored, quality, **carried)
        return Written(content=boxes.with_colours(content, self.inside.colours))

    @cached_property
    def _samples(self) -> Samples:
        return _samples(self.picture)

    @property
    def _shade(self) -> Shade:
        return _SHADES[self.picture.mode.partition(";")[0]]

    @cached_property
    def _orientation(self) -> int:
        """Return how EXIF says the picture is turned, which the encoder states again."""
        import pillow_heif  # noqa: PLC0415  # an extra

        return pillow_heif.set_orientation(dict(self.picture.info)) or 1

    def _encoded(self, samples: Samples, quality: int, **carried: Any) -> bytes:  # noqa: ANN401  # of pillow-heif
        import pillow_heif  # noqa: PLC0415  # an extra

        out = io.BytesIO()
        base, _, depth = self.picture.mode.partition(";")
        if samples.shape[2] == self._shade.colours:
            base = base.rstrip("Aa")
        mode = f"{base};{depth}" if depth else base
        chroma = {"chroma": str(found)} if (found := self.picture.info.get("chroma")) else {}
        deep = {"bit_depth": self.picture.info["bit_depth"]} if depth else {}
        options = {
            **chroma,
            **deep,
            **carried,
            "quality": quality,
            "enc_params": {"preset": _PRESET},
        }
        pillow_heif.encode(
            mode, samples.shape[1::-1], np.ascontiguousarray(samples).tobytes(), out, **options
        )
        return out.getvalue()


def _open(content: bytes) -> Any:  # noqa: ANN401  # of pillow-heif
    try:
        import pillow_heif  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise Refused(
            "the decoder for this type of picture is not installed",
            'Install it: pip install "media-provenance[heif]"',
        ) from error
    try:
        return pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=False)
    except Exception as error:  # a decoder raises whatever a damaged file makes it raise
        raise Refused("its header is damaged", DAMAGED) from error


def _samples(picture: Any) -> Samples:  # noqa: ANN401  # of pillow-heif
    try:
        samples = np.asarray(picture)
    except Exception as error:  # a decoder raises whatever a damaged file makes it raise
        raise Refused("it cannot be decoded", DAMAGED) from error
    return samples if samples.ndim == 3 else samples[..., None]  # noqa: PLR2004
