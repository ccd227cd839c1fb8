"""What a source says about itself, and which of it the signer states.

ExifTool reads EXIF, IPTC and XMP; a table turns tags into XMP properties; the
caller's choice decides which of them become assertions.
"""

from __future__ import annotations

from provenance.signing.metadata.profiles import Privacy, profile
from provenance.signing.metadata.reader import MetadataReader
from provenance.signing.metadata.selection import (
    MetadataChoice,
    SourceMetadata,
    assertions,
    left_out,
)

__all__ = [
    "MetadataChoice",
    "MetadataReader",
    "Privacy",
    "SourceMetadata",
    "assertions",
    "left_out",
    "profile",
]
