"""Marked picture files: a watermark in the pixels, and everything else in the file as it was."""

from __future__ import annotations

from provenance.durable.pictures.marking import Existing, MarkedPicture, Marker, mark_picture

__all__ = ["Existing", "MarkedPicture", "Marker", "mark_picture"]
