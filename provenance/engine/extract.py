"""What the engine said about one asset, as plain bytes that can cross a process border."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.engine import wire
from provenance.engine.interface import Reading
from provenance.errors import LimitReached
from provenance.model.status import CONTENT_HASHES, StatusKind

if TYPE_CHECKING:
    from provenance.limits import Limits
    from provenance.model.store import Manifest, ManifestStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """One asset as the engine sees it, not yet typed.

    Attributes:
        crjson: The engine's document.
        jumbf: The raw manifest store.
        content_checked: Whether the engine held the content against its hash; it
            cannot when it is given a manifest store alone.
    """

    crjson: bytes
    jumbf: bytes
    media_type: str
    sha256: str
    embedded: bool
    content_checked: bool

    def reading(self, limits: Limits) -> Reading:
        """Return the same, typed.

        Raises:
            Unparseable: The document is not what it should be.
            LimitReached: The store holds too many manifests or assertions.
        """
        store = _typed(self.crjson, limits)
        return Reading(
            store=store if self.content_checked else _without_content(store),
            jumbf=self.jumbf,
            media_type=self.media_type,
            sha256=self.sha256,
            embedded=self.embedded,
            content_checked=self.content_checked,
        )


def _typed(crjson: bytes, limits: Limits) -> ManifestStore:
    """Return the store that the engine's document describes.

    Raises:
        Unparseable: The document is not what it should be.
        LimitReached: The store holds too many manifests or assertions.
    """
    store = wire.decode(crjson)
    counts = {
        "manifests": len(store.manifests),
        "assertions": sum(len(manifest.assertions) for manifest in store.manifests),
    }
    for name, count in counts.items():
        most = getattr(limits, name)
        if count > most:
            raise LimitReached(
                f"The manifest store holds {count:,} {name}, more than the limit of {most:,}.",
                limit=name,
                hint=f"If you trust its maker, raise Limits.{name}.",
            )
    return store


def _without_content(store: ManifestStore) -> ManifestStore:
    """Drop what the engine says of a content that it was not given."""
    return replace(store, manifests=tuple(map(without_binding, store.manifests)))


def without_binding(manifest: Manifest) -> Manifest:
    """Drop what the engine says of a content that it was not given."""
    kept = tuple(
        status
        for status in manifest.statuses
        if status.kind is not StatusKind.FAILURE or not status.code.startswith(CONTENT_HASHES)
    )
    return replace(manifest, statuses=kept)
