"""What one observation weighs: the best verdict that it leaves, and the worst of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.report import FindingSource, Verdict
from provenance.model.status import StatusDomain, StatusKind, lookup
from provenance.model.store import Status
from provenance.verification.codes import OWN
from provenance.verification.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable

UNCHECKED = frozenset({"assertion.inaccessible", "manifest.inaccessible"})
RANK = {
    verdict: rank
    for rank, verdict in enumerate(
        (Verdict.INVALID, Verdict.UNDETERMINED, Verdict.ABSENT, Verdict.VALID, Verdict.TRUSTED)
    )
}

_SOURCES = {
    StatusDomain.TIME: FindingSource.TIME,
    StatusDomain.INTEGRITY: FindingSource.EVIDENCE,
}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of several verdicts; of none, that nothing could be determined."""
    return min(verdicts, key=RANK.__getitem__, default=Verdict.UNDETERMINED)


def at_best(observation: Observation) -> Verdict:
    """Return the best verdict that one observation leaves."""
    code = observation.code
    if observation.leaves:
        return observation.leaves
    if code in OWN:
        return OWN[code].at_best
    if not observation.fails or lookup(code).domain is StatusDomain.IDENTITY:
        return Verdict.TRUSTED
    if code == "signingCredential.untrusted":
        return Verdict.VALID
    return Verdict.UNDETERMINED if code in UNCHECKED else Verdict.INVALID


def ours(code: str, label: str, message: str = "") -> Observation:
    """Return an observation of ours about the signature of a manifest."""
    own = OWN.get(code)
    kind = StatusKind.INFORMATIONAL if own else lookup(code).kind
    if own and own.at_best is not Verdict.TRUSTED:
        kind = StatusKind.FAILURE
    source = _SOURCES.get(lookup(code).domain, FindingSource.TRUST)
    return Observation(
        status=Status(code=code, kind=kind, uri=f"self#jumbf=/c2pa/{label}/c2pa.signature"),
        source=own.source if own else source,
        message=message,
    )
