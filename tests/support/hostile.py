"""Files built by hand to hurt whoever reads them; each is small, and none is valid."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from PIL.PngImagePlugin import PngInfo
from support import boxes, definitions, media, sealing, surgery

from provenance.engine.native.engine import NativeEngine
from provenance.model.asset import Asset
from provenance.model.definition import AssertionDefinition

if TYPE_CHECKING:
    from support import authorities

    from provenance.model.definition import SignedAsset


def aborting_jpeg() -> bytes:
    """A signed JPEG with an assertion whose label's last part starts with a foreign letter.

    The engine aborts its process when it meets such a label; it needs no valid signature.
    """
    harmless, deadly = b"org.example.ee", "org.example.é".encode()
    assertion = AssertionDefinition(label=harmless.decode(), data={"note": "hello"})
    definition = definitions.capture("image/jpeg", assertions=(assertion,))
    with tempfile.TemporaryDirectory() as folder, NativeEngine() as engine:
        signed = Path(folder, "signed.jpg")
        source = Asset.of(media.content("jpeg"))
        engine.sign(definition, source, signed, sealing.new_seal())
        return signed.read_bytes().replace(harmless, deadly)


def greedy_mp3() -> bytes:
    """An MP3 of 82 bytes with a frame that says it is 4 GB long (ID3v2.3)."""
    frame = b"GEOB" + struct.pack(">IH", 0xFFFFFFF0, 0)
    body = frame.ljust(72, b"\0")
    return b"ID3\x03\0\0" + bytes((0, 0, 0, len(body))) + body


def crowded_mp4(boxes_inside: int) -> bytes:
    """A film followed by empty boxes; the engine's time grows with the square of their number."""
    return media.content("mp4") + boxes.box(b"free") * boxes_inside


def nested_mp4(depth: int) -> bytes:
    """A film followed by a box in a box in a box."""
    return media.content("mp4") + b"".join(
        struct.pack(">I4s", 8 * left, b"moov") for left in range(depth, 0, -1)
    )


def nested_wav(depth: int) -> bytes:
    """A recording with a list in a list in a list."""
    sound = media.content("wav")
    lists = b"".join(
        struct.pack("<4sI4s", b"LIST", 4 + 12 * left, b"abcd") for left in range(depth)[::-1]
    )
    return b"RIFF" + struct.pack("<I", len(sound) - 8 + len(lists)) + sound[8:] + lists


def crowded_wav(chunks: int) -> bytes:
    """A recording with empty chunks behind it."""
    sound = media.content("wav") + boxes.chunk(b"abcd") * chunks
    return b"RIFF" + struct.pack("<I", len(sound) - 8) + sound[8:]


def crowded_png(chunks: int, payload: bytes = b"") -> bytes:
    """A picture with a crowd of private chunks after its header."""
    picture, header = media.content("png"), 33
    check = struct.pack(">I", zlib.crc32(b"abCd" + payload))
    chunk = struct.pack(">I", len(payload)) + b"abCd" + payload + check
    return picture[:header] + chunk * chunks + picture[header:]


def crowded_gif(sub_blocks: int) -> bytes:
    """A picture with a comment that comes in single letters."""
    return media.content("gif")[:-1] + b"\x21\xfe" + b"\x01a" * sub_blocks + b"\0;"


def crowded_jpeg(segments: int) -> bytes:
    """A picture with empty application segments."""
    picture = media.content("jpeg")
    return picture[:2] + b"\xff\xe5\0\x02" * segments + picture[2:]


def circular_tiff() -> bytes:
    """Two directories that each name the other as the next, and themselves as children."""
    first, second = 8, 8 + 18
    return b"".join(
        (
            struct.pack("<2sHI", b"II", 42, first),
            struct.pack("<HHHIII", 1, 330, 4, 1, first, second),
            struct.pack("<HHHIII", 1, 330, 4, 1, second, first),
        )
    )


def fanning_tiff(entries: int) -> bytes:
    """Entries that each name the same thousand directories, which lie in their own list."""
    table = 8 + 2 + 12 * entries + 4
    entry = struct.pack("<HHII", 330, 4, 1000, table)
    offsets = struct.pack("<1000I", *range(table, table + 1000))
    head = struct.pack("<2sHIH", b"II", 42, 8, entries)
    return head + entry * entries + b"\0\0\0\0" + offsets


def crowded_zip(members: int) -> bytes:
    """A central directory with a crowd of members that lie at the same place."""
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    directory = (central + b"a") * members
    claimed = min(members, 0xFFFF)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, claimed, claimed, len(directory), 31, 0)
    return local + directory + end


def with_remote_manifest(url: str, kind: str = "jpeg") -> bytes:
    """A picture without credentials whose XMP says that they lie at this address (C2PA 2.4)."""
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'dcterms:provenance="{url}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
    out = io.BytesIO()
    if kind == "jpeg":
        media.drawing().save(out, "JPEG", xmp=packet)
    else:
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode())
        media.drawing().save(out, "PNG", pnginfo=text)
    return out.getvalue()


def crowded_store(signed: SignedAsset, assertions: int, signer: authorities.Signer) -> bytes:
    """A PNG picture with a crowd of assertions, all of them signed."""
    store = surgery.Box.read(signed.manifest_store)
    content = [surgery.Box(kind=b"json", payload=b"{}")]
    begin = bytes.fromhex("6a736f6e00110010800000aa00389b7103")
    store.children[-1].at("c2pa.assertions").children.extend(
        surgery.Box(
            kind=b"jumb", description=begin + b"org.example.n%d\0" % number, children=content
        )
        for number in range(assertions)
    )
    surgery.seal(store.children[-1], signer)
    start = signed.data.index(b"caBX") - 4
    end = start + 12 + len(signed.manifest_store)
    chunk = b"caBX" + bytes(store)
    length, check = len(bytes(store)), zlib.crc32(chunk)
    added = struct.pack(">I", length) + chunk + struct.pack(">I", check)
    return signed.data[:start] + added + signed.data[end:]
