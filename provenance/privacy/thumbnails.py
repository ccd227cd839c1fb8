"""What the small pictures in credentials reveal: they may show what the picture no longer does."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provenance.errors import EngineError
from provenance.evidence import thumbnails
from provenance.model.asset import Asset
from provenance.model.look import Tells
from provenance.model.privacy import Exposure
from provenance.privacy.statements import redaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.interface import Engine, Reading
    from provenance.limits import Limits
    from provenance.model.look import Look, Miniature

_MOST = 32  # pictures of one store that are decoded
_SAME_SHAPE = 0.03  # of the ratio of the sides: small pictures are rounded to whole pixels


def exposures(reading: Reading, look: Look, engine: Engine, limits: Limits) -> Iterator[Exposure]:
    """Yield each thumbnail of each manifest, held against the shape of the picture."""
    found = thumbnails.read(reading.jumbf, limits)
    for (manifest, label), data in islice(found.items(), _MOST):
        titles = (each.title for each in reading.store.manifests if each.label == manifest)
        small = _miniature(data, engine)
        size = f"{small.width} x {small.height} pixels" if small else "a picture"
        yield Exposure(
            tells=Tells.PREVIEW,
            name=label,
            value=f"{size}, {len(data)} bytes",
            place=f"manifest of {next(titles, '') or 'a file without a name'}",
            manifest=manifest,
            remark=_remark(small, look.miniature),
            remedy=redaction(label),
        )


def _miniature(data: bytes, engine: Engine) -> Miniature | None:
    try:
        return engine.look(Asset(name="thumbnail", data=data), picture=True).miniature
    except EngineError:
        return None


def _remark(small: Miniature | None, whole: Miniature | None) -> str:
    if small is None or whole is None:
        return ""
    here, there = small.width / small.height, whole.width / whole.height
    if abs(here - there) <= _SAME_SHAPE * there:
        return ""
    return "It has another shape than the picture, so it may show what was cropped."
