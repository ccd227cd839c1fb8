"""When a signature was made, and how well that is known.

A trusted token proves that the signature existed no later than its time. A token
that no accepted list vouches for proves nothing: anyone can attach one, so its
time is never shown, not even as a claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.model.statements import TimeStanding, TimeStatement
from provenance.pki.certificate import CertificateFacts
from provenance.pki.timestamp import TokenJudgement, judge_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.evidence.cose import Token
    from provenance.evidence.store import SignatureEvidence
    from provenance.model.store import Manifest
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
    """

    statement: TimeStatement
    codes: tuple[str, ...] = ()
    unlisted: tuple[datetime, ...] = ()
    strangers: tuple[CertificateFacts, ...] = ()

    @property
    def proven(self) -> datetime | None:
        """Return the proven time, if there is one."""
        return self.statement.at if self.statement.standing is TimeStanding.PROVEN else None


def date(manifest: Manifest, evidence: SignatureEvidence, lists: Sequence[TrustList]) -> Dating:
    """Date one signature by its tokens, or else by the signer's own word.

    Tokens that later manifests carry for it may be later; the earliest proof counts.
    Tokens beside the signature itself must agree.
    """
    judged = [
        (token, judge_token(token.raw, token.message, lists))
        for token in evidence.tokens[:_MOST_TOKENS]
    ]
    codes = tuple(_codes(judged))
    strangers = tuple(_strangers(judged))
    proofs = [(at, found.authority, token.own) for token, found in judged if (at := _proof(found))]
    if len({at for at, _, own in proofs if own}) > 1:
        contradicted = TimeStatement(standing=TimeStanding.CONTRADICTED)
        codes = (*codes, "time.contradicted")
        return Dating(statement=contradicted, codes=codes, strangers=strangers)
    if proofs:
        at, authority, _ = min(proofs)
        proven = TimeStatement(standing=TimeStanding.PROVEN, at=at, authority=authority)
        return Dating(statement=proven, codes=codes, strangers=strangers)
    unlisted = tuple(found.at for _, found in judged if found.matches and found.at)
    word = claimed(manifest, evidence)
    return Dating(statement=word, codes=codes, unlisted=unlisted, strangers=strangers)


def claimed(manifest: Manifest, evidence: SignatureEvidence) -> TimeStatement:
    """Return the signer's own word: the time in the signature, or of the last action."""
    whens = [action.when for action in manifest.actions if action.when]
    at = evidence.issued_at or max(whens, default=None)
    standing = TimeStanding.CLAIMED if at else TimeStanding.UNKNOWN
    return TimeStatement(standing=standing, at=at)


def _proof(found: TokenJudgement) -> datetime | None:
    """Return the time that a token proves; None when it proves nothing."""
    return found.at if found.parsed and found.matches and found.trusted else None


def _strangers(judged: Sequence[tuple[Token, TokenJudgement]]) -> Iterator[CertificateFacts]:
    for token, found in judged:
        if token.own and found.status == "timeStamp.untrusted" and found.certificate:
            yield found.certificate


def _codes(judged: Sequence[tuple[Token, TokenJudgement]]) -> Iterator[str]:
    if sum(token.own for token, _ in judged) > 1:
        yield "time.several"
    for token, found in judged:
        if found.matches:
            yield "timeStamp.validated"
        if token.own or _proof(found):
            yield found.status
