"""Say in plain words who signed, when, and what to make of a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.report import Verdict
from provenance.model.statements import TimeStanding
from provenance.report.layout import moment
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from provenance.model.statements import SignerStatement, TimeStatement

ADVICE = {
    Verdict.TRUSTED: (
        "Keep in mind what a signature can show: who signed, and that nothing changed since. "
        "It cannot show that what is depicted is true."
    ),
    Verdict.VALID: (
        "Believe it as far as you know this signer by other means: anyone can sign with any name."
    ),
    Verdict.INVALID: (
        "Do not rely on these credentials. If it matters, ask whoever sent the file where it "
        "comes from."
    ),
    Verdict.ABSENT: (
        "Missing credentials speak neither for nor against the content: most files have none. "
        "Ask whoever sent the file for the original."
    ),
    Verdict.UNDETERMINED: (
        "Treat it as a file without credentials until it can be checked. That speaks neither "
        "for nor against the content."
    ),
}


def signer(
    who: SignerStatement | None, verdict: Verdict, *, lists: bool, detached: bool = False
) -> str:
    """Say who signed, and whether a list vouches for that.

    Args:
        who: None when nothing is known of the signer.
        verdict: Of the manifest itself: credentials that fail prove nobody's name.
        lists: Whether any list of signers was used.
        detached: Whether they were found outside of the file, and nothing binds them to it.
    """
    if who is None:
        return "Not known: the certificate of the signer could not be read."
    name = _name(who)
    if detached and verdict is Verdict.UNDETERMINED:
        by = "whom an accepted list vouches for" if who.vouched else "for whom nobody vouches"
        said = f"{name}, {by}, signed what was found; nothing binds that to this file."
    elif verdict not in {Verdict.TRUSTED, Verdict.VALID}:
        why = "fail" if verdict is Verdict.INVALID else "could not be checked"
        said = f"{name} is the name in these credentials, but they {why}, so it proves nothing."
        if not (who.name or who.organization):
            said = f"No name stands in them, and these credentials {why}."
    elif who.vouched:
        listed = f" {quoted(who.list_name)}" if who.list_name else ""
        said = f"{name}, vouched for by the list{listed}."
    elif lists:
        said = f"{name} by its own word: no accepted list vouches for this name."
    else:
        said = f"{name} by its own word: no trust list is installed that could vouch for it."
    return f"{said} The certificate is one for development or tests." if who.development else said


def time(when: TimeStatement | None) -> str:
    """Say when a file was signed, and how well that is known."""
    if when is None or when.standing is TimeStanding.UNKNOWN:
        return "Not known: no accepted time-stamp shows it."
    if when.standing is TimeStanding.CONTRADICTED:
        return "Not known: what is said about the time contradicts itself."
    if when.at is None:
        return f"Not known, although it is {when.standing}."
    if when.standing is TimeStanding.PROVEN:
        by = f" by a time-stamp of {quoted(when.authority)}" if when.authority else ""
        return f"{moment(when.at)} or earlier, proven{by}."
    return f"{moment(when.at)} by the signer's own word; nothing proves it."


def _name(who: SignerStatement) -> str:
    if not who.name or who.name == who.organization:
        return quoted(who.organization) if who.organization else "A signer without a name"
    return quoted(who.name) + (f" of {quoted(who.organization)}" if who.organization else "")
