"""Read credentials with the native engine."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from provenance.engine.guard.messages import Answer
from provenance.engine.native.engine import NativeEngine
from provenance.errors import ProvenanceError
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from provenance.engine.guard.messages import Request, Work
    from provenance.limits import Limits

# Signature and end of a PNG file: enough to bring all code into memory.
REHEARSAL = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND\xaeB`\x82"


def begin(limits: Limits) -> tuple[Work, str]:
    """Return what answers a request, and the version of the engine."""
    engine = NativeEngine(limits)
    with suppress(ProvenanceError):
        engine.extract(Asset(name="", data=REHEARSAL))

    def work(asset: Asset, request: Request) -> Answer:
        return Answer(extract=engine.extract(asset, manifest_data=request.manifest_data))

    return work, engine.version
