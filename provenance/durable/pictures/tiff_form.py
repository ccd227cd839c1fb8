"""Read how the picture of a TIFF file is laid out, and refuse what cannot be written again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.pictures import tiff_directory
from provenance.durable.pictures.decoder import DAMAGED, check_pixels
from provenance.durable.pictures.shading import Shade
from provenance.durable.pictures.sheet import Refused
from provenance.durable.pictures.tiff_blocks import COMPRESSIONS
from provenance.durable.pictures.tiff_directory import Directory

if TYPE_CHECKING:
    from provenance.limits import Limits

_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _COLOURS, _FILL = 254, 256, 257, 258, 259, 262, 266
_ORIENTATION, _CHANNELS, _ROWS, _PLANAR, _PREDICTOR = 274, 277, 278, 284, 317
_TILE_WIDTH, _TILE_HEIGHT, _EXTRA, _FORMAT = 322, 323, 338, 339
_STRIPS, _TILES = (273, 279), (324, 325)  # where blocks are, and their sizes
_DNG = 50706
STRUCTURE = frozenset((*_STRIPS, *_TILES))
"""Tags that say where the picture lies."""
_NAMES = {
    6: "old JPEG",
    7: "JPEG",
    50000: "Zstandard",
    50001: "WebP",
    34712: "JPEG 2000",
    50002: "JPEG XL",
}
_COLOUR_NAMES = {
    3: "a palette",
    6: "YCbCr",
    8: "CIE L*a*b*",
    9: "ICC L*a*b*",
    32803: "a raw sensor",
}
_CONVERT = (
    "Save it as gray, RGB or CMYK with 8 or 16 bits, uncompressed or with LZW or deflate, first."
)
_FLOAT, _UNSIGNED = 3, 1
_ASSOCIATED, _UNASSOCIATED = 1, 2
_MOST_BLOCKS = 1_000_000
_MOST_TILE = 1 << 24  # pixels of a tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the picture is laid out.

    Attributes:
        directory: What says so.
        width: In pixels.
        height: In pixels.
        channels: Of a pixel.
        kind: Of a sample, in the order of bytes of the file.
        shade: What the channels mean.
        orientation: How it is to be turned.
        compression: Of every block.
        differences: Whether blocks hold how samples differ from their left neighbour.
        planar: Whether each channel has blocks of its own.
        tiled: Whether blocks are tiles.
        down: Rows of a block.
        across: Columns of a block.
        blocks: Where each block stands, and its size.
    """

    directory: Directory
    width: int
    height: int
    channels: int
    kind: np.dtype[np.generic]
    shade: Shade
    orientation: int
    compression: int
    differences: bool
    planar: bool
    tiled: bool
    down: int
    across: int
    blocks: tuple[tuple[int, int], ...]

    @property
    def offsets_tag(self) -> int:
        """Return the tag that says where blocks are."""
        return (_TILES if self.tiled else _STRIPS)[0]

    @property
    def counts_tag(self) -> int:
        """Return the tag that says how large blocks are."""
        return (_TILES if self.tiled else _STRIPS)[1]


def read(content: bytes, limits: Limits) -> Form:
    """Return how the picture in the first directory is laid out.

    Raises:
        Refused: It cannot be written again as it is.
        LimitReached: It has too many pixels.
    """
    directory = tiff_directory.first(content)

    def number(tag: int, default: int) -> int:
        return directory.number(content, tag, default)

    _require_one_page(content, directory)
    width, height, channels = number(_WIDTH, 0), number(_HEIGHT, 0), number(_CHANNELS, 1)
    check_pixels(width, height, limits)
    bits = set(directory.numbers(content, _BITS)) or {1}
    _require_samples(bits, set(directory.numbers(content, _FORMAT)) or {_UNSIGNED})
    compression = number(_COMPRESSION, 1)
    if compression not in COMPRESSIONS or number(_FILL, 1) != 1:
        how = _NAMES.get(compression, f"method {compression}")
        raise Refused(f"it is compressed in a way that is not written here ({how})", _CONVERT)
    predictor = number(_PREDICTOR, 1)
    if predictor not in {1, 2}:
        raise Refused("its rows are predicted in a way that is not written here", _CONVERT)
    extra = directory.numbers(content, _EXTRA)
    tiled = directory.find(_TILES[0]) is not None
    down, across = (
        (number(_TILE_HEIGHT, 0), number(_TILE_WIDTH, 0))
        if tiled
        else (min(number(_ROWS, height), height), width)
    )
    if not (width and height and down and across) or (tiled and down * across > _MOST_TILE):
        raise Refused("its picture is damaged", DAMAGED)
    planar = number(_PLANAR, 1) == 2 and channels > 1  # noqa: PLR2004
    count = -(-height // down) * -(-width // across) * (channels if planar else 1)
    return Form(
        directory=directory,
        width=width,
        height=height,
        channels=channels,
        kind=np.dtype(f"{directory.order}u{bits.pop() // 8}"),
        shade=_shade(number(_COLOURS, -1), channels, extra),
        orientation=orientation if (orientation := number(_ORIENTATION, 1)) in range(1, 9) else 1,
        compression=compression,
        differences=predictor == 2,  # noqa: PLR2004
        planar=planar,
        tiled=tiled,
        down=down,
        across=across,
        blocks=_blocks(content, directory, _TILES if tiled else _STRIPS, count),
    )


def _require_one_page(content: bytes, directory: Directory) -> None:
    if directory.find(_DNG) is not None or directory.number(content, _SUBFILE, 0):
        raise Refused(
            "it is a raw photo, or its first picture is only a preview", "Develop it first."
        )
    size = 8 if directory.big else 4
    if any(content[directory.following : directory.following + size]):
        raise Refused("it has several pages", "Save the page as a file of its own first.")


def _require_samples(bits: set[int], formats: set[int]) -> None:
    if _FLOAT in formats:
        raise Refused("its samples are floating-point numbers", _CONVERT)
    if formats != {_UNSIGNED}:
        raise Refused("its samples are signed", _CONVERT)
    if bits not in ({8}, {16}):
        listed = ", ".join(map(str, sorted(bits)))
        raise Refused(f"its samples have {listed} bits", _CONVERT)


def _shade(colours: int, channels: int, extra: tuple[int, ...]) -> Shade:
    names = {0: 1, 1: 1, 2: 3, 5: 4}
    if colours not in names:
        raise Refused(
            f"its colours are those of {_COLOUR_NAMES.get(colours, 'another kind')}", _CONVERT
        )
    wanted = names[colours]
    most = wanted + (wanted < 4)  # noqa: PLR2004  # inks have no channel beside them
    if not wanted <= channels <= most or len(extra) > channels - wanted:
        raise Refused(f"it has {channels} channels", _CONVERT)
    kind = extra[0] if extra else 0
    return Shade(
        colours=wanted,
        alpha=kind in {_ASSOCIATED, _UNASSOCIATED},
        premultiplied=kind == _ASSOCIATED,
        inverted=colours == 0,
    )


def _blocks(
    content: bytes, directory: Directory, tags: tuple[int, int], count: int
) -> tuple[tuple[int, int], ...]:
    offsets, sizes = (directory.numbers(content, tag) for tag in tags)
    whole = len(offsets) == len(sizes) == count <= _MOST_BLOCKS
    blocks = tuple(zip(offsets, sizes, strict=False))
    if not whole or any(start + size > len(content) for start, size in blocks):
        raise Refused("its picture is cut off or damaged", DAMAGED)
    return blocks
