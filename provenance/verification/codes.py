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
        code="evidence.limit",
        severity=_FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials need more signatures checked than the limit allows.",
        action="If you trust where the file comes from, raise Limits.signatures.",
        at_best=Verdict.UNDETERMINED,
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
        code="binding.store-left-out",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials carry data that no signature covers.",
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
        code="picture.like-thumbnail",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence=(
            "The picture still looks like the thumbnail that was signed with it; a small change "
            "would not show."
        ),
    ),
    OwnCode(
        code="picture.exchanged",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The picture does not look like the thumbnail that was signed with it.",
    ),
    OwnCode(
        code="picture.uncompared",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence=(
            "No signed thumbnail shows clearly what the picture was, so nobody can tell whether it "
            "changed or only its metadata did."
        ),
    ),
    OwnCode(
        code="picture.unlike-thumbnail",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The thumbnail that was signed with this file shows another picture.",
        action="Do not judge this file by its thumbnail.",
    ),
    OwnCode(
        code="ingredient.thumbnail-unlike",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The thumbnail of an ingredient shows another picture than its own credentials.",
    ),
    OwnCode(
        code="ingredient.unlike",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="This file does not look like the file that it is said to be made from.",
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
        code="revocation.authority",
        severity=_WARNING,
        source=FindingSource.TRUST,
        sentence="An authority above the signer was revoked, so no list vouches for the signer.",
        at_best=Verdict.VALID,
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
        code="time.revoked",
        severity=_WARNING,
        source=FindingSource.TIME,
        sentence="The authority of the time-stamp was revoked, so its time is not used.",
    ),
    OwnCode(
        code="time.several",
        severity=_NOTE,
        source=FindingSource.TIME,
        sentence="The signature carries more than one time-stamp where one is allowed.",
    ),
    OwnCode(
        code="trust.look-alike",
        severity=_WARNING,
        source=FindingSource.TRUST,
        sentence="Somebody for whom no list vouches bears a name like one on your trust lists.",
        action="Do not take that name for the one on your list.",
    ),
    OwnCode(
        code="time.look-alike",
        severity=_NOTE,
        source=FindingSource.TIME,
        sentence="A time-stamp comes from an authority with a listed name that no list vouches for.",
    ),
    OwnCode(
        code="statement.time-contradicted",
        severity=_WARNING,
        source=FindingSource.TIME,
        sentence="The credentials state a time that cannot be right.",
    ),
    OwnCode(
        code="statement.time-before-certificate",
        severity=_NOTE,
        source=FindingSource.TIME,
        sentence="The credentials state a time before the signer's certificate existed.",
    ),
    OwnCode(
        code="statement.time-unreadable",
        severity=_NOTE,
        source=FindingSource.TIME,
        sentence="The credentials state a time that cannot be read.",
    ),
    OwnCode(
        code="statement.source-unknown",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="How the content came to be is told in words of no known vocabulary.",
    ),
    OwnCode(
        code="statement.source-contradicted",
        severity=_WARNING,
        source=FindingSource.EVIDENCE,
        sentence="What the credentials say of the origin contradicts itself.",
    ),
    OwnCode(
        code="statement.unverified-text",
        severity=_NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials hold the signer's own text, which nobody checked.",
    ),
    OwnCode(
        code="time.implausible",
        severity=_WARNING,
        source=FindingSource.TIME,
        sentence=(
            "A time-stamp that no list vouches for names a time at which the signing certificate "
            "was not valid; it is not used."
        ),
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
        code="policy.unmet",
        severity=_WARNING,
        source=FindingSource.POLICY,
        sentence="A rule of the policy does not hold.",
    ),
)

OWN: Mapping[str, OwnCode] = MappingProxyType({each.code: each for each in _CODES})
