"""Find XMP, EXIF and IPTC data among the segments of a JPEG file (XMP, part 3, 1.1.3)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provenance.engine.containers import jpeg
from provenance.engine.looking.texts import exif, iptc, xmp
from provenance.engine.looking.texts.material import Material

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.looking.texts.material import Purse

APP1, APP13 = 0xE1, 0xED
XMP = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
NAME, PLACE = 32, 40  # ends of the name of a packet and of the offset of a piece within it


def opened(purse: Purse) -> Iterator[Material]:
    """Yield the metadata of a JPEG file; the pieces of an extended packet as one."""
    pieces: dict[bytes, dict[int, bytes]] = {}
    packets = []
    for segment in islice(jpeg.walk(purse.content), purse.steps):
        if segment.marker not in {APP1, APP13}:
            continue
        data = purse.take(segment.offset + jpeg.HEADER, segment.size)
        if segment.marker == APP13 and data.startswith(iptc.HEADER):
            yield Material(kind="IPTC", data=data)
        elif data.startswith(exif.HEADER):
            yield Material(kind="EXIF", data=data)
        elif data.startswith(XMP):
            packets.append(data.removeprefix(XMP))
            yield Material(kind="XMP", data=packets[-1])
        elif data.startswith(EXTENSION):
            piece = data.removeprefix(EXTENSION)
            place = int.from_bytes(piece[NAME + 4 : PLACE])
            pieces.setdefault(piece[:NAME], {})[place] = piece[PLACE:]
    named = (name.encode() for packet in packets if pieces for name in xmp.rests(packet))
    for parts in (pieces[name] for name in dict.fromkeys(named) if name in pieces):
        yield Material(kind="XMP", data=b"".join(parts[place] for place in sorted(parts)))
