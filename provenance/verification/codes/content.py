"""What is found of the content: what a signature leaves out, and what the picture shows."""

from __future__ import annotations

from provenance.model.report import FindingSource, Severity, Verdict
from provenance.verification.codes.own import OwnCode

CONTENT = (
    OwnCode(
        code="binding.unchecked",
        severity=Severity.FAILURE,
        source=FindingSource.CHAIN,
        sentence="Nothing shows that the content of the file is the content that was signed.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="binding.left-out",
        severity=Severity.FAILURE,
        source=FindingSource.EVIDENCE,
        sentence=(
            "The signature leaves out content of the file, which anyone could have exchanged."
        ),
        at_best=Verdict.INVALID,
    ),
    OwnCode(
        code="binding.metadata-left-out",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The signature leaves out metadata, which anyone could have changed.",
        action="Do not rely on what these parts say.",
    ),
    OwnCode(
        code="binding.room-left-out",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The file carries data that the signature does not cover and no player shows.",
    ),
    OwnCode(
        code="binding.store-left-out",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="The credentials carry data that no signature covers.",
    ),
    OwnCode(
        code="binding.unmapped",
        severity=Severity.FAILURE,
        source=FindingSource.EVIDENCE,
        sentence="Which parts of the file the signature leaves out could not be found out.",
        action="If you trust its maker, raise Limits.boxes.",
        at_best=Verdict.UNDETERMINED,
    ),
    OwnCode(
        code="binding.excluded",
        severity=Severity.WARNING,
        source=FindingSource.CHAIN,
        sentence=(
            "The signed part of the file is unchanged, but the signer left out parts that a "
            "signature has to cover: nobody can tell whether those were changed."
        ),
    ),
    OwnCode(
        code="picture.like-thumbnail",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence=(
            "The picture still looks like the thumbnail that was signed with it; a small change "
            "would not show."
        ),
    ),
    OwnCode(
        code="picture.exchanged",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The picture does not look like the thumbnail that was signed with it.",
    ),
    OwnCode(
        code="picture.uncompared",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence=(
            "No signed thumbnail shows clearly what the picture was, so nobody can tell whether it "
            "changed or only its metadata did."
        ),
    ),
    OwnCode(
        code="picture.unlike-thumbnail",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The thumbnail that was signed with this file shows another picture.",
        action="Do not judge this file by its thumbnail.",
    ),
    OwnCode(
        code="ingredient.thumbnail-unlike",
        severity=Severity.WARNING,
        source=FindingSource.EVIDENCE,
        sentence="The thumbnail of an ingredient shows another picture than its own credentials.",
    ),
    OwnCode(
        code="ingredient.unlike",
        severity=Severity.NOTE,
        source=FindingSource.EVIDENCE,
        sentence="This file does not look like the file that it is said to be made from.",
    ),
)
