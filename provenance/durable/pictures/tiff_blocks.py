"""Unpack and pack the strips and tiles of a TIFF file (TIFF 6.0, sections 9, 13, 14; deflate)."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.pictures import tiff_directory
from provenance.durable.pictures.sheet import Refused

if TYPE_CHECKING:
    from provenance.durable.pictures.shading import Samples

PLAIN, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS = 1, 5, 8, 32946, 32773
COMPRESSIONS = frozenset((PLAIN, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS))
_NAMES = {LZW: "tiff_lzw", PACK_BITS: "packbits"}
_OFFSETS, _COUNTS = 273, 279
_DAMAGED = "Open it in another program and save it again."


def unpack(
    data: bytes, compression: int, *, shape: tuple[int, ...], kind: np.dtype[np.generic]
) -> bytes:
    """Return the bytes of a block: of `shape`, rows first, with samples of `kind`.

    Raises:
        Refused: It is damaged.
    """
    rows, across = shape[0], int(np.prod(shape[1:])) * kind.itemsize
    size = rows * across
    if compression == PLAIN:
        found = data
    elif compression in _NAMES:
        found = _unpack_by_pillow(data, compression, across, rows)
    else:
        try:
            found = zlib.decompressobj().decompress(data, size)
        except zlib.error:
            found = b""
    if len(found) < size:
        raise Refused("its picture is cut off or damaged", _DAMAGED)
    return found[:size]


def pack(block: bytes, compression: int, *, rows: int) -> bytes:
    """Return a block, compressed."""
    if compression == PLAIN:
        return block
    if compression in _NAMES:
        return _pack_by_pillow(block, compression, rows)
    return zlib.compress(block, 6)


def restored(differences: Samples) -> Samples:
    """Return samples of which a file holds only how they differ from their left neighbour."""
    return np.cumsum(differences, axis=1, dtype=differences.dtype)


def differences(samples: Samples) -> Samples:
    """Return how samples differ from their left neighbour."""
    found = samples.copy()
    found[:, 1:] -= samples[:, :-1]
    return found


def _unpack_by_pillow(data: bytes, compression: int, across: int, rows: int) -> bytes:
    """Let libtiff unpack a block as one strip of a gray picture: it counts in bytes alone."""
    from PIL.TiffImagePlugin import TiffImageFile  # noqa: PLC0415  # Pillow loads slowly

    head = 8 + 2 + 9 * 12 + 4
    tags = (
        *((256, across), (257, rows), (258, 8), (259, compression), (262, 1), (_OFFSETS, head)),
        *((277, 1), (278, rows), (_COUNTS, len(data))),
    )
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    strip = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + data
    try:
        with TiffImageFile(io.BytesIO(strip)) as picture:
            return picture.tobytes()
    except Exception as error:  # a decoder raises whatever a damaged file makes it raise
        raise Refused("its picture is cut off or damaged", _DAMAGED) from error


def _pack_by_pillow(block: bytes, compression: int, rows: int) -> bytes:
    from PIL import Image  # noqa: PLC0415  # Pillow loads slowly

    out = io.BytesIO()
    gray = Image.frombytes("L", (len(block) // rows, rows), block)
    gray.save(out, "TIFF", compression=_NAMES[compression], strip_size=max(1, len(block)))
    content = out.getvalue()
    directory = tiff_directory.first(content)
    places = directory.numbers(content, _OFFSETS)
    sizes = directory.numbers(content, _COUNTS)
    assert len(places) == 1, "one strip was asked for"  # noqa: S101  # else rows would be lost
    return content[places[0] : places[0] + sizes[0]]
