"""The findings that are ours: facts for which the specification has no status code.

Status codes of the specification and their sentences live in `model.status`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.model.report import FindingSource, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCode:
    """One finding of ours.

    Attributes:
        at_best: The best verdict that is left for a manifest of which this is said.
    """

    code: str
    severity: Severity
    source: FindingSource
    sentence: str
    action: str = ""
    at_best: Verdict = Verdict.TRUSTED


UPDATE_LISTS = "Run: provenance trust update"
_FAILURE, _WARNING, _NOTE = Severity.FAILURE, Severity.WARNING, Severity.NOTE

_CODES = (
    OwnCode(
        code="evidence.signature.missing",
        severity=_FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="The certificate of the signer cannot be read, so nobody can say who signed.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="evidence.signature.unconfirmed",
        severity=_FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="A second check of the signature did not confirm who signed.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="evidence.odd",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The signature carries something unusual.",
    ),
    OwnCode(
        code="signature.unchecked",
        severity=_FAILURE,
        source=FindingSource.CHAIN,
        sentence="Nothing shows that the signature was checked.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="binding.unchecked",
        severity=_FAILURE,
        source=FindingSource.CHAIN,
        sentence="Nothing shows that the content of the file is the content that was signed.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="binding.left-out",
        severity=_FAILURE,
        source=FindingSource.EVIDENCE,
        sentence=(
            "The signature leaves out content of the file, which anyone could have exchanged."
        ),
        at_best=Verdict.INVALID,
    ),
    OwnCode(
        code="binding.metadata-left-out",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The signature leaves out metadata, which anyone could have changed.",
        action="Do not rely on what these parts say.",
    ),
    OwnCode(
        code="binding.room-left-out",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The file carries data that the signature does not cover and no player shows.",
    ),
    OwnCode(
        code="binding.unmapped",
        severity=_FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="Which parts of the file the signature leaves out could not be found out.",
        action="If you trust its maker, raise Limits.boxes.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="binding.excluded",
        severity=_WARNING,
        source=FindingSource.CHAIN,
        sentence=(
            "The signed part of the file is unchanged, but the signer left out parts that a "
            "signature has to cover: nobody can tell whether those were changed."
        ),
    ),
    OwnCode(
        code="chain.cycle",
        severity=_FAILURE,
        source=FindingSource.CHAIN,
        sentence="An ingredient leads back to the file that it went into.",
        at_best=Verdict.INVALID,
    ),
    OwnCode(
        code="chain.repeated",
        severity=_FAILURE,
        source=FindingSource.CHAIN,
        sentence="Two sets of credentials bear the same name.",
        at_best=Verdict.INVALID,
    ),
    OwnCode(
        code="chain.limit",
        severity=_FAILURE,
        source=FindingSource.CHAIN,
        sentence="The history is too long to be followed to its end.",
        action="Raise the limit if you trust where the file comes from.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="chain.redacted",
        severity=_NOTE,
        source=FindingSource.CHAIN,
        sentence="A later signer removed the record of an ingredient, so history is missing here.",
    ),
    OwnCode(
        code="chain.unreferenced",
        severity=_NOTE,
        source=FindingSource.CHAIN,
        sentence="The file carries credentials that nothing refers to; they were not judged.",
    ),
    OwnCode(
        code="trust.no-list",
        severity=_WARNING,
        source=FindingSource.TRUST,
        sentence="No trust list is installed, so nobody vouches for any signer.",
        action=UPDATE_LISTS,
    ),
    OwnCode(
        code="revocation.later",
        severity=_NOTE,
        source=FindingSource.TRUST,
        sentence="The signing certificate was revoked after it had signed this.",
    ),
    OwnCode(
        code="revocation.unusable",
        severity=_NOTE,
        source=FindingSource.TRUST,
        sentence="What there is about the revocation of the signing certificate cannot be used.",
    ),
    OwnCode(
        code="time.no-list",
        severity=_NOTE,
        source=FindingSource.TIME,
        sentence="No list of time-stamp authorities is installed, so no time is proven.",
        action=UPDATE_LISTS,
    ),
    OwnCode(
        code="time.contradicted",
        severity=_WARNING,
        source=FindingSource.TIME,
        sentence="Trusted time-stamps of one signature disagree, so no time is proven.",
    ),
    OwnCode(
        code="time.several",
        severity=_NOTE,
        source=FindingSource.TIME,
        sentence="The signature carries more than one time-stamp where one is allowed.",
    ),
    OwnCode(
        code="identity.unchecked",
        severity=_NOTE,
        source=FindingSource.TRUST,
        sentence="An identity statement was not checked.",
    ),
    OwnCode(
        code="credentials.sidecar",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials were found beside the file, not in it.",
    ),
    OwnCode(
        code="credentials.sidecar-foreign",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="Credentials beside this file do not match it.",
    ),
    OwnCode(
        code="credentials.sidecar-unreadable",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="A file beside this one looks like its credentials, but cannot be used.",
    ),
    OwnCode(
        code="unsigned.ai",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="Text in this file, beside its credentials, speaks of AI.",
    ),
    OwnCode(
        code="unsigned.contradicts",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The credentials say that this was captured, text in the file speaks of AI.",
        action="Ask the signer how this was made.",
    ),
    OwnCode(
        code="unsigned.software",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="Text in the file names a program that the credentials do not mention.",
    ),
    OwnCode(
        code="unsigned.device",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="Text in the file names another camera than the credentials.",
    ),
    OwnCode(
        code="policy.unmet",
        severity=_WARNING,
        source=FindingSource.POLICY,
        sentence="A rule of the policy does not hold.",
    ),
)

OWN: Mapping[str, OwnCode] = MappingProxyType({each.code: each for each in _CODES})
