"""Judge each manifest of a chain by itself; the worst that is said about it decides.

A manifest is TRUSTED only on positive evidence: the engine validated its signature,
a second check confirmed whose key made it, the content is bound to it, and an
accepted list vouches for the signer. Whatever is not shown counts against it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.limits import Effort
from provenance.model.report import FindingSource, Verdict
from provenance.model.statements import (
    IdentityStatement,
    SignerStatement,
    TimeStanding,
    TimeStatement,
)
from provenance.model.status import (
    CONTENT_MATCHES,
    StatusKind,
)
from provenance.model.store import Manifest, ManifestStore, Status
from provenance.pki.certificate import CertificateFacts
from provenance.pki.revocation.cache import NOTHING_KEPT, Kept
from provenance.pki.trust import TrustLists
from provenance.verification import revocation
from provenance.verification.codes import OWN
from provenance.verification.observations import Observation, gather
from provenance.verification.proof import unshown
from provenance.verification.time import Dating, date
from provenance.verification.trust import Standing, judge_signer
from provenance.verification.weight import RANK, at_best, ours, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provenance.evidence.store import SignatureEvidence
    from provenance.verification.chain import Chain

MISSING = "ingredient.manifest.missing"
UNLISTED = "It carries a time-stamp, but no list vouches for the authority that made it."
NO_TIME = TimeStatement(standing=TimeStanding.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One manifest, judged by itself.

    Attributes:
        strangers: Authorities of its time-stamps for whom no list vouches, in their own words.
        paths: Certificates of its signer and of each time-stamp, up to the anchor, DER.
    """

    label: str
    verdict: Verdict
    signer: SignerStatement | None
    time: TimeStatement
    observations: tuple[Observation, ...]
    identities: tuple[IdentityStatement, ...] = ()
    strangers: tuple[CertificateFacts, ...] = ()
    paths: tuple[tuple[bytes, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grounds:
    """What every signature of a file is judged by."""

    trust: TrustLists
    at: datetime
    kept: Kept
    effort: Effort | None


def judge(
    store: ManifestStore,
    chain: Chain,
    evidence: Mapping[str, SignatureEvidence],
    trust: TrustLists,
    *,
    at: datetime,
    left_out: Mapping[str, str] = MappingProxyType({}),
    kept: Kept = NOTHING_KEPT,
    effort: Effort | None = None,
) -> Mapping[str, Judgement]:
    """Judge every manifest of the chain as of the moment `at`, in the chain's order.

    Args:
        store: What the engine read.
        chain: The walk through it.
        evidence: Signatures and their certificates, by the label of the manifest.
        trust: Whom to believe.
        at: The moment.
        left_out: Codes of ours on what the signature leaves out of the file, and their words.
        kept: What the user keeps about revocation.
        effort: How many signatures may be checked; None for as many as are needed.
    """
    grounds = _Grounds(trust=trust, at=at, kept=kept, effort=effort)
    gathered = gather(store, chain)
    judged = {}
    manifests = {manifest.label: manifest for manifest in reversed(store.manifests)}
    for label in chain.labels:
        said = [*gathered[label], *_shape(label, chain, gathered[label])]
        said.extend(unshown(store, label, gathered))
        if label == store.active.label:
            said.extend(ours(code, label, message) for code, message in left_out.items())
        judged[label] = _judge_one(manifests[label], said, evidence.get(label), grounds)
    return judged


def _judge_one(
    manifest: Manifest,
    said: list[Observation],
    evidence: SignatureEvidence | None,
    grounds: _Grounds,
) -> Judgement:
    label, signer, time = manifest.label, None, NO_TIME
    strangers: tuple[CertificateFacts, ...] = ()
    paths: tuple[tuple[bytes, ...], ...] = ()
    said = list(_with_exclusions(said))
    if evidence is None or not evidence.chain:
        said.append(ours("evidence.signature.missing", label, _problem(evidence)))
    else:
        found = _judge_signature(manifest, evidence, said, grounds)
        signer, time, paths = found.signer, found.time, found.paths
        strangers = found.strangers
        said.extend(found.said)
        said.extend(_unconfirmed(evidence, said))
    verdict = worst(map(at_best, said))
    return Judgement(
        label=label,
        verdict=verdict,
        signer=signer,
        time=time,
        observations=tuple(said),
        strangers=strangers,
        paths=paths,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signature:
    """Who made a signature and when, and what was observed about both."""

    said: tuple[Observation, ...]
    signer: SignerStatement | None = None
    time: TimeStatement = NO_TIME
    strangers: tuple[CertificateFacts, ...] = ()
    paths: tuple[tuple[bytes, ...], ...] = ()


def _judge_signature(
    manifest: Manifest, evidence: SignatureEvidence, known: list[Observation], grounds: _Grounds
) -> _Signature:
    """Judge a signer at the proven time, or else at the moment.

    Where a revoked authority took a proof of time away, the worse of both counts, so that
    nothing that is said of a revocation improves a verdict.
    """
    label, effort = evidence.label, grounds.effort
    unchecked = _Signature(said=(ours("evidence.limit", label),))
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
    return _Signature(
        signer=standing.signer,
        time=dating.statement,
        said=tuple(said),
        strangers=dating.strangers,
        paths=(standing.path, *dating.paths),
    )


def _credential(
    evidence: SignatureEvidence,
    known: list[Observation],
    grounds: _Grounds,
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


def _shape(label: str, chain: Chain, said: Iterable[Observation]) -> Iterator[Observation]:
    """Tell what is wrong with the place of a manifest in the chain."""
    absent = [target for source, target in chain.missing if source == label]
    if absent and not any(each.code == MISSING for each in said):
        status = Status(code=MISSING, kind=StatusKind.FAILURE, uri=f"self#jumbf=/c2pa/{absent[0]}")
        yield Observation(status=status, source=FindingSource.CHAIN)
    if any(label == source for source, _ in chain.cycles):
        yield ours("chain.cycle", label)
    if label in chain.repeated:
        yield ours("chain.repeated", label)


def _with_exclusions(said: Iterable[Observation]) -> Iterator[Observation]:
    """Tell a hash that matches, but covers too little, from one that does not match."""
    said = tuple(said)
    matched = {
        each.status.uri
        for each in said
        if each.code in CONTENT_MATCHES and each.source is FindingSource.ENGINE
    }
    for each in said:
        uri, code = each.status.uri, "binding.excluded"
        today = each.source is FindingSource.ENGINE
        if today and uri in matched and each.code.endswith("Hash.mismatch"):
            yield replace(each, message=OWN[code].sentence)
            status = Status(code=code, kind=StatusKind.INFORMATIONAL, uri=uri)
            yield Observation(status=status, source=FindingSource.CHAIN)
        else:
            yield each


def _unconfirmed(
    evidence: SignatureEvidence, said: Iterable[Observation]
) -> tuple[Observation, ...]:
    if evidence.sealed:
        return tuple(ours("evidence.odd", evidence.label, each) for each in evidence.problems)
    if _broken(said):
        return ()
    return (ours("evidence.signature.unconfirmed", evidence.label, _problem(evidence)),)


def _broken(said: Iterable[Observation]) -> bool:
    """Tell whether it is known already that the signature fails."""
    return any(each.code == "claimSignature.mismatch" and each.fails for each in said)


def _problem(evidence: SignatureEvidence | None) -> str:
    return evidence.problems[0] if evidence and evidence.problems else ""
