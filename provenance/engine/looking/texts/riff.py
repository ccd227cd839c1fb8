"""Find XMP and EXIF data and names of programs in WebP, WAV and AVI files."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provenance.engine.containers import riff
from provenance.engine.looking.texts.material import Material
from provenance.model.look import EmbeddedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.looking.texts.material import Purse

PLACE = "RIFF"
PACKETS = frozenset((b"XMP ", b"_PMX"))
NAMES = {b"ISFT": "Software", b"AIGC": "AIGC"}
LONGEST = 4_000  # bytes of one value


def opened(purse: Purse) -> Iterator[Material | EmbeddedText]:
    """Yield the metadata of a RIFF file."""
    for chunk in islice(riff.walk(purse.content), purse.steps):
        start = chunk.offset + riff.HEADER
        if chunk.kind in PACKETS:
            yield Material(kind="XMP", data=purse.take(start, chunk.size))
        elif chunk.kind == b"EXIF":
            yield Material(kind="EXIF", data=purse.take(start, chunk.size))
        elif name := NAMES.get(chunk.kind):
            value = purse.take(start, min(chunk.size, LONGEST)).partition(b"\0")[0]
            yield EmbeddedText(place=PLACE, name=name, value=value.decode("utf-8", "replace"))
