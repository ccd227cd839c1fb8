"""Whether a certificate was revoked when it signed, judged offline from what is at hand.

Answers of the issuer (OCSP) come with the file, answers and lists of revoked certificates
from the user's own folder. Each is worth what the issuer's signature makes it: who handed it
over does not matter. Nothing is contacted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from provenance.limits import Effort
from provenance.pki import certificate, strength
from provenance.pki.certificate import Certificate
from provenance.pki.revocation import crl, ocsp
from provenance.pki.revocation.cache import NOTHING_KEPT, Kept
from provenance.pki.revocation.statement import (
    RevocationJudgement,
    Standing,
    Statement,
    Unusable,
    weigh,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provenance.pki.trust import TrustList

__all__ = [
    "UNCHECKED",
    "RevocationJudgement",
    "RevokedCertificate",
    "Standing",
    "judge_ocsp",
    "judge_path",
    "judge_revocation",
]

MOST_ANSWERS = 16
"""Answers of a file about one certificate that are looked at; honest files carry a few."""
MOST_ISSUERS = 16
"""Certificates that are tried as the issuer's; honest chains hold one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedCertificate:
    """A certificate that was revoked when it was used, and what its issuer says of that."""

    name: str
    judgement: RevocationJudgement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """What a certificate was used for: when, judged when, and at what cost."""

    at: datetime
    proven: datetime | None
    stamping: bool = False
    effort: Effort | None = None


def judge_ocsp(
    answer: bytes, leaf: bytes, issuer: bytes, *, at: datetime, proven: datetime | None = None
) -> RevocationJudgement:
    """Judge one OCSP answer about one certificate, all DER; never raises about their content.

    Args:
        answer: The OCSP response.
        leaf: The certificate that it is asked about.
        issuer: The certificate of its issuer.
        at: The moment of judging.
        proven: The proven time of signing, if there is one.
    """
    subject, authority = certificate.read(leaf), certificate.read(issuer)
    if subject is None or authority is None:
        return _unusable("the certificate that it is about cannot be read")
    if not _issued(subject, authority):
        return _unusable("the certificate that it is about is by another issuer")
    found = _judged(ocsp.read, answer, (subject, authority), _Use(at=at, proven=proven))
    return found or _unusable("it is about other certificates")


def judge_revocation(
    chain: Sequence[bytes],
    answers: Sequence[bytes],
    kept: Kept = NOTHING_KEPT,
    lists: Iterable[TrustList] = (),
    *,
    at: datetime,
    proven: datetime | None = None,
    effort: Effort | None = None,
) -> RevocationJudgement:
    """Judge a leaf by every answer and list about it; never raises about their content.

    Args:
        chain: The leaf and what may be its issuer's certificate, DER.
        answers: OCSP answers that came with the file; those about others are passed over.
        kept: The user's own answers and lists.
        lists: Their anchors may be the issuer that a chain leaves out.
        at: The moment of judging.
        proven: The proven time of signing, if there is one.
        effort: How many signatures may be checked; None for as many as are needed.
    """
    return _judge(chain, answers, kept, lists, _Use(at=at, proven=proven, effort=effort))


def judge_path(
    path: Sequence[bytes],
    answers: Sequence[bytes],
    kept: Kept = NOTHING_KEPT,
    *,
    at: datetime,
    proven: datetime | None,
    stamping: bool = False,
    effort: Effort | None = None,
) -> RevokedCertificate | None:
    """Return the first certificate below the end of a path that was revoked; None for none.

    The end is an anchor: whoever keeps the list decides on it, not its issuer.

    Args:
        path: Certificates, DER, each issued by the next.
        answers: OCSP answers that came with the file; those about others are passed over.
        kept: The user's own answers and lists.
        at: The moment of judging.
        proven: When the first of them was used: the proven time, or that of a time-stamp.
        stamping: Whether it was used for a time-stamp.
        effort: How many signatures may be checked; None for as many as are needed.
    """
    use = _Use(at=at, proven=proven, stamping=stamping, effort=effort)
    for pair in pairwise(path):
        judged = _judge(pair, answers, kept, (), use)
        if judged.standing is Standing.REVOKED:
            found = certificate.read(pair[0])
            return RevokedCertificate(name=found.facts.name if found else "", judgement=judged)
    return None


def _judge(
    chain: Sequence[bytes],
    answers: Sequence[bytes],
    kept: Kept,
    lists: Iterable[TrustList],
    use: _Use,
) -> RevocationJudgement:
    at_hand = bool(answers) or kept != NOTHING_KEPT
    leaf = certificate.read(chain[0]) if chain and at_hand else None
    if leaf is None:
        return UNCHECKED
    found = (each for each in _issuers(leaf, chain, lists) if _issued(leaf, each, use.effort))
    issuer = next(found, None)
    if issuer is None:
        return _unusable("the issuer's certificate is missing") if answers else UNCHECKED
    pair = (leaf, issuer)
    said = [  # what the user keeps comes first, so that nothing in a file takes its turn
        *(_judged(ocsp.read, each, pair, use) for each in kept.answers(leaf)),
        *(_judged(crl.read, each, pair, use) for each in kept.lists(leaf)),
        *(_judged(ocsp.read, each, pair, use) for each in answers[:MOST_ANSWERS]),
    ]
    return _sum([each for each in said if each])


UNCHECKED = RevocationJudgement(standing=Standing.UNCHECKED)
Reader = Callable[[bytes, Certificate, Certificate, "Effort | None"], Statement | None]


def _issuers(
    leaf: Certificate, chain: Sequence[bytes], lists: Iterable[TrustList]
) -> Iterator[Certificate]:
    """Return certificates that bear the name of the leaf's issuer."""
    anchors = (
        anchor.public_bytes(Encoding.DER)
        for each in lists
        for anchor in each.anchors
        if anchor.subject.public_bytes() == leaf.issuer
    )
    for der in (*chain[1:MOST_ISSUERS], *islice(anchors, MOST_ISSUERS)):
        found = certificate.read(der)
        if found and found.subject == leaf.issuer:
            yield found


def _issued(leaf: Certificate, issuer: Certificate, effort: Effort | None = None) -> bool:
    return (
        issuer.authority
        and issuer.subject == leaf.issuer
        and strength.is_signed_by(leaf.source, leaf.signed, issuer.key, effort)
    )


def _judged(
    read: Reader,
    raw: bytes,
    pair: tuple[Certificate, Certificate],
    use: _Use,
) -> RevocationJudgement | None:
    """Judge one answer or list; None when it is about others alone."""
    leaf, _ = pair
    try:
        stated = read(raw, *pair, use.effort)
        if stated is None:
            return None
        return weigh(
            stated, expires=leaf.not_after, proven=use.proven, at=use.at, stamping=use.stamping
        )
    except Unusable as fault:
        return _unusable(str(fault))


def _sum(said: Sequence[RevocationJudgement]) -> RevocationJudgement:
    """Add up what is said: a final revocation counts before all else, then the newest word.

    So nobody improves anything by adding an older answer, or by one that cannot be used.
    """
    for each in said:
        if each.final:
            return each
    decisive = [each for each in said if each.as_of and each.standing is not Standing.UNKNOWN]
    if decisive:
        return max(decisive, key=_newest)
    unknown = (each for each in said if each.standing is Standing.UNKNOWN)
    return next(unknown, said[0] if said else UNCHECKED)


def _newest(said: RevocationJudgement) -> tuple[datetime, bool]:
    """Order by time; at the same time the worse word counts."""
    assert said.as_of is not None  # noqa: S101  # those without were left out
    return said.as_of, said.standing is Standing.REVOKED


def _unusable(fault: str) -> RevocationJudgement:
    return RevocationJudgement(standing=Standing.UNUSABLE, fault=fault)
