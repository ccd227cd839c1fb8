"""Look at a file beside its credentials: decode what it shows or sounds like, and gather its texts.

Decoders of many formats meet bytes of strangers here, so of a stranger's file this runs
in the child process of `guard` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.engine import faults
from provenance.engine.looking import films, miniature, sounds, stills, texts
from provenance.engine.looking.pictures import PictureError
from provenance.errors import ProvenanceError
from provenance.model.frames import Showing
from provenance.model.look import Look
from provenance.model.sound import NO_SOUND, Sound

if TYPE_CHECKING:
    from provenance.engine.hearing import Hearing
    from provenance.engine.sight import Sight
    from provenance.limits import Limits
    from provenance.model.asset import Asset


def look(asset: Asset, limits: Limits, *, picture: bool) -> Look:
    """Return what `asset` shows and says; what cannot be decoded is a problem in the answer.

    Args:
        asset: The file.
        picture: Whether to decode the picture.
        limits: `picture_pixels` bounds what is decoded.

    Raises:
        StorageError: It cannot be read.
    """
    try:
        with asset.open() as content:
            found, traces = texts.gather(content, limits)
            if not picture:
                return Look(texts=found, traces=traces)
            content.seek(0)
            try:
                return Look(miniature=miniature.draw(content, limits), texts=found, traces=traces)
            except PictureError as problem:
                return Look(texts=found, traces=traces, problem=str(problem))
    except ProvenanceError:
        raise
    except OSError as error:
        raise faults.storage(asset.name, error, "read") from error


def show(asset: Asset, sight: Sight, limits: Limits) -> Showing:
    """Return what `asset` shows; what cannot be decoded is a problem in the answer.

    Args:
        asset: The file.
        sight: Which frames, and how large.
        limits: `picture_pixels` and `film_pixels` bound what is decoded.

    Raises:
        StorageError: It cannot be read.
    """
    try:
        with asset.open() as content:
            try:
                if (demuxer := films.demuxer(content)) is not None:
                    return films.show(content, demuxer, sight, limits)
                return stills.show(content, sight.side, limits)
            except PictureError as problem:
                return Showing(problem=str(problem))
    except ProvenanceError:
        raise
    except OSError as error:
        raise faults.storage(asset.name, error, "read") from error


def hear(asset: Asset, hearing: Hearing) -> Sound:
    """Return what `asset` sounds like; what cannot be decoded is a problem in the answer.

    Args:
        asset: The file.
        hearing: How much is wanted.

    Raises:
        StorageError: It cannot be read.
    """
    try:
        with asset.open() as content:
            try:
                if (demuxer := sounds.demuxer(content)) is not None:
                    return sounds.hear(content, demuxer, hearing)
                return Sound(problem=NO_SOUND)
            except PictureError as problem:
                return Sound(problem=str(problem))
    except ProvenanceError:
        raise
    except OSError as error:
        raise faults.storage(asset.name, error, "read") from error
