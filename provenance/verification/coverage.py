"""Whether a signature leaves out most of a file, for which no honest signer has a reason.

A data hash names the ranges that it does not cover (C2PA 2.4, "Data Hash"): the manifest
store has to be one, metadata may be others. A whole picture among them could be exchanged by
anyone, and the engine would match the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.store import Assertion, ManifestStore

ADDITIONAL = "assertion.dataHash.additionalExclusionsPresent"
DATA_HASH = "c2pa.hash.data"
MOST = 0.5  # of what is not the manifest store; metadata take a few hundredths of a photo


def leaves_most_out(store: ManifestStore, *, store_bytes: int, file_bytes: int) -> bool:
    """Tell whether most of the file, apart from its manifest store, is left out.

    Args:
        store: As the engine read it from the file.
        store_bytes: Length of the manifest store.
        file_bytes: Length of the whole file.
    """
    content = file_bytes - store_bytes
    return any(
        sum(_left_out(assertion)) - store_bytes > MOST * content
        for manifest in store.manifests
        if any(status.code == ADDITIONAL for status in manifest.statuses)
        for assertion in manifest.assertions
        if assertion.label.startswith(DATA_HASH)
    )


def _left_out(assertion: Assertion) -> Iterator[int]:
    """Yield the lengths of the ranges that a data hash leaves out."""
    match assertion.data:
        case {"exclusions": [*ranges]}:
            for each in ranges:
                match each:
                    case {"length": int() as length}:
                        yield length
