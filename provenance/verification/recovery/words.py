"""Say who signed what was found, without believing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from provenance.model.recovery import RecoveredMatch


def signer(match: RecoveredMatch) -> str:
    """Return the name in the certificate in quotes, and that nobody vouches for it if so."""
    name = quoted(match.signer) if match.signer else "somebody without a name"
    return name if match.vouched else f"{name} (by its own word: no list vouches for this name)"
