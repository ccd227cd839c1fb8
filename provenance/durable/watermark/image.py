"""The mark of pictures: plan it, and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.durable.interface import Detection
from provenance.durable.payload import is_known
from provenance.durable.watermark import finding
from provenance.durable.watermark.embedding import planned
from provenance.durable.watermark.presets import Preset
from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from provenance.durable.interface import Pixels
    from provenance.durable.watermark.plan import Plan

ALGORITHM = "org.media-provenance.watermark.1"
LEAST_SIDE, LEAST_LONG_SIDE, MOST_NARROW = 96, 160, 16
"""Pixels of the short and of the long side, and their ratio, that a mark needs."""
_CLEAR = 400.0
"""Bits of agreement that count as full confidence."""
_COLOURS = 3


class ImageWatermark:
    """Write and read 64 bits in a picture. Anybody can do so: a mark points, and proves nothing."""

    @property
    def algorithm(self) -> str:
        """Return the name of the mark."""
        return ALGORITHM

    def detect(self, picture: Pixels, *, thorough: bool = True) -> Detection | None:
        """Read the mark in `picture`, or return None."""
        found = finding.find(picture, thorough=thorough)
        if found is None:
            return None
        binding = SoftBinding(
            algorithm=ALGORITHM,
            value=found.payload.to_bytes(8, "big"),
            kind=BindingKind.WATERMARK,
        )
        return Detection(binding=binding, confidence=min(1.0, found.agreement / _CLEAR))

    def plan(self, picture: Pixels, payload: int, *, preset: Preset = Preset.BALANCED) -> Plan:
        """Return what to add to `picture` so that it carries `payload`.

        A picture that carries a mark already is not noticed: ask `detect` first, since of two
        marks mostly neither can be read.

        Args:
            picture: What is to be marked; it is not changed.
            payload: 64 bits, a schema's number (1 or 2) in the upper four.
            preset: How sure the mark is to be read, over how well it hides.

        Raises:
            InvalidArgument: The picture is too small or too narrow, or the payload's schema is
                not known.
        """
        if not is_known(payload):
            raise InvalidArgument(
                "The payload of a watermark is a number of 64 bits, the upper four of them its "
                "schema, 1 or 2.",
                hint="Take one that a repository issued.",
            )
        _check(picture)
        return planned(picture, payload, preset.value)


def _check(picture: Pixels) -> None:
    if picture.dtype != np.uint8 or picture.shape[2:] != (_COLOURS,):
        raise InvalidArgument(
            "A picture is an array of rows, columns and three colours, in 8 bits."
        )
    height, width = picture.shape[:2]
    size = f"{width} x {height} pixels"
    if min(height, width) < LEAST_SIDE or max(height, width) < LEAST_LONG_SIDE:
        raise InvalidArgument(
            f"The picture is too small to carry a watermark: {size}.",
            hint=f"Use one of at least {LEAST_LONG_SIDE} x {LEAST_SIDE} pixels.",
        )
    if max(height, width) > MOST_NARROW * min(height, width):
        raise InvalidArgument(
            f"The picture is too narrow to carry a watermark: {size}.",
            hint=f"Use one of which one side is at most {MOST_NARROW} times the other.",
        )
