"""Find another picture, film or recording among bytes that a signature leaves out.

A player that finds one may show it: what is behind the end of a photograph is often its
moving part, or a second picture. A signature is looked for at every offset, so a few
bytes alone are no proof: what follows them has to fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from provenance.evidence.coverage.source import BLOCK, Exhausted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.evidence.coverage.source import Source

MOST_SEARCHED = 256 << 20
"""Bytes that are searched, at 4 s for each GiB; with more of them a file is not judged."""
MOST_DOUBTFUL = 10_000
"""Places that are looked at because a few bytes fit; random data have one in 16 MB."""
SEEN = 32  # bytes of a find that are looked at
OVERLAP = 16  # longer than each signature and what stands before it


class Signature(NamedTuple):
    """How a kind of file begins.

    Attributes:
        before: Bytes of the file before `letters`.
        fits: Whether the first bytes of a file, and what can be read further on, are of this kind.
    """

    letters: bytes
    before: int
    fits: Callable[[Source, int, bytes], bool]


def found(source: Source, start: int, end: int) -> bool:
    """Tell whether a picture, film or recording begins anywhere from `start` to `end`.

    Raises:
        Exhausted: There are more bytes, or more doubtful places, than are looked at.
    """
    searched = doubtful = 0
    while start < end and (block := source.at(start, min(BLOCK, end - start))):
        searched += len(block) if block.count(0) < len(block) else 0
        if searched > MOST_SEARCHED:
            raise Exhausted
        for signature in SIGNATURES if block.count(0) < len(block) else ():
            for place in _places(block, signature.letters):
                doubtful += 1
                if doubtful > MOST_DOUBTFUL:
                    raise Exhausted
                begin = start + place - signature.before
                if signature.fits(source, begin, source.at(begin, SEEN)):
                    return True
        start += max(1, len(block) - OVERLAP) if len(block) == BLOCK else len(block)
    return False


def _places(block: bytes, letters: bytes) -> Iterator[int]:
    place = block.find(letters)
    while place >= 0:
        yield place
        place = block.find(letters, place + 1)


def _jpeg(source: Source, begin: int, head: bytes) -> bool:
    """Follow two segments: their markers stand where the lengths say."""
    place = begin + 2
    for _ in range(2):
        segment = source.at(place, 4)
        marker = segment[1:2]
        if segment[:1] != b"\xff" or not (b"\xc0" <= marker <= b"\xcf" or marker >= b"\xda"):
            return False
        place += 2 + int.from_bytes(segment[2:4])
    return source.at(place, 1) == b"\xff" and head.startswith(b"\xff\xd8")


def _tiff(source: Source, begin: int, head: bytes) -> bool:
    """Look at the first directory: it has entries, in order, of types that there are."""
    order = "little" if head[:2] == b"II" else "big"
    place = begin + int.from_bytes(head[4:8], order)  # type: ignore[arg-type]
    directory = source.at(place, 26)
    numbers = [int.from_bytes(directory[at : at + 2], order) for at in (0, 2, 4, 14)]  # type: ignore[arg-type]
    count, first, kind, second = numbers
    return len(directory) == 26 and 1 < count < 1000 and 0 < first < second and 0 < kind < 14  # noqa: PLR2004  # tags and types of TIFF 6.0


def _film(source: Source, begin: int, head: bytes) -> bool:  # noqa: ARG001  # its head is enough
    """Look at the brand, and at the size of the first box."""
    size, brand = int.from_bytes(head[:4]), head[8:12]
    return 16 <= size <= 1024 and size % 4 == 0 and brand.isascii() and brand.decode().isprintable()  # noqa: PLR2004  # a box with one brand, or with some hundred


def _riff(source: Source, begin: int, head: bytes) -> bool:  # noqa: ARG001  # its head is enough
    return head[8:12] in {b"WEBP", b"AVI ", b"WAVE"}


def _gif(source: Source, begin: int, head: bytes) -> bool:  # noqa: ARG001  # its head is enough
    return head[4:6] in {b"7a", b"9a"}


def _sure(source: Source, begin: int, head: bytes) -> bool:  # noqa: ARG001  # the letters are enough
    return begin >= 0


SIGNATURES = (
    Signature(b"\xff\xd8\xff", 0, _jpeg),
    Signature(b"\x89PNG\r\n\x1a\n", 0, _sure),
    Signature(b"GIF8", 0, _gif),
    Signature(b"RIFF", 0, _riff),
    Signature(b"ftyp", 4, _film),
    Signature(b"II*\0", 0, _tiff),
    Signature(b"MM\0*", 0, _tiff),
    Signature(b"JXL \r\n\x87\n", 4, _sure),
)
