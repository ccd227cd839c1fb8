"""The validation status codes of C2PA 2.4: what each one is, and what it speaks of.

An unknown code passes through with the kind that its reporter gave it.
"""

from __future__ import annotations

from enum import StrEnum


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
    """

    INTEGRITY = "integrity"
    TRUST = "trust"
    TIME = "time"
