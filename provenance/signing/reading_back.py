"""Read a new file back as a stranger would, and refuse it unless it is what was to be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import EngineError, SigningFailed, UnsupportedFormat
from provenance.model.definition import SignedAsset
from provenance.signing.acceptance import accept, require_covered, require_gone
from provenance.signing.identity import accept_identity

if TYPE_CHECKING:
    from provenance.engine.interface import Engine
    from provenance.limits import Limits
    from provenance.model.asset import Asset
    from provenance.signing.plan import Plan


def read_back(
    part: Asset, store: bytes, plan: Plan, engine: Engine, limits: Limits, *, identified: bool
) -> SignedAsset:
    """Return what was signed, once it is shown to be whole.

    Args:
        part: The new file.
        store: The manifest store that the signing engine says it embedded.
        plan: What was to be signed.
        engine: Reads it, isolated.
        limits: What that may cost.
        identified: Whether somebody else stands behind it, too.

    Raises:
        SigningFailed: It is not what was to be signed.
    """
    try:
        reading = engine.read(part)
    except (EngineError, UnsupportedFormat) as error:
        raise SigningFailed(
            f"The signed file cannot be read back, so it was thrown away: {error.message}",
            hint=error.hint,
        ) from error
    active = reading.store.active
    accept(reading, manifest_store=store, source=plan.source)
    require_covered(part, reading, plan.source, limits)
    if active.redactions:
        require_gone(part, plan.parent, active.redactions, limits)
    if identified:
        accept_identity(reading, limits)
    parents = (used.manifest for used in active.ingredients if used.relationship == "parentOf")
    return SignedAsset(
        media_type=reading.media_type,
        sha256=reading.sha256,
        size=part.size(),
        manifest_label=active.label,
        manifest_store=store,
        parent=next(parents, ""),
        notes=plan.notes,
        soft_bindings=plan.bindings,
        mark=plan.mark,
    )
