"""Tell whether a signature covers the text beside the credentials, and what follows from that."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from provenance.model.status import CONTENT_MATCHES

if TYPE_CHECKING:
    from provenance.evidence.coverage import Coverage
    from provenance.model.store import ManifestStore


class Reach(StrEnum):
    """Whether a signature covers the texts of a file, as a sentence."""

    COVERED = "The signature covers that text, so it stood there when the file was signed."
    OPEN = "The signature leaves some metadata out, perhaps that text: then anyone can have written it."
    UNKNOWN = "Whether that text stood there when the file was signed cannot be known."


def reach(store: ManifestStore, coverage: Coverage) -> Reach:
    """Tell whether the texts of a file stood there when it was signed."""
    manifest = store.base
    if not (manifest and any(each.code in CONTENT_MATCHES for each in manifest.statuses)):
        return Reach.UNKNOWN
    if not coverage.whole:
        return Reach.UNKNOWN
    return Reach.OPEN if coverage.of("metadata") else Reach.COVERED
