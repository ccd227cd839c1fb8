"""Whether an identity assertion is well formed and tied to this content (CAWG 1.2, "Validation")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.verification.identity import aggregation, certified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.evidence.identity import IdentityEvidence
    from provenance.verification.identity.outcome import Said

SIG_TYPES = frozenset({certified.SIG_TYPE, aggregation.SIG_TYPE})


def faults(evidence: IdentityEvidence) -> tuple[Said, ...]:
    """Return why an identity assertion fails whoever signed it; nothing when it does not."""
    code = next(_codes(evidence), "")
    detail = f"An identity statement cannot be read. {evidence.fault}" if evidence.fault else ""
    return ((code, detail),) if code else ()


def _codes(evidence: IdentityEvidence) -> Iterator[str]:
    """Yield every code, the gravest first."""
    labels = [each.label for each in evidence.references]
    if evidence.fault:
        yield "cawg.identity.cbor.invalid"
    if not evidence.padded:
        yield "cawg.identity.pad.invalid"
    if not all(each.label and each.matches for each in evidence.references):
        yield "cawg.identity.assertion.mismatch"
    if len(set(labels)) < len(labels):
        yield "cawg.identity.assertion.duplicate"
    if not evidence.bound:
        yield "cawg.identity.hard_binding_missing"
    if evidence.sig_type not in SIG_TYPES:
        yield "cawg.identity.sig_type.unknown"
    yield from (f"cawg.identity.{condition}" for condition in evidence.unmet)
