"""Write metadata into files that others made: XMP packets, EXIF, IPTC and texts, by hand.

packet = embedded.packet(DigitalSourceType=embedded.MADE_BY_AI)
data = embedded.with_xmp("png", media.content("png"), packet)
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from PIL import Image
from support import boxes, media

if TYPE_CHECKING:
    from collections.abc import Callable

MADE_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
NAMESPACES = {
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ADOBE = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MAKE, MODEL, SOFTWARE, XMP_PACKET = 271, 272, 305, 700


def packet(body: str = "", /, **properties: str) -> bytes:
    """Return an XMP packet; names are "xmp__CreatorTool", or bare for the IPTC extension."""
    stated = (
        "".join(
            f"<{name}>{escape(value)}</{name}>"
            for name, value in ((_qualified(name), value) for name, value in properties.items())
        )
        + body
    )
    declared = " ".join(
        f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items() if f"{prefix}:" in stated
    )
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about="" {declared}>{stated}</rdf:Description>'
        f'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def history(*agents: str) -> str:
    """Return the body of a packet with a history of saving, a program a step."""
    steps = "".join(
        f'<rdf:li stEvt:action="saved" stEvt:softwareAgent="{agent}"/>' for agent in agents
    )
    return f"<xmpMM:History><rdf:Seq>{steps}</rdf:Seq></xmpMM:History>"


def with_xmp(name: str, content: bytes, xmp: bytes) -> bytes:
    """Return the file of a format of `media` with an XMP packet where that format has it."""
    return WRITERS[name](content, xmp)


def with_exif(content: bytes, tags: dict[int, str]) -> bytes:
    """Return a JPEG file with EXIF data."""
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    return segment(content, 0xE1, exif.tobytes())


def segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """Return a JPEG file with one more segment at its beginning."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload + jpeg[2:]


def with_extended_xmp(jpeg: bytes, xmp: bytes, extension: bytes, *, pieces: int = 2) -> bytes:
    """Return a JPEG file whose packet goes on in further segments, the last one first."""
    guid, length = b"0123456789ABCDEF" * 2, -(-len(extension) // pieces)
    for start in range(0, len(extension), length):
        head = EXTENSION + guid + struct.pack(">II", len(extension), start)
        jpeg = segment(jpeg, 0xE1, head + extension[start : start + length])
    return segment(jpeg, 0xE1, ADOBE + xmp)


def with_iptc(jpeg: bytes, datasets: dict[tuple[int, int], bytes]) -> bytes:
    """Return a JPEG file with IPTC data, behind another Photoshop resource."""
    iim = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
        for (record, number), value in datasets.items()
    )
    other = b"8BIM" + struct.pack(">HB3sI", 0x03ED, 2, b"ab\0", 1) + b"x\0"
    iim += b"\0" * (len(iim) % 2)
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(iim)) + iim
    return segment(jpeg, 0xED, b"Photoshop 3.0\0" + other + resource)


def chunk(png: bytes, kind: bytes, payload: bytes, *, last: bool = False) -> bytes:
    """Return a PNG file with one more chunk: behind its header, or before its end."""
    place = png.index(b"IEND") - 4 if last else 33
    check = struct.pack(">I", zlib.crc32(kind + payload))
    return png[:place] + struct.pack(">I", len(payload)) + kind + payload + check + png[place:]


def with_text(png: bytes, keyword: str, text: str) -> bytes:
    """Return a PNG file with a text."""
    return chunk(png, b"tEXt", keyword.encode() + b"\0" + text.encode("latin-1"))


def data_box(value: bytes) -> bytes:
    """Return the box in which iTunes and QuickTime keep a text."""
    return boxes.box(b"data", struct.pack(">II", 1, 0) + value)


def in_riff(content: bytes, kind: bytes, payload: bytes) -> bytes:
    """Return a RIFF file with one more chunk at its end."""
    body = content[8:] + boxes.chunk(kind, payload)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def id3(*frames: tuple[bytes, bytes]) -> bytes:
    """Return an ID3v2.3 tag."""
    body = b"".join(
        kind + struct.pack(">IH", len(payload), 0) + payload for kind, payload in frames
    )
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body


def with_comments(flac: bytes, *comments: str) -> bytes:
    """Return a FLAC file with one more block of Vorbis comments, behind its first block."""
    texts = [b"reference", *(each.encode() for each in comments)]
    written = [struct.pack("<I", len(each)) + each for each in texts]
    block = written[0] + struct.pack("<I", len(comments)) + b"".join(written[1:])
    place = 4 + 4 + 34
    return flac[:place] + struct.pack(">I", 4 << 24 | len(block)) + block + flac[place:]


def _qualified(name: str) -> str:
    prefix, _, rest = name.rpartition("__")
    return f"{prefix or 'Iptc4xmpExt'}:{rest}"


def _saved(encoder: str) -> Callable[[bytes, bytes], bytes]:
    def write(_: bytes, xmp: bytes) -> bytes:
        out = io.BytesIO()
        media.drawing().save(out, encoder, xmp=xmp)
        return out.getvalue()

    return write


def _tiff(**options: object) -> Callable[[bytes, bytes], bytes]:
    def write(_: bytes, xmp: bytes) -> bytes:
        out = io.BytesIO()
        media.drawing().save(out, "TIFF", tiffinfo={XMP_PACKET: xmp}, **options)
        return out.getvalue()

    return write


def _heic(_: bytes, xmp: bytes) -> bytes:
    from pillow_heif import from_pillow  # noqa: PLC0415  # heavy, and only for this format

    out = io.BytesIO()
    from_pillow(media.drawing()).save(out, quality=60, xmp=xmp)
    return out.getvalue()


def _gif(content: bytes, xmp: bytes) -> bytes:
    magic = b"\x01" + bytes(range(0xFF, -1, -1)) + b"\0"
    return content[:-1] + b"\x21\xff\x0bXMP DataXMP" + xmp + magic + b";"


def _svg(content: bytes, xmp: bytes) -> bytes:
    inside = xmp[xmp.index(b"<x:xmpmeta") : xmp.rindex(b"<?xpacket")]
    return content.replace(b"</svg>", b"<metadata>" + inside + b"</metadata></svg>")


def _pdf(content: bytes, xmp: bytes) -> bytes:
    stream = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp)
    return content.replace(b"xref\n", b"9 0 obj\n" + stream + b"\nendobj\nxref\n", 1)


def _uuid(content: bytes, xmp: bytes) -> bytes:
    return content + boxes.box(b"uuid", XMP_UUID + xmp)


def _udta(content: bytes, xmp: bytes) -> bytes:
    return content + boxes.box(b"moov", boxes.box(b"udta", boxes.box(b"XMP_", xmp)))


WRITERS: dict[str, Callable[[bytes, bytes], bytes]] = {
    "jpeg": lambda content, xmp: segment(content, 0xE1, ADOBE + xmp),
    "png": lambda content, xmp: chunk(content, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp),
    "webp": _saved("WEBP"),
    "tiff": _tiff(),
    "bigtiff": _tiff(big_tiff=True),
    "gif": _gif,
    "avif": _saved("AVIF"),
    "heic": _heic,
    "jxl": lambda content, xmp: content + boxes.box(b"xml ", xmp),
    "svg": _svg,
    "pdf": _pdf,
    "mp4": _uuid,
    "fragmented_mp4": _uuid,
    "mov": _udta,
    "m4a": _uuid,
    "avi": lambda content, xmp: in_riff(content, b"_PMX", xmp),
    "wav": lambda content, xmp: in_riff(content, b"_PMX", xmp),
    "mp3": lambda content, xmp: id3((b"PRIV", b"XMP\0" + xmp)) + content,
}
