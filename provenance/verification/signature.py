"""Judge one signature: when it was made, by whom, and whether a list vouches for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.limits import Effort
from provenance.model.report import Verdict
from provenance.model.statements import SignerStatement, TimeStanding, TimeStatement
from provenance.pki.certificate import CertificateFacts
from provenance.pki.revocation.cache import Kept
from provenance.pki.trust import TrustLists
from provenance.verification import revocation
from provenance.verification.observations import Observation
from provenance.verification.time import Dating, date
from provenance.verification.trust import Standing, judge_signer
from provenance.verification.weight import RANK, at_best, ours, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.evidence.store import SignatureEvidence
    from provenance.model.store import Manifest

UNLISTED = "It carries a time-stamp, but no list vouches for the authority that made it."
NO_TIME = TimeStatement(standing=TimeStanding.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What every signature of a file is judged by."""

    trust: TrustLists
    at: datetime
    kept: Kept
    effort: Effort | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who made a signature and when, and what was observed about both."""

    said: tuple[Observation, ...]
    signer: SignerStatement | None = None
    time: TimeStatement = NO_TIME
    strangers: tuple[CertificateFacts, ...] = ()
    paths: tuple[tuple[bytes, ...], ...] = ()


def judge(
    manifest: Manifest, evidence: SignatureEvidence, known: list[Observation], grounds: Grounds
) -> Signature:
    """Judge a signer at the proven time, or else at the moment.

    Where a revoked authority took a proof of time away, the worse of both counts, so that
    nothing that is said of a revocation improves a verdict.
    """
    label, effort = evidence.label, grounds.effort
    unchecked = Signature(said=(ours("evidence.limit", label),))
    if effort and effort.exhausted:
        return unchecked
    times, at, kept = grounds.trust.of("time"), grounds.at, grounds.kept
    dating = date(manifest, evidence, times, at=at, kept=kept, effort=effort)
    if effort and effort.exhausted:  # whether a time is proven is not known
        return unchecked
    moments = [(dating.proven, dating.unlisted)]
    if dating.otherwise:
        moments.append((dating.otherwise, ()))
    credentials = [_credential(evidence, known, grounds, *each) for each in moments]
    standing, credential = min(credentials, key=lambda each: RANK[worst(map(at_best, each[1]))])
    said = [
        *(ours(code, label) for code in dating.codes),
        *(ours("time.revoked", label, each) for each in dating.revoked),
        *_implausible(standing.signer, dating, label),
        *credential,
    ]
    if effort and effort.exhausted:
        # What was left unchecked is not known to fail; what was found out stands.
        said = [each for each in said if at_best(each) is Verdict.INVALID]
        said.extend(unchecked.said)
    return Signature(
        signer=standing.signer,
        time=dating.statement,
        said=tuple(said),
        strangers=dating.strangers,
        paths=(standing.path, *dating.paths),
    )


def _credential(
    evidence: SignatureEvidence,
    known: list[Observation],
    grounds: Grounds,
    proven: datetime | None,
    unlisted: tuple[datetime, ...],
) -> tuple[Standing, tuple[Observation, ...]]:
    """Judge the certificate at one proven time, or at the moment for none."""
    at, kept, effort = grounds.at, grounds.kept, grounds.effort
    lists = grounds.trust.of("signer")
    standing = judge_signer(evidence, lists, proven=proven, at=at, kept=kept, effort=effort)
    credential = (ours(code, evidence.label, message) for code, message in standing.codes)
    said = list(_softened(credential, standing, unlisted))
    # The engine's word that it was revoked stands too, and is enough.
    if not any(each.code == revocation.REVOKED and each.fails for each in known):
        found = revocation.codes(evidence, kept, lists, proven=proven, at=at, effort=effort)
        said.extend(ours(code, evidence.label, more) for code, more in found)
    return standing, tuple(said)


def _softened(
    said: Iterable[Observation], standing: Standing, unlisted: tuple[datetime, ...]
) -> Iterator[Observation]:
    """Take expiry for what it is where nobody vouches for the signer anyway.

    A time-stamp that no list vouches for then leaves VALID, which promises only that the
    file is as its signer left it. Where a list vouches for the signer, expiry stays a
    failure: such a token is all that a thief of an old key would need (docs/adr/0006).
    """
    signer, listed = standing.signer, standing.signer.vouched or standing.withdrawn
    inside = any(_inside(signer, stated) for stated in unlisted)
    for each in said:
        if each.code == "claimSignature.outsideValidity" and inside and not listed:
            yield replace(each, leaves=Verdict.VALID, message=f"{each.message} {UNLISTED}")
        else:
            yield each


def _implausible(signer: SignerStatement, dating: Dating, label: str) -> Iterator[Observation]:
    if any(not _inside(signer, stated) for stated in dating.unlisted):
        yield ours("time.implausible", label)


def _inside(signer: SignerStatement, stated: datetime) -> bool:
    """Tell whether a time lies within the life of the signer's certificate."""
    start, end = signer.not_before, signer.not_after
    return bool(start and end and start <= stated <= end)
