"""What in a file may lead to its credentials: marks, and what it looks or sounds like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from provenance.durable import fingerprints
from provenance.durable.watermark.film import WANTED_FRAMES, WANTED_SIDE, FilmWatermark
from provenance.durable.watermark.image import ImageWatermark
from provenance.errors import EngineError
from provenance.model.soft_binding import SoftBinding
from provenance.model.sound import NO_SOUND

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset
    from provenance.model.frames import Frame, Showing

SIDE = 2048
"""Longest side of a picture that is searched, in pixels; marks are read at half of that."""
HEARD_SECONDS = 600.0
"""How much of a recording is listened to."""
_MONOTONOUS = "it is too short, silent, or sounds the same all the time"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clues:
    """What was found in one file.

    Attributes:
        picture: What a still shows; None for a film, which may share any of its frames with others.
        is_heard_alone: Whether nothing of it can be seen, and only its sound was looked for.
        searched: Names of the watermarks that were looked for.
        marks: Those that were read.
        likenesses: Fingerprints of what it shows.
        sounds: Those of what it sounds like.
        problem: Why nothing could be looked for; "" when it could.
    """

    picture: NDArray[np.uint8] | None = None
    is_heard_alone: bool = False
    searched: frozenset[str] = frozenset()
    marks: tuple[SoftBinding, ...] = ()
    likenesses: tuple[SoftBinding, ...] = ()
    sounds: tuple[SoftBinding, ...] = ()
    problem: str = ""


def gather(asset: Asset, engine: Engine) -> Clues:
    """Look for every mark and likeness that is known here; pixels come from isolated decoders.

    Raises:
        StorageError: The file could not be read.
    """
    try:
        shown = show(asset, engine)
    except EngineError as error:
        return Clues(problem=error.message.rstrip("."))
    if shown.frames and not shown.seconds:
        return _of_picture(pixels(shown.frames[0]))
    try:
        sounds, problem = heard(asset, engine)
    except EngineError as error:
        sounds, problem = (), error.message.rstrip(".")
    if shown.frames:
        return replace(_of_film(shown), sounds=sounds)
    problem = shown.problem if problem == NO_SOUND else problem
    return Clues(sounds=sounds, is_heard_alone=True, problem="" if sounds else problem)


def show(asset: Asset, engine: Engine) -> Showing:
    """Decode a picture, or some frames of a film.

    Raises:
        EngineError, StorageError: As `Engine.show`.
    """
    shown = engine.show(asset, side=SIDE)
    return engine.show(asset, side=WANTED_SIDE, frames=WANTED_FRAMES) if shown.seconds else shown


def heard(asset: Asset, engine: Engine) -> tuple[tuple[SoftBinding, ...], str]:
    """Return the fingerprints of a recording or of the sound of a film, or why there are none.

    Raises:
        EngineError, StorageError: As `Engine.hear`.
    """
    sound = engine.hear(asset, seconds=HEARD_SECONDS)
    found = fingerprints.of_sound(np.frombuffer(sound.samples, np.int16))
    return found, "" if found else sound.problem or _MONOTONOUS


def pixels(frame: Frame) -> Pixels:
    """Return a decoded picture as an array, without copying it."""
    raster = frame.raster
    return np.frombuffer(raster.pixels, np.uint8).reshape(raster.height, raster.width, 3)


def _of_picture(picture: Pixels) -> Clues:
    watermark = ImageWatermark()
    found = watermark.detect(picture)
    return Clues(
        picture=picture,
        searched=frozenset({watermark.algorithm}),
        marks=(found.binding,) if found else (),
        likenesses=fingerprints.of_picture(picture),
    )


def _of_film(shown: Showing) -> Clues:
    frames = [pixels(each) for each in shown.frames]
    watermark = FilmWatermark()
    found = watermark.detect(frames)
    return Clues(
        searched=frozenset({watermark.algorithm}),
        marks=(found.binding,) if found else (),
        likenesses=fingerprints.of_film(frames),
    )
