"""A mark in the pixels of a picture that leads back to its credentials, and proves nothing."""

from __future__ import annotations

from importlib.util import find_spec

from provenance.errors import InvalidArgument

if not (find_spec("numpy") and find_spec("cv2")):
    raise InvalidArgument(
        "Watermarks need numpy and OpenCV, which are not installed.",
        hint="Run: pip install 'media-provenance[durable]'",
    )
