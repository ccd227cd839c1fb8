"""Show where a copy of a picture differs from it by more than a platform does to every picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from provenance.durable.scene.features import reduced
from provenance.durable.scene.same import scaling
from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.durable.interface import Pixels
    from provenance.durable.scene.same import SceneMatch

    Levels = NDArray[np.float32]
    Mask = NDArray[np.bool_]
    Square = NDArray[np.float64]

_BLUR = 2.0
"""Standard deviation in pixels: what compression and resizing do is finer."""

_LOOSE = 5
"""Pixels, an odd number: an edge may lie so far around where it is expected."""

_WINDOW = 9
_LEVELS = 6.0
"""Least mean difference in a window, in steps of eight bits, that is a change."""

_SMALLEST = 0.004
"""Share of the picture: smaller regions are not shown."""

_MOST_REGIONS = 32
_ROUNDS, _OUTLIERS, _FORGIVEN = 10, 2.5, 6.0
"""Places farther off than 2.5 times the median, and than six levels, are no part of the fit. On a
blank ground the median is nothing: without the second, the ground alone would be fitted."""

_SAMPLES = 128
_ENOUGH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle of the query, in its pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMap:
    """What of a copy is not as in the reference.

    Attributes:
        regions: Rectangles around the changed places, the largest first; at most 32.
        changed: Share of what both pictures show that changed, 0.0 to 1.0.
        seen: Share of the reference that the query shows; less than 1.0 after a crop.
        added: Share of the query that lies outside the reference: bars, frames, another canvas.
        columns: Of the mask.
        rows: Of the mask.
        mask: One byte for each place of the query made smaller, row after row: 0 as in the
            reference, 1 changed, 2 outside the reference.
    """

    regions: tuple[Region, ...]
    changed: float
    seen: float
    added: float
    columns: int
    rows: int
    mask: bytes


def changed_regions(query: Pixels, reference: Pixels, match: SceneMatch) -> ChangeMap:
    """Compare what both pictures show, place by place.

    A change of tone of the whole picture is not shown, nor what is finer than compression
    and resizing. Nothing is said of who changed it, or whether it matters.

    Args:
        query: The picture that was found.
        reference: What it is compared with.
        match: What `same_scene` said of the two.

    Raises:
        InvalidArgument: The two were not found to show the same scene.
    """
    if match.matrix is None:
        raise InvalidArgument(
            "Changes can only be shown between pictures of the same scene.",
            hint="Call this only when same_scene says SAME.",
        )
    small, original = reduced(query), reduced(reference)
    mapping = _between(query, reference, match, small, original)
    inside = _inside(mapping, small, original)
    expected = _warped(original, mapping, small)
    mask = _unlike(small, expected, inside) & inside
    regions, mask = _regions(mask, query)
    common = max(1, int(inside.sum()))
    return ChangeMap(
        regions=regions,
        changed=int(mask.sum()) / common,
        seen=_seen(np.asarray(np.linalg.inv(mapping), dtype=np.float64), small, original),
        added=1.0 - int(inside.sum()) / inside.size,
        columns=mask.shape[1],
        rows=mask.shape[0],
        mask=np.where(inside, mask.astype(np.uint8), np.uint8(2)).tobytes(),
    )


def _between(
    query: Pixels, reference: Pixels, match: SceneMatch, small: Pixels, original: Pixels
) -> Square:
    """Return the matrix from the reduced query to the reduced reference."""
    whole = np.vstack((np.array(match.matrix), [0.0, 0.0, 1.0]))
    to_small = scaling((small.shape[1] / query.shape[1], small.shape[0] / query.shape[0]))
    to_original = scaling(
        (original.shape[1] / reference.shape[1], original.shape[0] / reference.shape[0])
    )
    return np.asarray(to_original @ whole @ np.linalg.inv(to_small))


def _grid(rows: int, columns: int) -> Square:
    down, across = np.mgrid[0:rows, 0:columns]
    return np.stack((across.ravel(), down.ravel(), np.ones(rows * columns)))


def _inside(mapping: Square, small: Pixels, original: Pixels) -> Mask:
    rows, columns = small.shape[:2]
    across, down, _ = mapping @ _grid(rows, columns)
    column, row = np.rint(across), np.rint(down)
    held = (column >= 0) & (column < original.shape[1])
    held &= (row >= 0) & (row < original.shape[0])
    return np.asarray(held.reshape(rows, columns))


def _seen(mapping: Square, small: Pixels, original: Pixels) -> float:
    return float(_inside(mapping, original, small).mean())


def _warped(original: Pixels, mapping: Square, small: Pixels) -> Levels:
    warped = cv2.warpAffine(
        original,
        mapping[:2],
        (small.shape[1], small.shape[0]),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(warped, dtype=np.float32)


def _unlike(small: Pixels, expected: Levels, inside: Mask) -> Mask:
    """Tell where the query is brighter or darker than all that is expected around a place."""
    # What lies outside would bleed into the edge of what is compared.
    framed = np.where(inside[:, :, None], small, expected).astype(np.float32)
    seen = cv2.GaussianBlur(framed, (0, 0), _BLUR)
    blurred = np.asarray(cv2.GaussianBlur(expected, (0, 0), _BLUR), dtype=np.float32)
    toned = _toned(blurred, np.asarray(seen, dtype=np.float32), inside)
    around = np.ones((_LOOSE, _LOOSE), np.uint8)
    above = seen - cv2.dilate(toned, around)
    below = cv2.erode(toned, around) - seen
    beyond = np.maximum(np.maximum(above, below), 0).max(axis=2)
    core = cv2.erode(inside.astype(np.uint8), around, borderValue=1)
    beyond[core == 0] = 0
    found = (cv2.blur(beyond, (_WINDOW, _WINDOW)) > _LEVELS).astype(np.uint8)
    joined = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((2 * _WINDOW + 1,) * 2, np.uint8))
    # A window that only touches a change has found it, too: half a window is taken off again.
    return np.asarray(cv2.erode(joined, np.ones((_WINDOW, _WINDOW), np.uint8)), dtype=np.bool_)


def _toned(expected: Levels, seen: Levels, inside: Mask) -> Levels:
    """Give what is expected the tones of what is seen, fitted to the places that did not change."""
    rows, columns = inside.shape
    step = (max(1, rows // _SAMPLES), max(1, columns // _SAMPLES))
    chosen = inside[:: step[0], :: step[1]]
    known = expected[:: step[0], :: step[1]][chosen]
    wanted = seen[:: step[0], :: step[1]][chosen]
    known = _terms(known)
    kept = np.ones(len(known), dtype=np.bool_)
    tones = 255.0 * np.eye(known.shape[1], 3)
    for _ in range(_ROUNDS):
        if kept.sum() < _ENOUGH:
            break
        tones = np.asarray(np.linalg.lstsq(known[kept], wanted[kept], rcond=None)[0])
        off = np.abs(known @ tones - wanted).max(axis=1)
        kept = off <= max(_OUTLIERS * float(np.median(off)), _FORGIVEN)
    return np.asarray(_terms(expected) @ tones.astype(np.float32))


def _terms(colours: Levels) -> Levels:
    """Return each colour with its squares and products, as a change of contrast bends them."""
    red, green, blue = np.moveaxis(colours / np.float32(255), -1, 0)
    one = np.ones_like(red)
    terms = (
        red,
        green,
        blue,
        red**2,
        green**2,
        blue**2,
        red * green,
        green * blue,
        blue * red,
        one,
    )
    return np.stack(terms, axis=-1)


def _regions(mask: Mask, query: Pixels) -> tuple[tuple[Region, ...], Mask]:
    """Return the regions that are large enough, and the mask of these alone."""
    count, labels, areas, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    large = [
        number
        for number in range(1, count)
        if areas[number, cv2.CC_STAT_AREA] >= _SMALLEST * mask.size
    ]
    large.sort(key=lambda number: -int(areas[number, cv2.CC_STAT_AREA]))
    across, down = query.shape[1] / mask.shape[1], query.shape[0] / mask.shape[0]
    regions = tuple(
        Region(
            left=round(int(areas[number, cv2.CC_STAT_LEFT]) * across),
            top=round(int(areas[number, cv2.CC_STAT_TOP]) * down),
            width=max(1, round(int(areas[number, cv2.CC_STAT_WIDTH]) * across)),
            height=max(1, round(int(areas[number, cv2.CC_STAT_HEIGHT]) * down)),
        )
        for number in large[:_MOST_REGIONS]
    )
    return regions, np.isin(labels, large)
