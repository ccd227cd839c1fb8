"""When a signature was made, and how well that is known.

A trusted token proves that the signature existed no later than its time. A token
that no accepted list vouches for proves nothing: anyone can attach one, so its
time is never shown, not even as a claim. A token of a revoked authority is worth no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.evidence.cose import Token
from provenance.model.statements import TimeStanding, TimeStatement
from provenance.pki.certificate import CertificateFacts
from provenance.pki.revocation import RevokedCertificate, judge_path
from provenance.pki.revocation.cache import NOTHING_KEPT
from provenance.pki.timestamp import TokenJudgement, judge_token
from provenance.verification import revocation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.evidence.store import SignatureEvidence
    from provenance.limits import Effort
    from provenance.model.store import Manifest
    from provenance.pki.revocation.cache import Kept
    from provenance.pki.trust import TrustList

_MOST_TOKENS = 16  # of one signature, those of later manifests included


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """What the tokens of one signature add up to.

    Attributes:
        codes: Status codes, and codes of ours, about the tokens.
        unlisted: Times of good tokens that no list vouches for. Anyone can make one, so
            they are never shown and never prove anything.
        strangers: The certificates of the authorities that made them, in their own words.
        revoked: A sentence for each listed authority that was revoked.
        otherwise: What would be proven if none had been revoked; None for the same.
        paths: Certificates from each token's authority upwards, DER.
    """

    statement: TimeStatement
    codes: tuple[str, ...] = ()
    unlisted: tuple[datetime, ...] = ()
    strangers: tuple[CertificateFacts, ...] = ()
    revoked: tuple[str, ...] = ()
    otherwise: datetime | None = None
    paths: tuple[tuple[bytes, ...], ...] = ()

    @property
    def proven(self) -> datetime | None:
        """Return the proven time, if there is one."""
        return self.statement.at if self.statement.standing is TimeStanding.PROVEN else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One token with what it is worth.

    Attributes:
        proof: The time that it proves as far as lists go; None for none.
        revoked: The first revoked certificate of its authority's path; None for none.
    """

    token: Token
    found: TokenJudgement
    proof: datetime | None = None
    revoked: RevokedCertificate | None = None


def date(
    manifest: Manifest,
    evidence: SignatureEvidence,
    lists: Sequence[TrustList],
    *,
    at: datetime,
    kept: Kept = NOTHING_KEPT,
    effort: Effort | None = None,
) -> Dating:
    """Date one signature by its tokens, or else by the signer's own word.

    Tokens that later manifests carry for it may be later; the earliest proof counts.
    Tokens beside the signature itself must agree, whatever became of those who made them.

    Args:
        manifest: What was signed.
        evidence: Its signature.
        lists: Lists of time-stamp authorities.
        at: The moment of judging.
        kept: What the user keeps about revocation.
        effort: How many signatures may be checked; None for as many as are needed.
    """
    judged = [
        _judge(token, evidence, lists, at=at, kept=kept, effort=effort)
        for token in evidence.tokens[:_MOST_TOKENS]
    ]
    proofs = [each for each in judged if each.proof]
    if len({each.proof for each in proofs if each.token.own}) > 1:
        contradicted = TimeStatement(standing=TimeStanding.CONTRADICTED)
        codes = (*_codes(judged), "time.contradicted")
        return Dating(statement=contradicted, codes=codes, strangers=tuple(_strangers(judged)))
    holding = [(each.proof, each.found.authority) for each in proofs if not each.revoked]
    proven, authority = min(holding, default=(None, ""))
    return Dating(
        statement=_proven(proven, authority) if proven else claimed(manifest, evidence),
        codes=tuple(_codes(judged)),
        strangers=tuple(_strangers(judged)),
        unlisted=() if proven else tuple(_unlisted(judged)),
        revoked=tuple(revocation.of_authority(each.revoked) for each in proofs if each.revoked),
        otherwise=_otherwise(proofs, proven),
        paths=tuple(each.found.path for each in judged if each.found.path),
    )


def claimed(manifest: Manifest, evidence: SignatureEvidence) -> TimeStatement:
    """Return the signer's own word: the time in the signature, or of the last action."""
    whens = [action.when for action in manifest.actions if action.when]
    at = evidence.issued_at or max(whens, default=None)
    standing = TimeStanding.CLAIMED if at else TimeStanding.UNKNOWN
    return TimeStatement(standing=standing, at=at)


def _judge(
    token: Token,
    evidence: SignatureEvidence,
    lists: Sequence[TrustList],
    *,
    at: datetime,
    kept: Kept,
    effort: Effort | None,
) -> _Judged:
    found = judge_token(token.raw, token.message, lists, effort)
    if not (found.parsed and found.matches and found.trusted and found.at):
        return _Judged(token=token, found=found)
    revoked = judge_path(
        found.path, evidence.ocsp, kept, at=at, proven=found.at, stamping=True, effort=effort
    )
    return _Judged(token=token, found=found, proof=found.at, revoked=revoked)


def _proven(at: datetime, authority: str) -> TimeStatement:
    return TimeStatement(standing=TimeStanding.PROVEN, at=at, authority=authority)


def _otherwise(proofs: Sequence[_Judged], proven: datetime | None) -> datetime | None:
    """Return the earliest time of all proofs, those of revoked authorities too, if it differs."""
    earliest = min((each.proof for each in proofs if each.proof), default=None)
    return earliest if earliest != proven else None


def _unlisted(judged: Sequence[_Judged]) -> Iterator[datetime]:
    for each in judged:
        if each.found.matches and each.found.at and not each.proof:
            yield each.found.at


def _strangers(judged: Sequence[_Judged]) -> Iterator[CertificateFacts]:
    for each in judged:
        found = each.found
        if each.token.own and found.status == "timeStamp.untrusted" and found.certificate:
            yield found.certificate


def _codes(judged: Sequence[_Judged]) -> Iterator[str]:
    if sum(each.token.own for each in judged) > 1:
        yield "time.several"
    for each in judged:
        if each.found.matches:
            yield "timeStamp.validated"
        if each.revoked:
            yield "timeStamp.untrusted"
        elif each.token.own or each.proof:
            yield each.found.status
