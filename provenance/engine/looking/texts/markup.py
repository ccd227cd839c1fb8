"""Find XMP packets in files without a fixed place for them: GIF, PDF and SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.engine.looking.texts.material import Material

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.looking.texts.material import Purse

OF_GIF = b"\x21\xff\x0bXMP DataXMP"  # XMP, part 3, 1.1.2
TRAILER_OF_GIF = b"\x01\xff\xfe"  # the first bytes behind the packet
PACKETS = ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>"))
OF_THE_DOCUMENT = (b"http://ns.adobe.com/pdf/1.3/", b"application/pdf")
"""What a packet about the whole document says, and one about a picture in it does not."""
STORE, STORE_HEADER = b"jumdc2pa", 12  # letters behind the header of a manifest store
HALF = 2 << 20  # bytes at the beginning and at the end of a document


def of_gif(purse: Purse) -> Iterator[Material]:
    """Yield the XMP packet of a GIF file."""
    data = purse.take(0, purse.size)
    begin = data.find(OF_GIF)
    if begin >= 0:
        packet = data[begin + len(OF_GIF) :]
        yield Material(kind="XMP", data=packet.partition(TRAILER_OF_GIF)[0])


def of_svg(purse: Purse) -> Iterator[Material]:
    """Yield an SVG file as a packet: what it says in RDF about itself is found in it."""
    head = purse.peek(4)
    if head.removeprefix(b"\xef\xbb\xbf")[:1].isspace() or b"<" in head:
        yield Material(kind="XMP", data=purse.take(0, purse.size))


def of_pdf(purse: Purse) -> Iterator[Material]:
    """Yield the XMP packets about a PDF document, as far as they are not compressed."""
    data = purse.take(0, min(purse.size, HALF))
    data += purse.take(max(len(data), purse.size - HALF), HALF)
    data = _without_stores(data)
    for begins, ends in PACKETS:
        begin = data.find(begins)
        while begin >= 0 and (end := data.find(ends, begin)) >= 0:
            packet = data[begin : end + len(ends)]
            if any(each in packet for each in OF_THE_DOCUMENT):
                yield Material(kind="XMP", data=packet)
            begin = data.find(begins, end)


def _without_stores(data: bytes) -> bytes:
    """Blank the manifest stores: the thumbnails in them have metadata of their own."""
    kept = bytearray(data)
    at = data.find(STORE)
    while at >= 0:
        begin = max(0, at - STORE_HEADER)
        stated = begin + int.from_bytes(data[begin : begin + 4])
        end = min(len(data), max(stated, at + len(STORE)))
        kept[begin:end] = b" " * (end - begin)
        at = data.find(STORE, end)
    return bytes(kept)
