"""Hold what a child says a file shows against what it was asked, before anybody uses it.

Decoders are attacked most: what comes from their process is as much a stranger's as the file.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from provenance.engine.sight import LONGEST_SECONDS, SAMPLES

if TYPE_CHECKING:
    from provenance.engine.sight import Sight
    from provenance.limits import Limits
    from provenance.model.frames import Raster, Showing

LONGEST_PROBLEM = 200  # characters


def fits(showing: Showing, sight: Sight, limits: Limits) -> bool:
    """Tell whether this can be the answer to such a request."""
    times = [frame.seconds for frame in showing.frames]
    return (
        _is_told(showing)
        and len(showing.frames) <= sight.frames
        and all(_is_whole(frame.raster, sight.side) for frame in showing.frames)
        and all(0 <= each <= LONGEST_SECONDS for each in (*times, showing.seconds))
        and all(earlier < later for earlier, later in pairwise(times))
        and 0 <= showing.width * showing.height <= limits.picture_pixels
        and min(showing.width, showing.height) >= 0
    )


def _is_told(showing: Showing) -> bool:
    """Tell whether there is either something to see, or a reason why not."""
    problem = showing.problem
    return (
        bool(problem) is not bool(showing.frames)
        and len(problem) <= LONGEST_PROBLEM
        and problem.isprintable()
    )


def _is_whole(raster: Raster, side: int) -> bool:
    return (
        1 <= raster.width <= side
        and 1 <= raster.height <= side
        and len(raster.pixels) == SAMPLES * raster.width * raster.height
    )
