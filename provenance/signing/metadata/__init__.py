"""What a source says about itself, and which of it the signer states.

ExifTool reads EXIF, IPTC and XMP; a table turns tags into XMP properties; the
caller's choice decides which of them become assertions.
"""

from __future__ import annotations

from provenance.signing.metadata.reader import MetadataReader
from provenance.signing.metadata.selection import (
    MetadataChoice,
    SourceMetadata,
    assertion,
    left_out,
    wording,
)

__all__ = [
    "MetadataChoice",
    "MetadataReader",
    "SourceMetadata",
    "assertion",
    "left_out",
    "wording",
]
