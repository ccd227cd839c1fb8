"""Evaluate the official asset rubrics over a crJSON document, as the official program would."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from provenance.conformance.document import Document, Unreadable
from provenance.conformance.integrity import distrusted
from provenance.conformance.rubrics import CHECKS, Check
from provenance.conformance.vocabulary import UNTRUSTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.store import Json

Outcome = Literal["pass", "warning", "fail", "not evaluated"]

SHOWN_MATCHES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check said of one document.

    Matches, and the reason that repeats them, are text from the file: neutralise them
    before they are shown.

    Attributes:
        id: The official identifier.
        rubric: "conformance" or "integrity".
        title: What is asked for.
        section: Where the specification, or the conformance programme, asks for it.
        passed: None when the check was not evaluated. A warning has passed.
        reason: Why it did not pass plainly, in one sentence; "" when it did.
        matches: What speaks against the document.
        warned: Whether something discouraged was found, which does not fail the rubric.
    """

    id: str
    rubric: str
    passed: bool | None
    title: str = ""
    section: str = ""
    reason: str = ""
    matches: tuple[str, ...] = ()
    warned: bool = False

    @property
    def outcome(self) -> Outcome:
        """Return the result in a word."""
        if self.passed is None:
            return "not evaluated"
        if self.warned:
            return "warning"
        return "pass" if self.passed else "fail"


def evaluate(
    document: Mapping[str, Json], *, signer_list_known: bool = True, spec_version: str = "2.4"
) -> tuple[CheckResult, ...]:
    """Evaluate every check of both rubrics, in the order of the rubrics.

    Takes any JSON: a part that cannot be judged fails the checks that need it.

    Args:
        document: A crJSON document with validation results; the active manifest is judged.
        signer_list_known: Whether a list of accepted signers was used to write the results.
            Without one, an unknown signer says nothing, and trust is not evaluated.
        spec_version: The version of the specification that the signer is held to.
    """
    view = Document(root=document, spec_version=spec_version)
    return tuple(_result(check, view, signer_list_known=signer_list_known) for check in CHECKS)


def _result(check: Check, view: Document, *, signer_list_known: bool) -> CheckResult:
    result = CheckResult(
        id=check.id, rubric=check.rubric, passed=True, title=check.title, section=check.section
    )
    try:
        matches = check.find(view)
    except Unreadable as fault:
        return replace(result, passed=False, reason=f"This cannot be judged: {fault}.")
    if check.find is distrusted and not signer_list_known and set(matches) <= {UNTRUSTED}:
        return replace(result, passed=None, reason="No trust list was given.")
    if not matches:
        return result
    return replace(
        result,
        passed=check.warns,
        warned=check.warns,
        reason=f"{check.fault}: {_listed(matches)}.",
        matches=matches,
    )


def _listed(matches: tuple[str, ...]) -> str:
    more = len(matches) - SHOWN_MATCHES
    return ", ".join(matches[:SHOWN_MATCHES]) + (f" and {more} more" if more > 0 else "")
