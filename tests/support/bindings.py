"""Signed JPEG and PNG pictures whose hard binding is exchanged for another, signed anew.

data = bindings.by_ranges(signed, signer, [(start, length)])   # these bytes are not covered
data = bindings.by_boxes(signed, signer, bindings.jpeg_boxes)  # a box hash over every segment
"""

from __future__ import annotations

import hashlib
import struct

from support import surgery

SEGMENT_HEADER = 12  # marker, length, and what JPEG XT writes before the first box
CHUNK_HEADER, CHECKSUM = 8, 4


def store_at(signed):
    """Return where the credentials of a small signed JPEG start and end, as a segment."""
    start = signed.data.index(signed.manifest_store) - SEGMENT_HEADER
    return start, start + SEGMENT_HEADER + len(signed.manifest_store)


def by_ranges(signed, signer, ranges):
    """Return a JPEG whose data hash leaves out the credentials and `ranges`, in their order."""
    start, end = store_at(signed)
    return _leaving_out(signed, signer, sorted([(start, end - start), *ranges]))


def from_the_start(signed, signer):
    """Return a JPEG whose data hash leaves out all up to the end of the credentials."""
    _, end = store_at(signed)
    return _leaving_out(signed, signer, [(0, end)])


def _leaving_out(signed, signer, exclusions):
    covered = signed.data
    for first, length in reversed(exclusions):
        covered = covered[:first] + covered[first + length :]
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    binding = manifest.at("c2pa.assertions", "c2pa.hash.data")
    binding.value = {
        **binding.value,
        "exclusions": [{"start": first, "length": length} for first, length in exclusions],
        "hash": hashlib.sha256(covered).digest(),
        "pad": b"",
    }
    surgery.seal(manifest, signer)
    return surgery.transplant(signed.data, signed.manifest_store, store)


def by_boxes(signed, signer, boxes):
    """Return a picture with a box hash over all `boxes` of it, which yields names and ranges."""
    store = surgery.Box.read(signed.manifest_store)
    (manifest,) = store.children
    binding = manifest.at("c2pa.assertions", "c2pa.hash.data")
    binding.description = binding.description.replace(b"c2pa.hash.data", b"c2pa.hash.boxes")
    binding.value = {
        "boxes": [
            {
                "names": [name],
                "alg": "sha256",
                "hash": b"\0" if name == "C2PA" else hashlib.sha256(signed.data[a:b]).digest(),
                "pad": b"",
            }
            for name, a, b in boxes(signed.data)
        ]
    }
    surgery.seal(manifest, signer)
    return surgery.transplant(signed.data, signed.manifest_store, store)


def png_boxes(data):
    """Yield the chunks of a PNG file as a box hash names them."""
    yield "PNGh", 0, 8
    offset = 8
    while offset < len(data):
        size, kind = struct.unpack_from(">I4s", data, offset)
        end = offset + CHUNK_HEADER + size + CHECKSUM
        yield "C2PA" if kind == b"caBX" else kind.decode(), offset, end
        offset = end


def jpeg_boxes(data):
    """Yield the segments of a JPEG file with one scan as a box hash names them."""
    names = {0xDB: "DQT", 0xC4: "DHT", 0xC0: "SOF0", 0xDA: "SOS"}
    yield "SOI", 0, 2
    offset = 2
    while True:
        marker, size = data[offset + 1], int.from_bytes(data[offset + 2 : offset + 4])
        end = len(data) - 2 if marker == 0xDA else offset + 2 + size
        name = names.get(marker) or f"APP{marker - 0xE0}"
        yield "C2PA" if marker == 0xEB else name, offset, end
        offset = end
        if marker == 0xDA:
            yield "EOI", end, len(data)
            return


def jxl_boxes(data):
    """Yield the outermost boxes of a JPEG XL file as a box hash names them."""
    offset = 0
    while offset < len(data):
        size, kind = struct.unpack_from(">I4s", data, offset)
        yield "C2PA" if kind == b"jumb" else kind.decode(), offset, offset + size
        offset += size


def gif_boxes(data):
    """Yield the blocks of a GIF file as a box hash names them; colour tables belong to others."""
    yield "GIF89a", 0, 6
    offset = 13 + _colours(data[10])
    yield "LSD", 6, offset
    while data[offset] != 0x3B:
        start = offset
        if data[offset] == 0x2C:
            offset += 10 + _colours(data[offset + 9])
            yield "2C", start, offset
            start, offset = offset, offset + 1
            name = "TBID"
        else:
            name = "C2PA" if data[offset + 3 :].startswith(b"C2PA_GIF") else data[offset:][:2].hex()
            offset += 2
        while data[offset]:
            offset += data[offset] + 1
        offset += 1
        yield name if name == "C2PA" else name.upper(), start, offset
    yield "3B", offset, offset + 1


def _colours(flags):
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
