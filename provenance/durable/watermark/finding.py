"""Look for a mark in a picture: where it was written first, then at other scales, then turned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.durable.watermark.canvas import Octave, canonical, luma, resized
from provenance.durable.watermark.decoding import Reading, read
from provenance.durable.watermark.search import MOST_POSES, Pose, WholeSpectrum, pose_of, poses
from provenance.durable.watermark.synchronisation import TURNED, UPRIGHT, fold, match, whiten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.interface import Pixels
    from provenance.durable.watermark.synchronisation import Match
    from provenance.durable.watermark.tile import Floats

LEAST_SIDE = 24
"""Pixels of a side below which nothing can be read."""
_NUDGES = (1.0, 1.001, 0.999)
"""Changes of scale too small for the spectrum to tell, and not for the outermost bins."""
MOST_ATTEMPTS = len(Octave) * (1 + 3 * len(_NUDGES) * MOST_POSES)
"""How often one picture is tried to be read: plainly, and the poses of three searches."""
_PLAIN_SCORE, _SEARCHED_SCORE, _CLOSE_SCORE = 4.6, 5.0, 5.8
"""Standard deviations from which on decoding is worth the time; more where more was tried."""
_SCALES = {Octave.WHOLE: (0.45, 1.45), Octave.HALF: (0.7, 1.95)}
_TURNED_SCALES = {Octave.WHOLE: (0.7, 1.5), Octave.HALF: (0.75, 1.6)}
_DEGREES = 10.5


def find(picture: Pixels, *, thorough: bool) -> Reading | None:
    """Return what is written in a picture, or None."""
    height, width = picture.shape[:2]
    if min(height, width) < LEAST_SIDE:
        return None
    gray = luma(picture)
    views = {octave: resized(gray, *canonical(width, height, octave)) for octave in Octave}
    for view in views.values():
        found = _plainly(view)
        if found is not None:
            return found
    if not thorough:
        return None
    spectra = {octave: WholeSpectrum(whiten(view)) for octave, view in views.items()}
    for octave, pose in _candidates(spectra):
        found = _posed(views[octave], pose)
        if found is not None:
            return found
    return None


def _plainly(view: Floats) -> Reading | None:
    """Read a picture as a whole, at its canonical size, turned by quarter turns or mirrored."""
    found = match(fold(whiten(view)), (UPRIGHT, *TURNED))
    return _read(found, _PLAIN_SCORE)


def _candidates(spectra: dict[Octave, WholeSpectrum]) -> Iterator[tuple[Octave, Pose]]:
    for orientations in ((UPRIGHT,), TURNED):
        for octave, spectrum in spectra.items():
            for pose in poses(spectrum, orientations, scales=_SCALES[octave]):
                yield octave, pose
    for octave, spectrum in spectra.items():
        for pose in poses(spectrum, (UPRIGHT,), scales=_TURNED_SCALES[octave], degrees=_DEGREES):
            yield octave, pose


def _posed(view: Floats, pose: Pose) -> Reading | None:
    if pose.score < _SEARCHED_SCORE:
        return None
    for nudge in _NUDGES:
        nudged = replace(pose, scale=pose.scale * nudge)
        found = match(fold(whiten(pose_of(view, nudged))), (pose.orientation,))
        reading = _read(found, _PLAIN_SCORE)
        if reading is not None or found.score < _CLOSE_SCORE:
            return reading
    return None


def _read(found: Match, least: float) -> Reading | None:
    return read(found.values) if found.score >= least else None
