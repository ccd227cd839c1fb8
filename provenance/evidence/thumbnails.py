"""Find the thumbnails that a manifest store holds, as bytes that nobody has decoded yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.jumbf import Budget, Malformed, Superbox, manifests_of, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.limits import Limits

THUMBNAIL = "c2pa.thumbnail."
DATA = b"bidb"
"""Content box of an embedded file (ISO 19566-5, "Embedded File content type")."""


def read(jumbf: bytes, limits: Limits) -> Mapping[tuple[str, str], bytes]:
    """Return the thumbnails of every manifest, by its label and that of the assertion.

    What can be read in more than one way is left out: a manifest, or an assertion, whose
    name another bears too.
    """
    budget = Budget(limits.boxes)
    found: dict[tuple[str, str], bytes | None] = {}
    for manifest in manifests_of(jumbf, budget, limits):
        for box, data in _thumbnails(manifest, budget):
            name = manifest.label, box.label
            found[name] = None if name in found else data
    return {name: data for name, data in found.items() if data}


def _thumbnails(manifest: Superbox, budget: Budget) -> list[tuple[Superbox, bytes]]:
    try:
        return [
            (box, bytes(content))
            for part in manifest.children(budget)
            if part.type == b"c2as"
            for box in part.children(budget)
            if box.label.startswith(THUMBNAIL)
            for kind, content in split(box.content, budget)
            if kind == DATA
        ]
    except Malformed:
        return []
