"""Let the one decoder of a format decode a picture, within bounds."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenance.durable.pictures.sheet import Paper, Refused
from provenance.engine.looking.pictures import PictureError, open_picture
from provenance.errors import LimitReached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from provenance.limits import Limits

DAMAGED = "Open it in another program and save it again."


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture that is too large to be decoded.

    Raises:
        LimitReached: It has more pixels than `Limits.picture_pixels`.
    """
    if width * height > limits.picture_pixels:
        raise LimitReached(
            f"The picture has {width * height:,} pixels; {limits.picture_pixels:,} are allowed.",
            limit="picture_pixels",
            hint="Raise the limit, or make the picture smaller.",
        )


@contextmanager
def decoded(
    paper: Paper, *, draft: str = "", size: tuple[int, int] | None = None, load: bool = True
) -> Iterator[Image]:
    """Decode the picture of a file.

    Args:
        paper: The file.
        draft: Mode in which a JPEG is wanted; "" for its own.
        size: Least size in pixels in which a JPEG is wanted; None for its own.
        load: Whether to decode pixels, too.

    Raises:
        Refused: There is no decoder, or the picture is damaged.
        LimitReached: It has too many pixels.
    """
    try:
        with open_picture(io.BytesIO(paper.content)) as picture:
            check_pixels(*picture.size, paper.limits)
            if draft:
                picture.draft(draft, size or picture.size)
            if load:
                _load(picture)
            yield picture
    except PictureError as error:
        cure = (
            'Install it: pip install "media-provenance[heif]"'
            if "installed" in str(error)
            else DAMAGED
        )
        raise Refused(str(error), cure) from error


def _load(picture: Image) -> None:
    try:
        picture.load()
    except Exception as error:  # a decoder raises whatever a damaged file makes it raise
        raise Refused("it cannot be decoded", DAMAGED) from error
