"""Decode what files show and sound like with decoders of pictures, films and sound."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import PIL.Image  # noqa: F401  # in memory before the first request

from provenance.engine.guard.messages import Answer
from provenance.engine.looking import hear, show

if TYPE_CHECKING:
    from provenance.engine.guard.messages import Request, Work
    from provenance.limits import Limits
    from provenance.model.asset import Asset


def begin(limits: Limits) -> tuple[Work, str]:
    """Return what answers a request, and the version of the decoders."""

    def work(asset: Asset, request: Request) -> Answer:
        if request.hearing:
            return Answer(sound=hear(asset, request.hearing))
        return Answer(showing=show(asset, request.sight, limits) if request.sight else None)

    decoders = f"Pillow {version('Pillow')}"
    with suppress(PackageNotFoundError):
        decoders += f", PyAV {version('av')}"
    return work, decoders
