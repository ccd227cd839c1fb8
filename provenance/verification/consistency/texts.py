"""Assertions that no standard defines: whatever stands in them is the signer's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.soft_binding import OWN_ASSERTION
from provenance.model.vocabulary import is_defined
from provenance.verification.quoting import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.store import Manifest


def check(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Name the assertions of a manifest that are unknown, all in one sentence."""
    stems = (each.label.partition("__")[0] for each in manifest.assertions)
    unknown = [
        each for each in dict.fromkeys(stems) if not (is_defined(each) or each == OWN_ASSERTION)
    ]
    if unknown:
        said = (
            f"The credentials hold statements that no standard known here defines, {listed(unknown)}: "
            "the signer's own text, which nobody checked."
        )
        yield "statement.unverified-text", said
