"""What came of judging one identity assertion: a statement for people, and status codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.limits import Effort
from provenance.model.statements import IdentityStanding, IdentityStatement
from provenance.model.status import lookup
from provenance.pki.timestamp import judge_token
from provenance.verification.identity import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.evidence.cose import Token
    from provenance.evidence.identity import IdentityEvidence
    from provenance.pki.trust import TrustLists

Said = tuple[str, str]  # a status code, and a sentence that says more than the table; "" for none
WELL_FORMED: Said = ("cawg.identity.well-formed", "")
KINDS = {"cawg.x509.cose": "x509", "cawg.identity_claims_aggregation": "aggregation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an identity assertion was signed, as far as that is known.

    Attributes:
        proven: Signed no later than this, as a trusted time-stamp shows; None when none does.
        at: The moment of judging.
        effort: How many signatures may be checked; None for as many as are needed.
    """

    proven: datetime | None
    at: datetime
    effort: Effort | None = None

    @property
    def exhausted(self) -> bool:
        """Tell whether more signatures would have to be checked than may be."""
        return self.effort is not None and self.effort.exhausted

    @property
    def judged(self) -> datetime:
        """Return the moment at which certificates have to be valid."""
        return self.proven or self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One identity assertion, judged."""

    statement: IdentityStatement
    said: tuple[Said, ...]


def started(evidence: IdentityEvidence) -> IdentityStatement:
    """Return what is known of an identity before its signature is looked at."""
    kind = KINDS.get(evidence.sig_type, "unknown")
    return IdentityStatement(
        label=evidence.label,
        kind="x509" if kind == "x509" else "aggregation" if kind == "aggregation" else "unknown",
        standing=IdentityStanding.UNCHECKED,
        sentence="",
        roles=evidence.roles,
        assertions=tuple(each.label for each in evidence.references),
    )


def failed(
    evidence: IdentityEvidence, *said: Said, statement: IdentityStatement | None = None
) -> Outcome:
    """Return that an identity does not hold, for the reason that stands last."""
    code, message = said[-1]
    found = statement or started(evidence)
    found = replace(found, standing=IdentityStanding.FAILED)
    sentence = wording.failed(found, message or lookup(code).sentence)
    return Outcome(statement=replace(found, sentence=sentence), said=said)


def unchecked(
    evidence: IdentityEvidence,
    reason: str,
    *,
    statement: IdentityStatement | None = None,
    code: str = "identity.unchecked",
) -> Outcome:
    """Return that an identity was not checked, and why."""
    found = statement or started(evidence)
    found = replace(found, standing=IdentityStanding.UNCHECKED, list_name="")
    sentence = wording.unchecked(found, reason)
    return Outcome(statement=replace(found, sentence=sentence), said=((code, sentence),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """What the time-stamps beside the signature of an identity add up to.

    Attributes:
        stamped: Whether one of them is trusted.
        foreign: Whether one of them belongs to other data.
    """

    moment: Moment
    stamped: bool = False
    foreign: bool = False


def dated(tokens: Sequence[Token], trust: TrustLists, moment: Moment) -> Dating:
    """Date an identity by its own time-stamps, if trusted ones agree, or else by `moment`."""
    judged = [
        judge_token(each.raw, each.message, trust.of("time"), moment.effort) for each in tokens
    ]
    proofs = {each.at for each in judged if each.matches and each.trusted and each.at}
    if len(proofs) == 1:
        moment = replace(moment, proven=proofs.pop())
    foreign = not all(each.matches for each in judged)
    return Dating(moment=moment, stamped=bool(proofs), foreign=foreign)
