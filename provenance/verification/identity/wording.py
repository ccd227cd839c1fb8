"""Identities in plain words. A name stands in quotes, and is a claim unless a list vouches for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.verification.quoting import listed, quoted

if TYPE_CHECKING:
    from datetime import datetime

    from provenance.model.statements import IdentityStatement
    from provenance.pki.certificate import CertificateFacts

ROLES = {  # CAWG Identity Assertion 1.2, "Named actor roles"
    "cawg.creator": "its creator",
    "cawg.contributor": "a contributor",
    "cawg.editor": "its editor",
    "cawg.producer": "its producer",
    "cawg.publisher": "its publisher",
    "cawg.sponsor": "its sponsor",
    "cawg.translator": "its translator",
}

ACTIONS = "c2pa.actions"


def vouched(who: IdentityStatement) -> str:
    """Say who stands behind the content, and which list vouches for that."""
    by = f"vouched for by the list {quoted(who.list_name)}"
    history = any(each.startswith(ACTIONS) for each in who.assertions)
    bound = "" if history else " That is about the content, not about the history told here."
    return f"Also stands behind it: {_name(who)}, {by}.{_as(who)}{bound}"


def signed(who: IdentityStatement) -> str:
    """Say what somebody calls itself that nobody vouches for."""
    return (
        f"Another signer calls itself {_name(who)}, not vouched for by any identity list.{_as(who)}"
    )


def collected(who: IdentityStatement, host: str = "") -> str:
    """Repeat what a collector of claims says, and which `host` was asked for its key, if any."""
    says = f": {listed(who.claims)}" if who.claims else ""
    by = f", by somebody whose key lies at {quoted(host)}, which was asked" if host else ""
    return f"Another signer calls itself {_name(who)}, not vouched for. Unverified text{says}{by}."


def failed(who: IdentityStatement, reason: str) -> str:
    """Say why an identity does not hold, and in whose name it is."""
    named = f" It is in the name of {_name(who)}." if who.name or who.organization else ""
    return f"{reason}{named}"


def unchecked(who: IdentityStatement, reason: str) -> str:
    """Say that an identity was not checked, and why."""
    says = f" It says, unverified: {listed(who.claims)}." if who.claims else ""
    return f"{_whose(who)} was not checked: {reason}{says}"


def disproved(who: IdentityStatement, *, fails: bool) -> str:
    """Say that the credentials around an identity do not carry it."""
    why = "fail" if fails else "could not be checked"
    return f"{_whose(who)} proves nothing, because these credentials {why}."


def not_asked(host: str) -> str:
    """Say where the key of a collector lies, whom nobody asked."""
    return f"the key of its issuer lies at {quoted(host)}, which was not asked."


def no_answer(host: str, reason: str) -> str:
    """Say why the key of a collector could not be had."""
    return f"{quoted(host)}, where the key of its issuer lies, gave no answer ({reason})."


def unknown_issuer(issuer: str) -> str:
    """Say that a collector is named in a way that is not known here."""
    return f"its issuer, {quoted(issuer)}, is named in a way that this version does not know."


def unfit(faults: tuple[str, ...]) -> str:
    """Say why a certificate may not sign identities; "" when no reason is known."""
    said = "The certificate behind an identity statement is not fit for that"
    return f"{said}: {faults[0]}" if faults else ""


def outside(leaf: CertificateFacts, *, proven: datetime | None, at: datetime) -> str:
    """Say what is known of the validity; an expired certificate alone is no sign of tampering."""
    certificate = "The certificate behind an identity statement"
    if proven:
        return f"{certificate} was not valid on {proven:%Y-%m-%d}, when a time-stamp dates it."
    if leaf.not_before and at < leaf.not_before:
        return f"{certificate} is valid only from {leaf.not_before:%Y-%m-%d}."
    when = f" on {leaf.not_after:%Y-%m-%d}" if leaf.not_after and at > leaf.not_after else ""
    return f"{certificate} has expired{when}, and no trusted time-stamp proves when it signed."


def _whose(who: IdentityStatement) -> str:
    named = f" in the name of {_name(who)}" if who.name or who.organization else ""
    return f"An identity statement{named}"


def _name(who: IdentityStatement) -> str:
    if not who.name or who.name == who.organization:
        return quoted(who.organization) if who.organization else "somebody without a name"
    return quoted(who.name) + (f" of {quoted(who.organization)}" if who.organization else "")


def _as(who: IdentityStatement) -> str:
    """Say which roles somebody states."""
    roles = [ROLES.get(each, quoted(each)) for each in who.roles]
    return f" It says that it is {' and '.join(roles)}." if roles else ""
