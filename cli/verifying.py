"""Open the verifier that every command judges with, so that none knows less than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.pki.revocation.cache import RevocationCache
from provenance.verification.verifier import Verifier

if TYPE_CHECKING:
    from provenance.pki.trust import TrustLists

    from .options import Surroundings


def open_verifier(where: Surroundings, trust: TrustLists) -> Verifier:
    """Return a verifier with these lists and with what the user keeps about revocation."""
    return Verifier(trust=trust, revocation=RevocationCache(where.revocation_folder))
