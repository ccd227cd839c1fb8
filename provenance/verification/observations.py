"""Collect what is said about each manifest: by the engine today, and by signers in their records.

A signer that adds an ingredient records what its validator saw. The engine repeats
nothing that is recorded anywhere in the store, not even by a manifest that nothing
refers to. So a record can hide a failure, but only by stating it: every failure that
is recorded counts, wherever and in whatever list, and a recorded success counts for
nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.model.report import FindingSource, Verdict
from provenance.model.status import StatusDomain, StatusKind, lookup
from provenance.model.store import ManifestStore, Status
from provenance.verification import revocation
from provenance.verification.codes import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provenance.verification.chain import Chain

_REPLACED = frozenset(  # ours are put in their place
    {"signingCredential.trusted", "signingCredential.untrusted"}
)
_WEIGHT = {StatusKind.SUCCESS: 0, StatusKind.INFORMATIONAL: 1, StatusKind.FAILURE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One status about one manifest of the chain, and who established it.

    Attributes:
        message: A sentence that says more than the status table does; "" for none.
        leaves: The best verdict that it leaves, where that is not what its code says.
    """

    status: Status
    source: FindingSource
    message: str = ""
    leaves: Verdict | None = None

    @property
    def code(self) -> str:
        """Return the status code."""
        return self.status.code

    @property
    def fails(self) -> bool:
        """Tell whether it is a failure."""
        return self.status.kind is StatusKind.FAILURE

    @property
    def sentence(self) -> str:
        """Return what it says: its own words, or those of the table."""
        row = OWN.get(self.code)
        return self.message or (row.sentence if row else lookup(self.code).sentence)


def gather(store: ManifestStore, chain: Chain) -> Mapping[str, tuple[Observation, ...]]:
    """Return every status about each manifest of the chain, without those that we replace."""
    found: dict[str, dict[tuple[str, str, StatusKind], Observation]] = {
        label: {} for label in chain.labels
    }
    # What the engine sees comes first, so that a record of the same adds nothing.
    for owner, observation in (*_today(store, chain), *_recorded(store, chain)):
        status = observation.status
        if owner and not _replaced(status.code):
            found[owner].setdefault((status.code, status.uri, status.kind), observation)
    return {label: tuple(each.values()) for label, each in found.items()}


Owned = tuple[str, Observation]


def _today(store: ManifestStore, chain: Chain) -> Iterator[Owned]:
    for manifest in store.manifests:
        yield from _owned(manifest.statuses, chain, manifest.label, FindingSource.ENGINE)
        for each in manifest.ingredients:
            fallback = _first((each.manifest, manifest.label), chain)
            yield from _owned(each.deltas, chain, fallback, FindingSource.ENGINE)


def _recorded(store: ManifestStore, chain: Chain) -> Iterator[Owned]:
    for manifest in store.manifests:
        for each in manifest.ingredients:
            fallback = _first((each.manifest, manifest.label), chain)
            yield from _owned(each.recorded, chain, fallback, FindingSource.RECORD)


def _owned(
    statuses: Iterable[Status], chain: Chain, fallback: str, source: FindingSource
) -> Iterator[Owned]:
    for status in statuses:
        owner = _first((_label(status.uri), fallback), chain)
        judged = replace(status, kind=_kind(status, source))
        yield owner, Observation(status=judged, source=source)


def _kind(status: Status, source: FindingSource) -> StatusKind:
    """Return what the status is: a record's own list means nothing for a code that is known."""
    known = lookup(status.code, reported=status.kind)
    if source is FindingSource.RECORD:
        return known.kind
    return max(status.kind, known.kind, key=_WEIGHT.__getitem__)


def _label(uri: str) -> str:
    """Return the label of the manifest in a JUMBF URI; some validators write the label alone."""
    _, found, rest = uri.partition("/c2pa/")
    return rest.partition("/")[0] if found else uri


def _first(labels: Iterable[str], chain: Chain) -> str:
    return next((label for label in labels if label in chain.depths), "")


def _replaced(code: str) -> bool:
    """Tell whether we say this ourselves; nobody else may speak in our words."""
    if code.startswith(revocation.PREFIX):
        return code != revocation.REVOKED
    judged_here = {StatusDomain.TIME, StatusDomain.IDENTITY}
    return code in _REPLACED or code in OWN or lookup(code).domain in judged_here
