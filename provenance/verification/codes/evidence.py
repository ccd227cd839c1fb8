"""What is found of signatures: what could not be read, confirmed or afforded."""

from __future__ import annotations

from provenance.model.report import FindingSource, Severity, Verdict
from provenance.verification.codes.own import OwnCode

EVIDENCE = (
    OwnCode(
        code="evidence.signature.missing",
        severity=Severity.FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="The certificate of the signer cannot be read, so nobody can say who signed.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="evidence.signature.unconfirmed",
        severity=Severity.FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="A second check of the signature did not confirm who signed.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="evidence.odd",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The signature carries something unusual.",
    ),
    OwnCode(
        code="evidence.limit",
        severity=Severity.FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials need more signatures checked than the limit allows.",
        action="If you trust where the file comes from, raise Limits.signatures.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="signature.unchecked",
        severity=Severity.FAILURE,
        source=FindingSource.CHAIN,
        sentence="Nothing shows that the signature was checked.",
        at_best=Verdict.UNDETERMINED,
    ),
)
