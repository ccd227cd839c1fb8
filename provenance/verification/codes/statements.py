"""What is found of statements: those that a signer made, and text that nobody signed."""

from __future__ import annotations

from provenance.model.report import FindingSource, Severity
from provenance.verification.codes.own import OwnCode

STATEMENTS = (
    OwnCode(
        code="statement.time-contradicted",
        severity=Severity.WARNING,
        source=FindingSource.TIME,
        sentence="The credentials state a time that cannot be right.",
    ),
    OwnCode(
        code="statement.time-before-certificate",
        severity=Severity.NOTE,
        source=FindingSource.TIME,
        sentence="The credentials state a time before the signer's certificate existed.",
    ),
    OwnCode(
        code="statement.time-unreadable",
        severity=Severity.NOTE,
        source=FindingSource.TIME,
        sentence="The credentials state a time that cannot be read.",
    ),
    OwnCode(
        code="statement.source-unknown",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="How the content came to be is told in words of no known vocabulary.",
    ),
    OwnCode(
        code="statement.source-contradicted",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="What the credentials say of the origin contradicts itself.",
    ),
    OwnCode(
        code="statement.unverified-text",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials hold the signer's own text, which nobody checked.",
    ),
    OwnCode(
        code="unsigned.ai",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="Text in this file, beside its credentials, speaks of AI.",
    ),
    OwnCode(
        code="unsigned.contradicts",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The credentials say that this was captured, text in the file speaks of AI.",
        action="Ask the signer how this was made.",
    ),
    OwnCode(
        code="unsigned.software",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="Text in the file names a program that the credentials do not mention.",
    ),
    OwnCode(
        code="unsigned.device",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="Text in the file names another camera than the credentials.",
    ),
)
