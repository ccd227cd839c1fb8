"""Open the verifier that every command judges with, so that none knows less than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.limits import Network
from provenance.pki.revocation.cache import RevocationCache
from provenance.verification.verifier import Verifier

if TYPE_CHECKING:
    from provenance.pki.trust import TrustLists
    from provenance.verification.recovery import Recoverer

    from .options import Surroundings


def open_verifier(
    where: Surroundings,
    trust: TrustLists,
    network: Network = Network(),
    *,
    recover: Recoverer | None = None,
) -> Verifier:
    """Return a verifier with these lists and with what the user keeps about revocation."""
    cache = RevocationCache(where.revocation_folder)
    return Verifier(trust=trust, revocation=cache, network=network, recover=recover)
