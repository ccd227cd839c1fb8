"""What has to be shown before a manifest is believed: a checked signature, and bound content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.report import FindingSource, Verdict
from provenance.model.status import CONTENT_HASHES, CONTENT_MATCHES
from provenance.verification.weight import at_best, ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.model.store import ManifestStore
    from provenance.verification.observations import Observation


def unshown(
    store: ManifestStore, label: str, gathered: Mapping[str, tuple[Observation, ...]]
) -> Iterator[Observation]:
    """Tell which positive evidence is lacking, unless it is known already that something fails.

    For an ingredient the engine is silent about what the record says too, so there a
    recorded success stands for the engine's; of the active manifest it always speaks.
    """
    said, active = gathered[label], label == store.active.label
    if any(at_best(each) is Verdict.INVALID for each in said):
        return
    validated = [each for each in said if each.code == "claimSignature.validated"]
    if not any(each.source is FindingSource.ENGINE or not active for each in validated):
        yield ours("signature.unchecked", label)
    if active:
        yield from _unbound(store, gathered)


def _unbound(
    store: ManifestStore, gathered: Mapping[str, tuple[Observation, ...]]
) -> Iterator[Observation]:
    """Say so unless the engine matched the file's content with what was signed.

    An update manifest binds nothing itself: what it updates does (C2PA 2.4, "Update
    Manifests"), so a mismatch there is a mismatch of this file.
    """
    base = store.base
    said = [
        each
        for each in gathered.get(base.label if base else "", ())
        if each.source is FindingSource.ENGINE and each.code.startswith(CONTENT_HASHES)
    ]
    if any(each.code in CONTENT_MATCHES for each in said):
        return
    broken = [each for each in said if each.fails]
    yield from broken or [ours("binding.unchecked", store.active.label)]
