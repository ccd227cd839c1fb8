"""What lies in a HEIF or AVIF file beside its one picture (ISO/IEC 14496-12, 23008-12)."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from provenance.durable.pictures.sheet import Paper, Refused
from provenance.engine.containers import bmff

if TYPE_CHECKING:
    from collections.abc import Iterator

_CREDENTIALS = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # C2PA 2.4, A.5
_EXPECTED = frozenset((b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid"))
_FILM = frozenset((b"moov", b"moof", b"mpvd"))
_AUXILIARY = b"auxC"
_ALPHA = frozenset((b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"))
_TITLES = (
    (re.compile(rb"hdrgainmap|gainmap", re.IGNORECASE), "a gain map for bright screens"),
    (re.compile(rb"depth|auxid:2|disparity", re.IGNORECASE), "a depth map"),
    (re.compile(rb"matte|mask", re.IGNORECASE), "a matte"),
)
_TONE_MAP = b"tmap"  # ISO 21496-1
_FIRST_ITEM = {0: 6, 1: 8}  # bytes before the first entry of an index of items, by its version
_SPLIT = "Export the picture alone, as a JPEG or without its effects, and mark that."
_NCLX = struct.Struct(">4sHHHB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What was found.

    Attributes:
        properties: Kind and payload of every property, in their order.
    """

    properties: tuple[tuple[bytes, bytes], ...]

    def first(self, kind: bytes) -> bytes:
        """Return the payload of the first property of this kind; "" when there is none."""
        return next((payload for name, payload in self.properties if name == kind), b"")

    @property
    def colours(self) -> tuple[int, int] | None:
        """Return primaries and transfer function (ISO/IEC 23091-2), where they are stated."""
        for kind, payload in self.properties:
            if kind == b"colr" and payload[:4] == b"nclx" and len(payload) >= _NCLX.size:
                _, primaries, transfer, _, _ = _NCLX.unpack_from(payload)
                return primaries, transfer
        return None


def without_credentials(content: bytes) -> bytes:
    """Return the file with free space where its credentials stood, so that nothing moves."""
    changed = bytearray(content)
    for box in bmff.walk(io.BytesIO(content)):
        inside = box.offset + box.header
        if box.kind == b"uuid" and content[inside : inside + 16] == _CREDENTIALS:
            changed[box.offset + 4 : box.offset + 8] = b"free"
            changed[inside : box.offset + box.size] = bytes(box.size - box.header)
    return bytes(changed)


def look(paper: Paper) -> Inside:
    """Return what lies in the file.

    Raises:
        Refused: There is something in it that its encoder could not carry over.
    """
    stream = io.BytesIO(paper.content)
    walked = list(islice(bmff.walk(stream), paper.limits.boxes + 1))
    if len(walked) > paper.limits.boxes:
        raise Refused("it has too many parts", _SPLIT)
    found, end = [], 0
    for box in walked:
        if box.offset >= end:  # a box that lies in no other
            _require_known(box.kind)
            end = box.offset + box.size
        payload = paper.content[box.offset + box.header : box.offset + box.size]
        if box.kind == b"iinf":
            _require_no_tone_map(payload)
        if box.kind in {_AUXILIARY, b"colr", b"av1C", b"hvcC", b"irot", b"imir"}:
            found.append((box.kind, payload))
    for kind, payload in found:
        if kind == _AUXILIARY:
            _require_alpha(payload)
    return Inside(properties=tuple(found))


def with_colours(content: bytes, colours: tuple[int, int] | None) -> bytes:
    """Return the file with these primaries and transfer function stated in it."""
    if colours is None:
        return content
    changed = bytearray(content)
    for box in bmff.walk(io.BytesIO(content)):
        inside = box.offset + box.header
        if box.kind == b"colr" and content[inside : inside + 4] == b"nclx":
            struct.pack_into(">HH", changed, inside + 4, *colours)
    return bytes(changed)


def coded_bytes(content: bytes) -> int:
    """Return the size of all coded data in the file."""
    return sum(box.size for box in bmff.walk(io.BytesIO(content)) if box.kind == b"mdat")


def _require_known(kind: bytes) -> None:
    if kind in _FILM:
        raise Refused("it moves: there is a film in it", _SPLIT)
    if kind not in _EXPECTED:
        name = kind.decode("ascii", "backslashreplace")
        raise Refused(f"there is something unknown in it ({name!r})", _SPLIT)


def _require_alpha(payload: bytes) -> None:
    urn = payload[4:].split(b"\0", 1)[0]
    if urn in _ALPHA:
        return
    for pattern, title in _TITLES:
        if pattern.search(urn):
            raise Refused(f"there is {title} in it, which would be lost", _SPLIT)
    raise Refused("there is a further picture in it, which would be lost", _SPLIT)


def _require_no_tone_map(payload: bytes) -> None:
    if _TONE_MAP in set(_item_types(payload)):
        raise Refused("there is a gain map for bright screens in it, which would be lost", _SPLIT)


def _item_types(payload: bytes) -> Iterator[bytes]:
    if not payload:
        return
    entries = payload[_FIRST_ITEM.get(payload[0], 8) :]
    for box in bmff.walk(io.BytesIO(entries)):
        version = entries[box.offset + box.header : box.offset + box.header + 1]
        start = box.offset + box.header + (10 if version == b"\x03" else 8)
        yield entries[start : start + 4]
