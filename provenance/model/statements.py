"""Who stands behind a manifest and since when, as claimed or as shown: parts of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class TimeStanding(StrEnum):
    """How well a time is known."""

    PROVEN = "proven"
    CLAIMED = "claimed"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStatement:
    """When a manifest was signed, and how well that is known.

    Attributes:
        standing: PROVEN means that a trusted RFC 3161 time-stamp shows that the
            signature existed no later than `at`.
        at: The time; None when unknown or contradicted.
        authority: Who proves it: the name in the time-stamp's certificate.
    """

    standing: TimeStanding
    at: datetime | None = None
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerStatement:
    """Who signed a manifest, and whether a list vouches for that.

    Attributes:
        name: Common name in the certificate; a claim unless `vouched`.
        organization: Organization in the certificate; likewise.
        issuer: Name of the authority that issued the certificate.
        serial_number: In lower-case hexadecimal.
        vouched: Whether the chain leads to an anchor of an accepted signer list.
        list_name: Name of that list; "" when not vouched for.
        development: Whether the certificate says of itself that it is for development or testing.
        assurance_level: The C2PA assurance level that the certificate states, 1 or 2; None for none.
    """

    name: str
    organization: str = ""
    issuer: str = ""
    serial_number: str = ""
    algorithm: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    vouched: bool = False
    list_name: str = ""
    development: bool = False
    assurance_level: int | None = None


class IdentityStanding(StrEnum):
    """What an identity statement is worth.

    VOUCHED: it holds, and an accepted identity list vouches for who made it.
    SIGNED: it holds, but nobody vouches for the name.
    FAILED: it does not hold.
    UNCHECKED: it could not be checked here, or the credentials that it lies in do not hold.
    """

    VOUCHED = "vouched"
    SIGNED = "signed"
    FAILED = "failed"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityStatement:
    """Who else stands behind the content of a manifest (CAWG Identity Assertion 1.2).

    It speaks of the content and of the assertions that it names, never of the whole manifest.

    Attributes:
        label: Label of the assertion.
        kind: How it is signed: with a certificate, or by somebody who collects what
            others verified about a person; "unknown" for any other way.
        name: Who that is; a claim unless vouched for.
        organization: In the certificate; likewise.
        provider: Who issued it: the name of an authority, or a decentralised identifier.
        roles: What it says that it did, "cawg.creator" for example; a claim.
        assertions: Labels of the assertions that it speaks of, the binding to the content included.
        claims: What a collector says that others verified; unverified text.
        list_name: Name of the list that vouches; "" for none.
        sentence: All of this for people.
    """

    label: str
    kind: Literal["x509", "aggregation", "unknown"]
    standing: IdentityStanding
    sentence: str
    name: str = ""
    organization: str = ""
    provider: str = ""
    roles: tuple[str, ...] = ()
    assertions: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    list_name: str = ""
