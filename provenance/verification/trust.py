"""Who signed a manifest, whether an accepted list vouches for that, and whether in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.statements import SignerStatement
from provenance.pki.path import ChainJudgement, judge_chain
from provenance.pki.revocation import RevokedCertificate, judge_path
from provenance.pki.revocation.cache import NOTHING_KEPT
from provenance.verification import revocation
from provenance.verification.quoting import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from provenance.evidence.store import SignatureEvidence
    from provenance.limits import Effort
    from provenance.pki.revocation.cache import Kept
    from provenance.pki.trust import TrustList


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one signer's certificate is worth.

    Attributes:
        codes: Pairs of a status code and a sentence that says more; "" for none.
        withdrawn: Whether a list would vouch for it, were no authority above it revoked.
        path: Certificates from its own to the anchor, or as far as they lead, DER.
    """

    signer: SignerStatement
    codes: tuple[tuple[str, str], ...]
    withdrawn: bool = False
    path: tuple[bytes, ...] = ()


def judge_signer(
    evidence: SignatureEvidence,
    lists: Sequence[TrustList],
    *,
    proven: datetime | None,
    at: datetime,
    kept: Kept = NOTHING_KEPT,
    effort: Effort | None = None,
) -> Standing:
    """Judge a signer at the proven time of signing or, without one, at the moment of judging.

    A list vouches for a signature, not for a name: evidence that is not sealed is
    never vouched for. Nor is one below an authority that was revoked by then.
    """
    judged = judge_chain(evidence.chain, lists, at=proven or at, purpose="signer", effort=effort)
    listed = judged.vouched and evidence.sealed
    revoked = (
        judge_path(
            judged.certificates[1:], evidence.ocsp, kept, at=at, proven=proven, effort=effort
        )
        if listed
        else None
    )
    vouched = listed and not revoked
    return Standing(
        signer=_statement(evidence, judged, vouched=vouched),
        codes=(
            *_vouching(judged, vouched=vouched, revoked=revoked),
            *_codes(judged, proven=proven, at=at),
        ),
        withdrawn=revoked is not None,
        path=judged.certificates,
    )


def _statement(
    evidence: SignatureEvidence, judged: ChainJudgement, *, vouched: bool
) -> SignerStatement:
    leaf = judged.leaf
    return SignerStatement(
        name=leaf.name,
        organization=leaf.organization,
        issuer=leaf.issuer,
        serial_number=leaf.serial_number,
        algorithm=evidence.algorithm,
        not_before=leaf.not_before,
        not_after=leaf.not_after,
        vouched=vouched,
        list_name=judged.list_name if vouched else "",
        development=leaf.development,
        assurance_level=leaf.assurance_level,
    )


def _vouching(
    judged: ChainJudgement, *, vouched: bool, revoked: RevokedCertificate | None
) -> Iterator[tuple[str, str]]:
    if revoked:
        yield "revocation.authority", revocation.of_issuer(revoked)
    if vouched:
        yield "signingCredential.trusted", ""
    else:
        yield "signingCredential.untrusted", _unknown(judged.leaf.name)


def _codes(
    judged: ChainJudgement, *, proven: datetime | None, at: datetime
) -> Iterator[tuple[str, str]]:
    if not judged.fit:
        reason = judged.faults[0] if judged.faults else ""
        yield "signingCredential.invalid", _unfit(reason)
    if judged.inside_validity:
        yield "claimSignature.insideValidity", ""
    else:
        yield "claimSignature.outsideValidity", _outside(judged, proven, at)


def _unknown(name: str) -> str:
    named = f", which calls itself {shorten(name)}" if name else ""
    return f"No accepted list vouches for the signer{named}."


def _unfit(reason: str) -> str:
    return f"The signing certificate is not fit for signing: {reason}" if reason else ""


def _outside(judged: ChainJudgement, proven: datetime | None, at: datetime) -> str:
    """Say what is known; an expired certificate alone is no sign of tampering."""
    if proven:
        when = f"{proven:%Y-%m-%d}"
        return f"A time-stamp of {when} shows that the signing certificate was not valid then."
    start, end = judged.leaf.not_before, judged.leaf.not_after
    if start and at < start:
        return f"The signing certificate is valid only from {start:%Y-%m-%d}."
    when = f" on {end:%Y-%m-%d}" if end and at > end else ""
    return (
        f"The signing certificate has expired{when}, and no trusted time-stamp proves when it "
        "signed; nothing shows that the file was changed."
    )
