"""The validation status codes of C2PA 2.4: what each one is, and what it speaks of.

An unknown code passes through with the kind that its reporter gave it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from provenance.model.status_table import FAILURES, INFORMATIONAL, SUCCESSES


class StatusKind(StrEnum):
    """The list in which a validator puts a status."""

    SUCCESS = "success"
    INFORMATIONAL = "informational"
    FAILURE = "failure"


class StatusDomain(StrEnum):
    """What a status speaks of.

    INTEGRITY: whether something is as it was signed, and whether it is well formed.
    TRUST: whether an accepted list vouches for a signer, and revocation.
    TIME: time-stamps, and validity at a time.
    IDENTITY: who else stands behind an assertion (CAWG identity); it never
    changes what the manifest's own signature proves.
    """

    INTEGRITY = "integrity"
    TRUST = "trust"
    TIME = "time"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCode:
    """One row of the table.

    Attributes:
        sentence: What it means, in plain words.
        known: Whether the code is in the table at all.
    """

    code: str
    kind: StatusKind
    domain: StatusDomain
    sentence: str
    known: bool = True


def lookup(code: str, *, reported: StatusKind = StatusKind.INFORMATIONAL) -> StatusCode:
    """Return what is known of a code; an unknown one keeps the kind that was `reported`."""
    for kind, sentences in _KINDS:
        if code in sentences:
            return StatusCode(
                code=code, kind=kind, domain=domain_of(code), sentence=sentences[code]
            )
    return StatusCode(
        code=code,
        kind=reported,
        domain=domain_of(code),
        sentence="This status code is not known to this version.",
        known=False,
    )


def codes() -> tuple[str, ...]:
    """Return every code of the table."""
    return tuple(code for _, sentences in _KINDS for code in sentences)


def domain_of(code: str) -> StatusDomain:
    """Tell what a code speaks of; what is not trust, time or identity is integrity."""
    if code in _TIME or code.startswith(("timeStamp.", "timeOfSigning.")):
        return StatusDomain.TIME
    if code in _TRUST or code.startswith("signingCredential.ocsp."):
        return StatusDomain.TRUST
    if code.startswith("cawg."):
        return StatusDomain.IDENTITY
    return StatusDomain.INTEGRITY


CONTENT_HASHES = tuple(
    f"assertion.{kind}."
    for kind in ("bmffHash", "boxesHash", "collectionHash", "dataHash", "multiAssetHash")
)
"""Beginnings of the codes that speak of the content's own bytes (C2PA 2.4, "Hard bindings")."""

CONTENT_MATCHES = frozenset(f"{beginning}match" for beginning in CONTENT_HASHES)
"""The codes that say that the content is what was signed."""

_KINDS = (
    (StatusKind.FAILURE, FAILURES),
    (StatusKind.INFORMATIONAL, INFORMATIONAL),
    (StatusKind.SUCCESS, SUCCESSES),
)
_TRUST = frozenset({"signingCredential.trusted", "signingCredential.untrusted"})
_TIME = frozenset(
    {
        "claimSignature.insideValidity",
        "claimSignature.outsideValidity",
        "signingCredential.expired",
    }
)
