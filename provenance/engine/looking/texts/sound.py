"""Find XMP packets and names of programs in MP3 and FLAC files (ID3v2.4, 3; RFC 9639, 8.6)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from provenance.engine.looking.texts.material import Material
from provenance.model.look import EmbeddedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.looking.texts.material import Purse

ID3_PLACE, FLAC_PLACE = "ID3", "Vorbis comment"
HEADER, FRAME_HEADER, BLOCK_HEADER = 10, 10, 4
SEVEN_BITS = 4  # the version of ID3v2 from which sizes of frames have seven bits a byte
COMMENTS, LAST = 4, 0x80
LONGEST = 1 << 16  # bytes of one frame that may hold text
MOST_BLOCKS = 128  # of a FLAC file
MOST_COMMENTS = 1_000
XMP_OWNER = b"XMP\0"  # XMP, part 3, 1.1.4
LETTERS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
FRAMES = {b"TSSE": "Software", b"TENC": "Software"}
FIELDS = {"ENCODER": "Software", "AIGC": "AIGC"}


def of_id3(purse: Purse) -> Iterator[Material | EmbeddedText]:
    """Yield the metadata of an MP3 file, or of a FLAC file behind an ID3 tag."""
    head = purse.peek(HEADER)
    if head[:3] != b"ID3":
        return
    end = HEADER + _seven_bits(head[6:])
    offset = HEADER
    for _ in range(purse.steps):
        frame = purse.take(offset, FRAME_HEADER)
        if offset + FRAME_HEADER > end or not frame[:4].isalnum():
            break
        size = _seven_bits(frame[4:8]) if head[3] >= SEVEN_BITS else int.from_bytes(frame[4:8])
        offset += FRAME_HEADER
        yield from _frame(frame[:4], offset, size, purse)
        offset += size
    if purse.take(end, 4) == b"fLaC":
        yield from _blocks(purse, end + 4)


def of_flac(purse: Purse) -> Iterator[EmbeddedText]:
    """Yield the metadata of a FLAC file."""
    yield from _blocks(purse, 4)


def _frame(kind: bytes, offset: int, size: int, purse: Purse) -> Iterator[Material | EmbeddedText]:
    if kind == b"PRIV" and purse.take(offset, len(XMP_OWNER)) == XMP_OWNER:
        skipped = len(XMP_OWNER)
        yield Material(kind="XMP", data=purse.take(offset + skipped, size - skipped))
    elif kind in FRAMES or kind == b"TXXX":
        name, _, value = _text(purse.take(offset, min(size, LONGEST))).partition("\0")
        if kind in FRAMES:
            yield EmbeddedText(place=ID3_PLACE, name=FRAMES[kind], value=name)
        elif name == "AIGC":
            yield EmbeddedText(place=ID3_PLACE, name=name, value=value.partition("\0")[0])


def _text(frame: bytes) -> str:
    letters = LETTERS[frame[0]] if frame and frame[0] < len(LETTERS) else "latin-1"
    return frame[1:].decode(letters, "replace").replace("\ufeff", "")


def _blocks(purse: Purse, offset: int) -> Iterator[EmbeddedText]:
    for _ in range(MOST_BLOCKS):
        head = purse.take(offset, BLOCK_HEADER)
        if len(head) < BLOCK_HEADER:
            return
        size, offset = int.from_bytes(head[1:]), offset + BLOCK_HEADER
        if head[0] & ~LAST == COMMENTS:
            yield from _comments(purse.take(offset, min(size, LONGEST)))
        if head[0] & LAST:
            return
        offset += size


def _comments(block: bytes) -> Iterator[EmbeddedText]:
    content = io.BytesIO(block)

    def number() -> int:
        return int.from_bytes(content.read(4), "little")

    content.read(number())  # the library that wrote it
    for _ in range(min(number(), MOST_COMMENTS)):
        name, _, value = content.read(number()).decode("utf-8", "replace").partition("=")
        if name.upper() in FIELDS:
            yield EmbeddedText(place=FLAC_PLACE, name=FIELDS[name.upper()], value=value)


def _seven_bits(data: bytes) -> int:
    number = 0
    for byte in data[:4]:
        number = number << 7 | byte & 0x7F
    return number
