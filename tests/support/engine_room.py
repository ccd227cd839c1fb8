"""What the tests of the engine room share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.status import StatusKind

if TYPE_CHECKING:
    from provenance.model.store import Manifest

KINDS = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "tiff": "image/tiff",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""One format of each way in which the engine binds a file: key of `media.FORMATS`, media type."""

UNTRUSTED = "signingCredential.untrusted"
"""The engine is given no trust list, so it says this of every signer."""


def failures(manifest: Manifest) -> set[str]:
    """Return what the engine holds against a manifest, but for the missing trust list."""
    found = {entry.code for entry in manifest.statuses if entry.kind is StatusKind.FAILURE}
    assert UNTRUSTED in found
    return found - {UNTRUSTED}
