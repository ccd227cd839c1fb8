"""What an issuer states about one certificate, and what that is worth for one signature.

RFC 6960 for OCSP answers, RFC 5280 section 5 for lists, C2PA 2.4 "Validate the Credential
Revocation Information" for what they mean to a signature. Four decisions:

1. "Revoked" does not age: a revocation is final, unless the certificate was only put on hold.
   "Good" holds for its own time, and for every proven time before it.
2. A certificate that was revoked after the proven time of signing was not revoked when it
   signed, unless its key was compromised: nobody knows since when.
3. An answer that was given after the certificate expired shows nothing good, because an
   issuer may forget certificates that have expired.
4. A time-stamp vouches for its own time alone. So it outlives the revocation of its authority
   only for a reason that says that no key was lost (RFC 3161 section 4); no reason is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from cryptography.x509 import ReasonFlags

COMPROMISES = frozenset(
    {ReasonFlags.key_compromise, ReasonFlags.ca_compromise, ReasonFlags.aa_compromise}
)
ENDINGS = frozenset(
    {
        ReasonFlags.affiliation_changed,
        ReasonFlags.superseded,
        ReasonFlags.cessation_of_operation,
        ReasonFlags.certificate_hold,
    }
)
"""Reasons that leave the time-stamps of before standing (RFC 3161 section 4), and a mere pause."""


class Unusable(ValueError):
    """Say in one plain sentence why an answer or a list cannot be used; never leaves this room."""


class Standing(StrEnum):
    """What is known about the revocation of a certificate when it signed."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNUSABLE = "unusable"
    UNCHECKED = "unchecked"


Status = Literal["good", "revoked", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an issuer verifiably states about one certificate.

    Attributes:
        since: When the issuer knew this to be so (thisUpdate).
        until: When it promised newer information at the latest; None when it did not.
        revoked_at: When the certificate was revoked; None unless it was.
    """

    status: Status
    since: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None
    reason: ReasonFlags | None = None

    @property
    def on_hold(self) -> bool:
        """Tell whether the revocation may be taken back (RFC 5280 section 5.3.1)."""
        return self.reason is ReasonFlags.certificate_hold


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationJudgement:
    """What is known about the revocation of one certificate when it signed.

    Attributes:
        revoked_at: When it was revoked; with GOOD, that was after it had signed.
        reason: Why it was revoked, in words; "" when the issuer does not say.
        fault: Why what there was could not be used, in one sentence; "" unless UNUSABLE.
        as_of: When the issuer knew this to be so.
        final: Whether no later statement can take it back.
    """

    standing: Standing
    revoked_at: datetime | None = None
    reason: str = ""
    fault: str = ""
    as_of: datetime | None = None
    final: bool = False


def weigh(
    stated: Statement,
    *,
    expires: datetime,
    proven: datetime | None,
    at: datetime,
    stamping: bool = False,
) -> RevocationJudgement:
    """Return what a statement is worth for a signature.

    Args:
        stated: What the issuer states.
        expires: When the certificate expires.
        stamping: Whether the signature is that of a time-stamp, and `proven` its own time.
        proven: The proven time of signing; None when nothing proves one.
        at: The moment of judging.

    Raises:
        Unusable: It says nothing about this signature.
    """
    if stated.since > at:
        raise Unusable(f"it was given only on {stated.since:%Y-%m-%d}, after the moment of judging")
    if stated.status == "unknown":
        return RevocationJudgement(standing=Standing.UNKNOWN, as_of=stated.since)
    if stated.status == "revoked" and stated.reason is not ReasonFlags.remove_from_crl:
        return _revoked(stated, proven, at, stamping=stamping)
    _check_fresh(stated, proven, at)
    if stated.since > expires:
        raise Unusable(f"it was given on {stated.since:%Y-%m-%d}, after the certificate expired")
    return RevocationJudgement(standing=Standing.GOOD, as_of=stated.since)


def _revoked(
    stated: Statement, proven: datetime | None, at: datetime, *, stamping: bool
) -> RevocationJudgement:
    later = stated.revoked_at is not None and stated.revoked_at > (proven or at)
    good = later and (stated.reason in ENDINGS if stamping else stated.reason not in COMPROMISES)
    if stated.on_hold and not good:
        _check_fresh(stated, proven, at)
    return RevocationJudgement(
        standing=Standing.GOOD if good else Standing.REVOKED,
        revoked_at=stated.revoked_at,
        reason=_words(stated.reason),
        as_of=stated.since,
        final=not good and not stated.on_hold,
    )


def _check_fresh(stated: Statement, proven: datetime | None, at: datetime) -> None:
    if stated.until is None:
        raise Unusable("it does not say until when it holds")
    if (proven or at) <= stated.until:
        return
    held = f"it held only until {stated.until:%Y-%m-%d}"
    if proven:
        raise Unusable(f"{held}, and the signature is proven only for {proven:%Y-%m-%d}")
    raise Unusable(f"{held}, and nothing proves that the signature is as old")


def _words(reason: ReasonFlags | None) -> str:
    """Return a reason in words: "keyCompromise" as "key compromise"."""
    if reason is None or reason is ReasonFlags.unspecified:
        return ""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in reason.value).replace(
        "c a ", "CA "
    )
