"""A mark in the pixels of a picture that leads back to its credentials, and proves nothing."""

from __future__ import annotations

from provenance.durable import extra

with extra.needed():
    from provenance.durable.watermark.image import ImageWatermark
    from provenance.durable.watermark.presets import Preset

__all__ = ["ImageWatermark", "Preset"]
