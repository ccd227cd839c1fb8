"""Whether an RFC 3161 time-stamp proves that a signature existed no later than its time.

The steps are those of C2PA 2.4, "Validating the TimeStampToken":

1. The token is well formed and was granted (else timeStamp.malformed).
2. Its imprint is the digest of the message, under a digest that C2PA allows
   (else timeStamp.mismatch).
3. The certificate that it names is among those that it carries (else timeStamp.untrusted).
4. Its signature is that certificate's, over all that it states (else timeStamp.mismatch).
5. That certificate is for time-stamping alone (else timeStamp.credentialInvalid) and leads
   to an anchor of a time list (else timeStamp.untrusted).
6. Its time lies inside the validity of that certificate and of the authorities above it
   (else timeStamp.outsideValidity). The moment of checking plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.pki import certificate, path
from provenance.pki.certificate import CertificateFacts
from provenance.pki.der import DerError
from provenance.pki.path.search import MOST_CERTIFICATES
from provenance.pki.timestamp import signature, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.limits import Effort
    from provenance.pki.certificate import Certificate
    from provenance.pki.path import ChainJudgement
    from provenance.pki.timestamp.stamp import Stamp
    from provenance.pki.trust import TrustList

MOST_BYTES = 1 << 20
"""Largest token that is read; real ones have 1 to 6 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenJudgement:
    """What a time-stamp token is worth. Only a `trusted` one proves anything.

    Attributes:
        parsed: Whether it is a time-stamp token at all.
        matches: Whether it stamps the message and its signature is good.
        trusted: Whether, besides, a time list vouches for its authority at its time.
        at: The time that it states: a mere claim unless `trusted`; None when not parsed.
        authority: Name in its authority's certificate; likewise a claim.
        status: Status code of the specification: "timeStamp.trusted", or the first reason
            against it.
        list_name: Name of the list that vouches; "" for none.
        faults: One sentence for each reason against it.
        certificate: What its authority's certificate says; None when that is absent.
        path: Certificates from its authority's to the anchor, or as far as they lead, DER;
            empty unless the token `matches`.
    """

    parsed: bool
    matches: bool
    trusted: bool
    status: str
    at: datetime | None = None
    authority: str = ""
    list_name: str = ""
    faults: tuple[str, ...] = ()
    certificate: CertificateFacts | None = None
    path: tuple[bytes, ...] = ()


def judge_token(
    token: bytes, message: bytes, lists: Sequence[TrustList], effort: Effort | None = None
) -> TokenJudgement:
    """Judge a TimeStampResp or TimeStampToken, and never raise about its content.

    Args:
        token: DER.
        message: What it should stamp: for sigTst and sigTst2 alike a COSE Sig_structure
            with the context "CounterSignature" (C2PA 2.4, "Choosing the Payload").
        lists: Lists of another kind than "time" are ignored.
        effort: How many signatures may be checked; None for as many as one token needs.
    """
    try:
        found = stamp.read(token[: MOST_BYTES + 1])
    except DerError as error:
        return _refused("timeStamp.malformed", f"The time-stamp is malformed: {error}.")
    if effort and not effort.take(len(found.certificates)):
        return _refused("timeStamp.untrusted", "The time-stamp was not checked.", found)
    authority, others = _authority(found)
    if not signature.covers(found, message):
        reason = "The time-stamp belongs to other data than this signature."
        return _refused("timeStamp.mismatch", reason, found, authority)
    if authority is None:
        reason = "The time-stamp does not carry a readable certificate of its authority."
        return _refused("timeStamp.untrusted", reason, found)
    if not signature.is_signed_by(found, authority, effort):
        reason = "The signature of the time-stamp is not that of its authority."
        return _refused("timeStamp.mismatch", reason, found, authority)
    chain = path.judge_chain(
        [authority.der, *others], lists, at=found.at, purpose="time", effort=effort
    )
    return _judged(found, chain)


def _authority(found: Stamp) -> tuple[Certificate | None, list[bytes]]:
    """Separate the certificate that the signer names from the others."""
    for der in found.certificates[:MOST_CERTIFICATES]:
        read = certificate.read(der)
        if read and signature.is_named(found.signer, read):
            return read, [other for other in found.certificates if other != der]
    return None, []


def _judged(found: Stamp, chain: ChainJudgement) -> TokenJudgement:
    return TokenJudgement(
        parsed=True,
        matches=True,
        trusted=chain.trusted,
        status=_status(chain),
        at=found.at,
        authority=chain.leaf.name,
        list_name=chain.list_name if chain.trusted else "",
        faults=chain.faults,
        certificate=chain.leaf,
        path=chain.certificates,
    )


def _status(chain: ChainJudgement) -> str:
    if not chain.fit:
        return "timeStamp.credentialInvalid"
    if not chain.vouched:
        return "timeStamp.untrusted"
    return "timeStamp.trusted" if chain.inside_validity else "timeStamp.outsideValidity"


def _refused(
    status: str, reason: str, found: Stamp | None = None, authority: Certificate | None = None
) -> TokenJudgement:
    facts = authority.facts if authority else None
    return TokenJudgement(
        parsed=found is not None,
        matches=False,
        trusted=False,
        status=status,
        at=found.at if found else None,
        authority=facts.name if facts else "",
        faults=(reason,),
        certificate=facts,
    )
