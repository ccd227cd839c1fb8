"""The assertions that C2PA and CAWG define, so that all others can be told for what they are.

A label alone shows nothing: anyone can write "c2pa.verified". Sources: C2PA 2.4, "Standard C2PA
Assertion Summary", with those of earlier versions; CAWG Identity Assertion 1.2, Metadata 1.1
and Training and Data Mining 1.1.
"""

from __future__ import annotations

import re

_C2PA = (
    "actions ai-disclosure alternative-content-representation assertion.metadata asset-ref "
    "asset-type certificate-status cloud-data embedded-data environmental-sustainability "
    "external-reference icon ingredient metadata repository-receipt session-keys soft-binding "
    "time-stamp training-mining"
)
_CAWG = "identity metadata training-mining"
DEFINED = frozenset(
    {
        "font.info",
        "stds.exif",
        "stds.iptc",
        "stds.iptc.photo-metadata",
        *(f"c2pa.{name}" for name in _C2PA.split()),
        *(f"cawg.{name}" for name in _CAWG.split()),
    }
)
FAMILIES = ("c2pa.hash.", "c2pa.thumbnail.", "c2pa.depthmap.", "stds.schema-org.")
"""Beginnings of labels whose rest says what exactly is meant."""
_VERSION = re.compile(r"\.v\d+$")


def is_defined(label: str) -> bool:
    """Tell whether a standard defines an assertion of this label, in any version of it."""
    stem = label.partition("__")[0]
    return _VERSION.sub("", stem) in DEFINED or stem.startswith(FAMILIES)
