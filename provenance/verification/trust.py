"""Who signed a manifest, whether an accepted list vouches for that, and whether in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.statements import SignerStatement
from provenance.pki.path import ChainJudgement, judge_chain
from provenance.verification.quoting import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from provenance.evidence.store import SignatureEvidence
    from provenance.pki.trust import TrustList


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one signer's certificate is worth.

    Attributes:
        codes: Pairs of a status code and a sentence that says more; "" for none.
    """

    signer: SignerStatement
    codes: tuple[tuple[str, str], ...]


def judge_signer(
    evidence: SignatureEvidence,
    lists: Sequence[TrustList],
    *,
    proven: datetime | None,
    at: datetime,
) -> Standing:
    """Judge a signer at the proven time of signing or, without one, at the moment of judging.

    A list vouches for a signature, not for a name: evidence that is not sealed is
    never vouched for.
    """
    judged = judge_chain(evidence.chain, lists, at=proven or at, purpose="signer")
    return Standing(
        signer=_statement(evidence, judged),
        codes=tuple(
            _codes(judged, vouched=judged.vouched and evidence.sealed, proven=proven, at=at)
        ),
    )


def _statement(evidence: SignatureEvidence, judged: ChainJudgement) -> SignerStatement:
    leaf, vouched = judged.leaf, judged.vouched and evidence.sealed
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


def _codes(
    judged: ChainJudgement, *, vouched: bool, proven: datetime | None, at: datetime
) -> Iterator[tuple[str, str]]:
    if vouched:
        yield "signingCredential.trusted", ""
    else:
        yield "signingCredential.untrusted", _unknown(judged.leaf.name)
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
