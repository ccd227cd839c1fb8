"""Read the statements of IPTC data in a Photoshop block (IIM 4.2; Photoshop, "Image resources")."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.engine.looking.texts import traces
from provenance.model.look import EmbeddedText, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLACE = "IPTC"
HEADER = b"Photoshop 3.0\0"
RESOURCE, IPTC_RESOURCE = b"8BIM", 0x0404
RESOURCE_HEADER, DATASET_HEADER = 6, 5
TAG, APPLICATION_RECORD = 0x1C, 2
EXTENDED = 0x8000  # a size that does not fit into 15 bits; none of these has one
LETTERS_OF_UTF_8 = b"\x1b%G"  # dataset 1:90
NAMES: Mapping[int, str] = MappingProxyType({65: "OriginatingProgram", 110: "Credit"})


def read(data: bytes) -> Iterator[EmbeddedText | Trace]:
    """Yield the statements of the payload of a segment APP13."""
    for number, resource in _resources(data.removeprefix(HEADER)):
        if number == IPTC_RESOURCE:
            yield from _datasets(resource)


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while data[offset : offset + 4] == RESOURCE and offset + RESOURCE_HEADER < len(data):
        number = int.from_bytes(data[offset + 4 : offset + RESOURCE_HEADER])
        offset += RESOURCE_HEADER
        offset += (data[offset] + 2) // 2 * 2  # a name, with its length, padded to even
        size = int.from_bytes(data[offset : offset + 4])
        offset += 4
        yield number, data[offset : offset + size]
        offset += size + size % 2


def _datasets(data: bytes) -> Iterator[EmbeddedText | Trace]:
    offset, letters = 0, "latin-1"
    while offset + DATASET_HEADER <= len(data) and data[offset] == TAG:
        record, number = data[offset + 1], data[offset + 2]
        size = int.from_bytes(data[offset + 3 : offset + DATASET_HEADER])
        offset += DATASET_HEADER
        if size >= EXTENDED:
            return
        value = data[offset : offset + size]
        offset += size
        if (record, number) == (1, 90) and value == LETTERS_OF_UTF_8:
            letters = "utf-8"
        if record == APPLICATION_RECORD and number in NAMES:
            text = value.decode(letters, "replace")
            yield EmbeddedText(place=PLACE, name=NAMES[number], value=text)
        elif record == APPLICATION_RECORD and number in traces.IPTC:
            tells, name = traces.IPTC[number]
            text = value.decode(letters, "replace")
            yield Trace(tells=tells, place=PLACE, name=name, value=text)
