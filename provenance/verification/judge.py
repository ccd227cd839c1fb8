"""Judge each manifest of a chain by itself; the worst that is said about it decides.

A manifest is TRUSTED only on positive evidence: the engine validated its signature,
a second check confirmed whose key made it, the content is bound to it, and an
accepted list vouches for the signer. Whatever is not shown counts against it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.model.report import FindingSource, Verdict
from provenance.model.statements import IdentityStatement, SignerStatement, TimeStatement
from provenance.model.status import CONTENT_MATCHES, StatusKind
from provenance.model.store import Manifest, ManifestStore, Status
from provenance.pki.certificate import CertificateFacts
from provenance.pki.revocation.cache import NOTHING_KEPT, Kept
from provenance.verification import signature
from provenance.verification.codes import OWN
from provenance.verification.observations import Observation, gather
from provenance.verification.proof import unshown
from provenance.verification.signature import NO_TIME, Grounds
from provenance.verification.weight import at_best, ours, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from provenance.evidence.store import SignatureEvidence
    from provenance.limits import Effort
    from provenance.pki.trust import TrustLists
    from provenance.verification.chain import Chain

MISSING = "ingredient.manifest.missing"


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
    grounds = Grounds(trust=trust, at=at, kept=kept, effort=effort)
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
    grounds: Grounds,
) -> Judgement:
    label, signer, time = manifest.label, None, NO_TIME
    strangers: tuple[CertificateFacts, ...] = ()
    paths: tuple[tuple[bytes, ...], ...] = ()
    said = list(_with_exclusions(said))
    if evidence is None or not evidence.chain:
        said.append(ours("evidence.signature.missing", label, _problem(evidence)))
    else:
        found = signature.judge(manifest, evidence, said, grounds)
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
