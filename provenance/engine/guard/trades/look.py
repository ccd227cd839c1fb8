"""Look at files beside their credentials with decoders of pictures."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import PIL.Image  # noqa: F401  # in memory before the first request

from provenance.engine.guard.messages import Answer
from provenance.engine.looking import look

if TYPE_CHECKING:
    from provenance.engine.guard.messages import Request, Work
    from provenance.limits import Limits
    from provenance.model.asset import Asset


def begin(limits: Limits) -> tuple[Work, str]:
    """Return what answers a request, and the version of the decoders."""

    def work(asset: Asset, request: Request) -> Answer:
        return Answer(look=look(asset, limits, picture=request.picture))

    return work, f"Pillow {version('Pillow')}"
