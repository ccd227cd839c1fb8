"""Who else stands behind the content of a manifest, judged from its identity assertions.

Nothing is contacted but the hosts that the caller allows, and those only for identities in
credentials that hold.

CAWG Identity Assertion 1.2. What comes out never changes a verdict: an identity that fails
is a warning. Only identity lists vouch for a name, and only where the credentials around it hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.limits import Network
from provenance.model.report import FindingSource, Verdict
from provenance.model.statements import IdentityStanding, TimeStanding
from provenance.model.status import lookup
from provenance.model.store import Status
from provenance.pki.issuer import Issuers
from provenance.verification.codes import OWN
from provenance.verification.identity import aggregation, binding, certified
from provenance.verification.identity.outcome import Moment, Outcome, failed, unchecked
from provenance.verification.identity.wording import disproved
from provenance.verification.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from provenance.evidence.identity import IdentityEvidence
    from provenance.limits import Effort
    from provenance.model.statements import IdentityStatement
    from provenance.pki.trust import TrustLists
    from provenance.verification.judge import Judgement

HOLDING = frozenset({Verdict.TRUSTED, Verdict.VALID})
TOO_MANY = "the file holds too many identity statements to check them all."


def with_identities(
    judged: Mapping[str, Judgement],
    stated: Mapping[str, tuple[IdentityEvidence, ...]],
    trust: TrustLists,
    *,
    at: datetime,
    network: Network = Network(),
    effort: Effort | None = None,
) -> Mapping[str, Judgement]:
    """Return the same judgements with the identities that each manifest states; no verdict changes.

    Args:
        judged: Each manifest of the chain, judged by itself.
        stated: Identity assertions, by the label of the manifest.
        trust: Whom to believe: identity lists for names, time lists for time-stamps.
        at: The moment of judging.
        network: The hosts of issuers (did:web) that may be asked for their keys.
        effort: How many signatures may be checked; None for as many as are needed.
    """
    asking, silent = Issuers(network), Issuers(Network())
    moment = Moment(proven=None, at=at, effort=effort)
    return {
        label: _with(
            one,
            stated.get(label, ()),
            trust,
            moment,
            issuers=asking if one.verdict in HOLDING else silent,
        )
        for label, one in judged.items()
    }


def _with(
    one: Judgement,
    stated: tuple[IdentityEvidence, ...],
    trust: TrustLists,
    moment: Moment,
    *,
    issuers: Issuers,
) -> Judgement:
    # The claim covers the assertion, so what proves its time proves that of the assertion.
    claimed = one.time.at if one.time.standing is TimeStanding.PROVEN else None
    moment = replace(moment, proven=claimed)
    outcomes = [(each, _judge(each, trust, moment, issuers)) for each in stated]
    said = (
        observation
        for evidence, outcome in outcomes
        for observation in _observed(one, evidence.label, outcome)
    )
    return replace(
        one,
        observations=(*one.observations, *said),
        identities=tuple(_as_far_as(one.verdict, each.statement) for _, each in outcomes),
    )


def _judge(
    evidence: IdentityEvidence, trust: TrustLists, moment: Moment, issuers: Issuers
) -> Outcome:
    if evidence.skipped or moment.exhausted:
        return unchecked(evidence, TOO_MANY)
    if faults := binding.faults(evidence):
        return failed(evidence, *faults)
    if evidence.sig_type == certified.SIG_TYPE:
        outcome = certified.judge(evidence, trust, moment)
    else:
        outcome = aggregation.judge(evidence, trust, moment, issuers)
    if moment.exhausted:
        return unchecked(evidence, TOO_MANY)
    if evidence.unknown_conditions and outcome.statement.standing is not IdentityStanding.FAILED:
        said = (
            "it holds only under conditions that are not judged here "
            f"({evidence.unknown_conditions[0]})."
        )
        return unchecked(evidence, said, statement=outcome.statement)
    return outcome


def _observed(one: Judgement, label: str, outcome: Outcome) -> Iterator[Observation]:
    vouched = outcome.statement.standing is IdentityStanding.VOUCHED and one.verdict in HOLDING
    for code, message in outcome.said:
        if code != "cawg.identity.trusted" or vouched:
            uri = f"self#jumbf=/c2pa/{one.label}/c2pa.assertions/{label}"
            status = Status(code=code, kind=lookup(code).kind, uri=uri, explanation=message)
            source = OWN[code].source if code in OWN else FindingSource.TRUST
            yield Observation(status=status, source=source, message=message)


def _as_far_as(verdict: Verdict, statement: IdentityStatement) -> IdentityStatement:
    """Take back what credentials around an identity statement do not carry."""
    if verdict in HOLDING or statement.standing in {
        IdentityStanding.FAILED,
        IdentityStanding.UNCHECKED,
    }:
        return statement
    return replace(
        statement,
        standing=IdentityStanding.UNCHECKED,
        list_name="",
        sentence=disproved(statement, fails=verdict is Verdict.INVALID),
    )
