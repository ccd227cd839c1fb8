"""What is found of the chain of manifests, and of where the credentials lie."""

from __future__ import annotations

from provenance.model.report import FindingSource, Severity, Verdict
from provenance.verification.codes.own import OwnCode

CHAIN = (
    OwnCode(
        code="chain.cycle",
        severity=Severity.FAILURE,
        source=FindingSource.CHAIN,
        sentence="An ingredient leads back to the file that it went into.",
        at_best=Verdict.INVALID,
    ),
    OwnCode(
        code="chain.repeated",
        severity=Severity.FAILURE,
        source=FindingSource.CHAIN,
        sentence="Two sets of credentials bear the same name.",
        at_best=Verdict.INVALID,
    ),
    OwnCode(
        code="chain.limit",
        severity=Severity.FAILURE,
        source=FindingSource.CHAIN,
        sentence="The history is too long to be followed to its end.",
        action="Raise the limit if you trust where the file comes from.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="chain.redacted",
        severity=Severity.NOTE,
        source=FindingSource.CHAIN,
        sentence="A later signer removed the record of an ingredient, so history is missing here.",
    ),
    OwnCode(
        code="chain.unreferenced",
        severity=Severity.NOTE,
        source=FindingSource.CHAIN,
        sentence="The file carries credentials that nothing refers to; they were not judged.",
    ),
    OwnCode(
        code="credentials.sidecar",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials were found beside the file, not in it.",
    ),
    OwnCode(
        code="credentials.sidecar-foreign",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="Credentials beside this file do not match it.",
    ),
    OwnCode(
        code="credentials.sidecar-unreadable",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="A file beside this one looks like its credentials, but cannot be used.",
    ),
)
