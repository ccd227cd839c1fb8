"""What is known about the revocation of the certificates behind a signature, in codes and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.pki.revocation import RevocationJudgement, Standing, judge_revocation
from provenance.verification.quoting import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from provenance.evidence.store import SignatureEvidence
    from provenance.limits import Effort
    from provenance.pki.revocation import RevokedCertificate
    from provenance.pki.revocation.cache import Kept
    from provenance.pki.trust import TrustList
    from provenance.verification.observations import Observation

PREFIX = "signingCredential.ocsp."
NOT_REVOKED = f"{PREFIX}notRevoked"
REVOKED = f"{PREFIX}revoked"
SKIPPED = f"{PREFIX}skipped"
UNKNOWN = f"{PREFIX}unknown"


def codes(
    evidence: SignatureEvidence,
    kept: Kept,
    lists: Iterable[TrustList],
    *,
    proven: datetime | None,
    at: datetime,
    effort: Effort | None = None,
) -> Iterator[tuple[str, str]]:
    """Return pairs of a status code and a sentence that says more; "" for none."""
    judged = judge_revocation(
        evidence.chain, evidence.ocsp, kept, lists, at=at, proven=proven, effort=effort
    )
    match judged.standing:
        case Standing.GOOD:
            yield NOT_REVOKED, ""
            if judged.revoked_at:
                yield "revocation.later", _later(judged)
        case Standing.REVOKED:
            yield REVOKED, _revoked(judged)
        case Standing.UNKNOWN:
            yield UNKNOWN, ""
        case Standing.UNUSABLE:
            yield "revocation.unusable", _unusable(judged)
            yield SKIPPED, ""
        case Standing.UNCHECKED:
            yield SKIPPED, ""


def is_checked(said: Iterable[Observation]) -> bool:
    """Tell whether it is known whether a certificate was revoked when it signed."""
    return any(each.code in {NOT_REVOKED, REVOKED} for each in said)


def of_issuer(found: RevokedCertificate) -> str:
    """Say that an authority above the signer was revoked."""
    return f"The authority {shorten(found.name)}, which stands above the signer, {_was(found)}."


def of_authority(found: RevokedCertificate) -> str:
    """Say that the authority of a time-stamp, or one above it, was revoked."""
    return (
        f"A certificate behind the time-stamp, that of {shorten(found.name)}, {_was(found)}, so "
        "its time is not used."
    )


def _was(found: RevokedCertificate) -> str:
    when = found.judgement.revoked_at
    return f"was revoked{f' on {when:%Y-%m-%d}' if when else ''}{_why(found.judgement)}"


def _revoked(judged: RevocationJudgement) -> str:
    when = f" on {judged.revoked_at:%Y-%m-%d}" if judged.revoked_at else ""
    return f"The signing certificate was revoked by its issuer{when}{_why(judged)}."


def _later(judged: RevocationJudgement) -> str:
    return (
        f"The signing certificate was revoked on {judged.revoked_at:%Y-%m-%d}{_why(judged)}, "
        "after it had signed this."
    )


def _why(judged: RevocationJudgement) -> str:
    return f" ({judged.reason})" if judged.reason else ""


def _unusable(judged: RevocationJudgement) -> str:
    return (
        "What there is about the revocation of the signing certificate cannot be used: "
        f"{judged.fault}."
    )
