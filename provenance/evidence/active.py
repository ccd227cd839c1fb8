"""Which manifest of a store is the active one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.jumbf import Budget, Malformed, root

if TYPE_CHECKING:
    from provenance.limits import Limits


def active_label(jumbf: bytes, limits: Limits) -> str:
    """Return the label of the active manifest, the last one of a store (C2PA 2.4, "Manifest store").

    It is "" where the bytes are not exactly one store, or more than the limits allow.
    """
    if len(jumbf) > limits.store_bytes:
        return ""
    budget = Budget(limits.boxes)
    try:
        manifests = root(jumbf, budget).children(budget)
    except Malformed:
        return ""
    return manifests[-1].label if 0 < len(manifests) <= limits.manifests else ""
