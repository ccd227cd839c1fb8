"""Whether a signer's certificate was revoked when it signed, judged offline from what is at hand.

Answers of the issuer (OCSP) come with the file, answers and lists of revoked certificates
from the user's own folder. Each is worth what the issuer's signature makes it: who handed it
over does not matter. Nothing is contacted.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

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
    from datetime import datetime

    from provenance.pki.trust import TrustList

__all__ = ["UNCHECKED", "RevocationJudgement", "Standing", "judge_ocsp", "judge_revocation"]

MOST_ANSWERS = 12
"""Answers of a file about one certificate that are looked at; honest files carry a few."""
MOST_ISSUERS = 16
"""Certificates that are tried as the issuer's; honest chains hold one."""


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
    found = _judged(ocsp.read, answer, (subject, authority), proven, at)
    return found or _unusable("it is about other certificates")


def judge_revocation(
    chain: Sequence[bytes],
    answers: Sequence[bytes],
    kept: Kept = NOTHING_KEPT,
    lists: Iterable[TrustList] = (),
    *,
    at: datetime,
    proven: datetime | None = None,
) -> RevocationJudgement:
    """Judge a leaf by every answer and list about it; never raises about their content.

    Args:
        chain: The leaf and what may be its issuer's certificate, DER.
        answers: OCSP answers that came with the file; those about others are passed over.
        kept: The user's own answers and lists.
        lists: Their anchors may be the issuer that a chain leaves out.
        at: The moment of judging.
        proven: The proven time of signing, if there is one.
    """
    at_hand = bool(answers) or kept != NOTHING_KEPT
    leaf = certificate.read(chain[0]) if chain and at_hand else None
    if leaf is None:
        return UNCHECKED
    issuer = next((each for each in _issuers(leaf, chain, lists) if _issued(leaf, each)), None)
    if issuer is None:
        return _unusable("the issuer's certificate is missing") if answers else UNCHECKED
    pair = (leaf, issuer)
    said = [
        *(_judged(ocsp.read, each, pair, proven, at) for each in answers[:MOST_ANSWERS]),
        *(_judged(ocsp.read, each, pair, proven, at) for each in kept.answers(leaf)),
        *(_judged(crl.read, each, pair, proven, at) for each in kept.lists(leaf)),
    ]
    return _sum([each for each in said if each])


UNCHECKED = RevocationJudgement(standing=Standing.UNCHECKED)
Reader = Callable[[bytes, Certificate, Certificate], Statement | None]


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


def _issued(leaf: Certificate, issuer: Certificate) -> bool:
    return (
        issuer.authority
        and issuer.subject == leaf.issuer
        and strength.is_signed_by(leaf.source, leaf.signed, issuer.key)
    )


def _judged(
    read: Reader,
    raw: bytes,
    pair: tuple[Certificate, Certificate],
    proven: datetime | None,
    at: datetime,
) -> RevocationJudgement | None:
    """Judge one answer or list; None when it is about others alone."""
    leaf, _ = pair
    try:
        stated = read(raw, *pair)
        if stated is None:
            return None
        return weigh(stated, expires=leaf.not_after, proven=proven, at=at)
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
