"""The weakest link of a chain in one plain sentence that names it.

Wording is a promise: an expired certificate, a part that a signature leaves out, or a
signer that nobody vouches for is never called tampering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.report import Verdict
from provenance.verification.codes import UPDATE_LISTS
from provenance.verification.quoting import shorten
from provenance.verification.weight import RANK, at_best

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provenance.verification.judge import Judgement
    from provenance.verification.observations import Observation

INTACT = "This file is as its signer left it"
REVOKED_AUTHORITY = "revocation.authority"
ABSENT = "This file carries no content credentials; that says nothing for or against what it shows."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason why a manifest fails, gravest first in the table.

    Attributes:
        codes: Status codes, or their ends, that mean it.
        of_file: The sentence when the active manifest fails.
        of_ingredient: What is said after "an ingredient, NAME, fails: ".
    """

    codes: tuple[str, ...]
    of_file: str
    of_ingredient: str


CHANGED = Cause(
    codes=("Hash.mismatch", "incorrectFileCount", "missingPart", "unknownBox"),
    of_file="The content or the metadata of this file changed after it was signed.",
    of_ingredient="its content or its metadata changed after it was signed",
)
SEEN = {
    "picture.like-thumbnail": (
        " Its picture still looks like the signed thumbnail, where a small change would not show."
    ),
    "picture.exchanged": " Its picture does not look like the signed thumbnail.",
}
CAUSES = (
    Cause(
        codes=("claimSignature.mismatch", "claimSignature.missing"),
        of_file="The signature of this file does not match: its credentials were changed.",
        of_ingredient="signature does not match",
    ),
    Cause(
        codes=("hashedURI.mismatch", "hashedURI.missing", "assertion.missing", "undeclared"),
        of_file="A signed statement in the credentials of this file was changed after signing.",
        of_ingredient="a signed statement in its credentials was changed",
    ),
    CHANGED,
    Cause(
        codes=("binding.left-out",),
        of_file="{message}",
        of_ingredient="its signature leaves out content",
    ),
    Cause(
        codes=("ingredient.manifest.missing", "ingredient.claimSignature.missing"),
        of_file="The credentials of an ingredient of this file are missing.",
        of_ingredient="the credentials of one of its own ingredients are missing",
    ),
    Cause(
        codes=("ingredient.manifest.mismatch", "ingredient.claimSignature.mismatch"),
        of_file="The credentials of an ingredient of this file were changed after signing.",
        of_ingredient="its credentials were changed after the file was signed",
    ),
    Cause(
        codes=("chain.cycle", "chain.repeated"),
        of_file="The history of this file contradicts itself.",
        of_ingredient="its history contradicts itself",
    ),
    Cause(
        codes=("signingCredential.ocsp.revoked",),
        of_file="The signing certificate of this file was revoked by its issuer.",
        of_ingredient="its signing certificate was revoked",
    ),
    Cause(
        codes=("signingCredential.invalid",),
        of_file="The signing certificate of this file is not fit for signing.",
        of_ingredient="its signing certificate is not fit for signing",
    ),
    Cause(
        codes=(),  # every other failure
        of_file="The credentials of this file break the rules, so they cannot be relied on ({code}).",
        of_ingredient="its credentials break the rules ({code})",
    ),
    Cause(
        codes=("claimSignature.outsideValidity",),
        of_file="{message}",
        of_ingredient=(
            "nothing proves that its signing certificate was valid when it signed, which is no "
            "sign of tampering"
        ),
    ),
)
EXCLUDED = Cause(
    codes=("binding.excluded",),
    of_file=(
        "The signed part of this file is unchanged, but the signature leaves out parts that it has "
        "to cover: nobody can tell whether those were changed."
    ),
    of_ingredient="its signature leaves out parts that it has to cover",
)


def weakest(judged: Mapping[str, Judgement]) -> Judgement:
    """Return the manifest that decides: the worst, by the gravest cause, nearest to the file."""
    return min(judged.values(), key=lambda each: (RANK[each.verdict], _gravity(each)))


def compose(
    judged: Mapping[str, Judgement], *, active: str, names: Mapping[str, str], listed: bool
) -> str:
    """Say what the whole chain comes to.

    Args:
        judged: Every manifest, the active one first.
        active: Label of the active manifest.
        names: A title for each ingredient's manifest.
        listed: Whether any signer list is installed.
    """
    link = weakest(judged)
    if link.verdict is Verdict.TRUSTED:
        return _trusted(link, alone=len(judged) == 1)
    if link.label == active:
        return _of_file(link, listed=listed)
    name, failing = shorten(names.get(link.label, "")), _failing(link, listed)
    called = f", {name}," if name else " without a name"
    if judged[active].verdict in {Verdict.TRUSTED, Verdict.VALID}:
        return f"{INTACT}, but an ingredient{called} {failing}."
    return f"An ingredient of this file{called} {failing}."


def _trusted(link: Judgement, *, alone: bool) -> str:
    intact = f"This file is as its signer, {shorten(_signer(link))}, left it"
    if alone:
        return f"{intact}, and an accepted list vouches for that signer."
    return f"{intact}, and accepted lists vouch for every signer in its history."


def _of_file(link: Judgement, *, listed: bool) -> str:
    if link.verdict is Verdict.INVALID:
        cause, shown = _cause(link)
        said = cause.of_file.format(code=shorten(shown.code), message=shown.sentence)
        return f"{said}{_seen(link)}" if cause is CHANGED else said
    if link.verdict is Verdict.UNDETERMINED:
        return f"This file cannot be judged: {_unchecked(link)}"
    revoked = next((o.sentence for o in link.observations if o.code == REVOKED_AUTHORITY), "")
    if revoked:
        return f"{INTACT}, but nobody vouches for that signer any more. {revoked}"
    expired = any(each.leaves for each in link.observations)
    since = "; its certificate has since expired" if expired else ""
    if not listed:
        return (
            f"{INTACT}, but no trust list is installed, so nobody vouches for the signer{since} "
            f"({UPDATE_LISTS[0].lower()}{UPDATE_LISTS[1:]})."
        )
    named = shorten(_signer(link))
    named = f", which calls itself {named}" if named else ""
    return f"{INTACT}, but no accepted list vouches for the signer{named}{since}."


def _seen(link: Judgement) -> str:
    """Say what the picture of a file with a broken hash looks like."""
    said = {each.code for each in link.observations}
    return next((sentence for code, sentence in SEEN.items() if code in said), "")


def _failing(link: Judgement, listed: bool) -> str:  # noqa: FBT001  # one word at its one caller
    if link.verdict is Verdict.INVALID:
        cause, shown = _cause(link)
        return f"fails: {cause.of_ingredient.format(code=shorten(shown.code))}"
    if link.verdict is Verdict.UNDETERMINED:
        return f"cannot be judged: {_unchecked(link).rstrip('.')}"
    why = "no accepted list vouches for it" if listed else "no trust list is installed"
    if any(each.code == REVOKED_AUTHORITY for each in link.observations):
        why = "an authority above it was revoked"
    return f"comes from a signer that is not known: {why}"


def _cause(link: Judgement) -> tuple[Cause, Observation]:
    """Return the gravest cause of a failing manifest, and the observation that shows it."""
    failing = [each for each in link.observations if at_best(each) is Verdict.INVALID]
    shown = min(failing, key=lambda each: _order(each.code))
    excluded = any(each.code == EXCLUDED.codes[0] for each in link.observations)
    if excluded and shown.code.endswith("Hash.mismatch"):
        return EXCLUDED, shown
    return CAUSES[_order(shown.code)], shown


def _unchecked(link: Judgement) -> str:
    """Return the first sentence that says what could not be checked."""
    lacking = (each for each in link.observations if at_best(each) is Verdict.UNDETERMINED)
    return next((each.sentence for each in lacking), "")


def _gravity(link: Judgement) -> int:
    failing = (each.code for each in link.observations if at_best(each) is Verdict.INVALID)
    return min(map(_order, failing), default=len(CAUSES))


def _order(code: str) -> int:
    """Return the place of a code in the table of causes."""
    places: Iterable[int] = (
        place for place, cause in enumerate(CAUSES) if cause.codes and code.endswith(cause.codes)
    )
    return next(iter(places), _OTHER)


def _signer(link: Judgement) -> str:
    return (link.signer.name or link.signer.organization) if link.signer else ""


_OTHER = next(place for place, cause in enumerate(CAUSES) if not cause.codes)
