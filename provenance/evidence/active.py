"""Which manifest of a store is the active one, and what it is without the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.jumbf import HEADER, Budget, Malformed, root

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


def active_alone(jumbf: bytes, limits: Limits) -> bytes:
    """Return a store that holds the active manifest and no other, whose box stays as it is.

    It is b"" where the bytes are not exactly one store.
    """
    budget = Budget(limits.boxes)
    try:
        store = root(jumbf, budget)
        manifests = store.children(budget)
    except Malformed:
        return b""
    if not manifests:
        return b""
    description = bytes(store.whole[: len(store.whole) - len(store.content)])
    return _box(description + _box(bytes(manifests[-1].whole)))


def _box(content: bytes) -> bytes:
    return (HEADER + len(content)).to_bytes(4) + b"jumb" + content
