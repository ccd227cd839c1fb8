"""Cut two small pictures alike before they are compared: bars off, the same proportions, closer in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.look import SIDE, Miniature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLAIN = 12
"""Grey levels by which the pixels of a bar may differ: compression leaves that much."""
LEAST = SIDE // 3
"""Rows or columns that have to be left between bars."""
PROPORTIONS_ALIKE = 0.03
CLOSER = (0.05, 0.1)
"""How much is cut off each side, as a part of it, to see through a crop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A part of a picture, in parts of its width and height from its upper left corner."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0


def pairs(picture: Miniature, thumbnail: Miniature) -> Iterator[tuple[Miniature, Miniature]]:
    """Yield both as they are, then cut in the ways in which thumbnails are made."""
    yield picture, thumbnail
    bare = _cut(picture, _without_bars(picture)), _cut(thumbnail, _without_bars(thumbnail))
    if bare != (picture, thumbnail):
        yield bare
    picture, thumbnail = bare
    shape = _proportions(thumbnail)
    if abs(_proportions(picture) / shape - 1) > PROPORTIONS_ALIKE:
        picture = _cut(picture, _middle(_proportions(picture), shape))
        yield picture, thumbnail
    for margin in CLOSER:
        inner = Frame(left=margin, top=margin, right=1 - margin, bottom=1 - margin)
        yield _cut(picture, inner), thumbnail
        yield picture, _cut(thumbnail, inner)


def _proportions(picture: Miniature) -> float:
    return picture.width / picture.height


def _middle(wide: float, wanted: float) -> Frame:
    """Return the middle part of a picture that has the wanted proportions."""
    if wide > wanted:
        margin = (1 - wanted / wide) / 2
        return Frame(left=margin, right=1 - margin)
    margin = (1 - wide / wanted) / 2
    return Frame(top=margin, bottom=1 - margin)


def _without_bars(picture: Miniature) -> Frame:
    rows = [picture.luma[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    top, bottom = _between_bars(rows)
    left, right = _between_bars([picture.luma[at::SIDE] for at in range(SIDE)])
    return Frame(left=left, top=top, right=right, bottom=bottom)


def _between_bars(lines: Sequence[bytes]) -> tuple[float, float]:
    """Return where the part between two plain margins of one shade begins and ends."""
    first, last = 0, len(lines)
    shade = sum(lines[0]) // SIDE
    while first < last and _plain(lines[first], shade):
        first += 1
    while last > first and _plain(lines[last - 1], shade):
        last -= 1
    if first == 0 or last == len(lines) or last - first < LEAST:
        return 0.0, 1.0
    return first / len(lines), last / len(lines)


def _plain(line: bytes, shade: int) -> bool:
    return max(line) - shade <= PLAIN and shade - min(line) <= PLAIN


def _cut(picture: Miniature, frame: Frame) -> Miniature:
    """Return a part of a picture, enlarged to a whole miniature (bilinear)."""
    if frame == Frame():
        return picture
    across, down = _taps(frame.left, frame.right), _taps(frame.top, frame.bottom)
    rows = [picture.luma[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    wide = [[row[a] + (row[b] - row[a]) * part for a, b, part in across] for row in rows]
    luma = bytes(
        round(one + (other - one) * part)
        for a, b, part in down
        for one, other in zip(wide[a], wide[b], strict=True)
    )
    return Miniature(
        width=max(1, round(picture.width * (frame.right - frame.left))),
        height=max(1, round(picture.height * (frame.bottom - frame.top))),
        luma=luma,
    )


def _taps(start: float, end: float) -> list[tuple[int, int, float]]:
    """Return for each new pixel the two old ones around it, and how near it is to the second."""
    found = []
    for at in range(SIDE):
        place = (start + (end - start) * (at + 0.5) / SIDE) * SIDE - 0.5
        place = min(max(place, 0.0), SIDE - 1.0)
        whole = int(place)
        found.append((whole, min(whole + 1, SIDE - 1), place - whole))
    return found
