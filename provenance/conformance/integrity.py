"""What the rubrics ask of validation results: each function returns what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.conformance.document import at
from provenance.conformance.vocabulary import (
    MISMATCH_FAILURES,
    TRUST_FAILURES,
    WELL_FORMED_FAILURES,
)

if TYPE_CHECKING:
    from provenance.conformance.document import Document, Matches


def no_results(document: Document) -> Matches:
    """Find an active manifest without validation results."""
    missing = at(document.active, "validationResults") is None
    return ("validationResults",) if missing else ()


def malformed(document: Document) -> Matches:
    """Find failures of structure."""
    return document.failures(WELL_FORMED_FAILURES)


def mismatched(document: Document) -> Matches:
    """Find failures of integrity."""
    return document.failures(MISMATCH_FAILURES)


def distrusted(document: Document) -> Matches:
    """Find failures of trust."""
    return document.failures(TRUST_FAILURES)
