"""Find text, XMP and EXIF data among the chunks of a PNG file (PNG, third edition, 11.3.3)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provenance.engine.containers import png
from provenance.engine.looking.texts.generators import recorded
from provenance.engine.looking.texts.material import Material
from provenance.model.look import EmbeddedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.looking.texts.material import Purse

PLACE = "PNG text"
XMP = b"XML:com.adobe.xmp"
TEXTS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
PROGRAMS = frozenset(("Software", "AIGC"))
# Stable Diffusion web UI; ComfyUI; InvokeAI, oldest first; Fooocus.
SETTINGS = frozenset(
    (
        *("parameters", "prompt", "workflow"),
        *("Dream", "sd-metadata", "invokeai_metadata", "invokeai_graph", "fooocus_scheme"),
    )
)
"""Keywords under which image generators record how they made a picture."""
REMARKS = frozenset(("Comment", "Description", "generation_data"))
"""Keywords for anything; only what image generators leave there is gathered."""


def opened(purse: Purse) -> Iterator[Material | EmbeddedText]:
    """Yield the metadata of a PNG file."""
    for chunk in islice(png.walk(purse.content), purse.steps):
        start = chunk.offset + png.HEADER
        if chunk.kind == b"eXIf":
            yield Material(kind="EXIF", data=purse.take(start, chunk.size))
        elif chunk.kind in TEXTS:
            keyword, _, rest = purse.take(start, chunk.size).partition(b"\0")
            if keyword == XMP:
                yield Material(kind="XMP", data=_text(chunk.kind, rest, purse))
            else:
                yield from _stated(keyword.decode("latin-1"), chunk.kind, rest, purse)


def _stated(keyword: str, kind: bytes, rest: bytes, purse: Purse) -> Iterator[EmbeddedText]:
    if keyword not in PROGRAMS | SETTINGS | REMARKS:
        return
    text = _text(kind, rest, purse).decode("latin-1" if kind != b"iTXt" else "utf-8", "replace")
    if keyword in PROGRAMS or recorded(text) or (keyword in SETTINGS and text[:1] == "{"):
        yield EmbeddedText(place=PLACE, name=keyword, value=text)


def _text(kind: bytes, rest: bytes, purse: Purse) -> bytes:
    """Return the text of a chunk behind its keyword."""
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return purse.unpack(rest[1:])
    packed, _, behind = rest[:1], rest[1:2], rest[2:]
    text = behind.partition(b"\0")[2].partition(b"\0")[2]  # behind language and translated keyword
    return purse.unpack(text) if packed == b"\1" else text
