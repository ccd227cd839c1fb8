"""The index of further pictures in a JPEG file (CIPA DC-007, Multi-Picture Format).

Cameras append previews, gain maps for bright screens and depth maps behind a picture. They
are found by places that count from the index, which change when the picture's size does.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

NAME = b"MPF\0"
_ENTRIES = 0xB002
_ENTRY, _RECORD = 12, 16  # bytes of an entry of the directory, and of a picture's record


class Layout(NamedTuple):
    """Where the places in the index count from, None without an index; where the picture ends."""

    base: int | None
    end: int


def is_index(payload: bytes) -> bool:
    """Tell whether this is the payload of an index."""
    return payload.startswith(NAME)


def moved(payload: bytes, then: Layout, now: Layout) -> bytes:
    """Return the index with the places of `now` in the place of those of `then`.

    One that is damaged stays as it is.
    """
    if then.base is None or now.base is None:
        return payload
    tiff = bytearray(payload[len(NAME) :])
    try:
        _move(tiff, then, now)
    except struct.error:
        return payload
    return NAME + bytes(tiff)


def _move(tiff: bytearray, then: Layout, now: Layout) -> None:
    order = ">" if tiff[:2] == b"MM" else "<"
    (directory,) = struct.unpack_from(order + "I", tiff, 4)
    (entries,) = struct.unpack_from(order + "H", tiff, directory)
    for place in range(directory + 2, directory + 2 + entries * _ENTRY, _ENTRY):
        tag, _, size, start = struct.unpack_from(order + "HHII", tiff, place)
        if tag != _ENTRIES:
            continue
        for number, record in enumerate(range(start, min(start + size, len(tiff)), _RECORD)):
            length, offset = struct.unpack_from(order + "II", tiff, record + 4)
            if number == 0:  # the picture itself, whose place is stated as 0
                length += now.end - then.end
            elif offset + (then.base or 0) >= then.end:
                offset += (then.base or 0) - then.end + now.end - (now.base or 0)
            struct.pack_into(order + "II", tiff, record + 4, length, offset)
