"""What is found of people and times: lists, revocation, time-stamps, identities, policies."""

from __future__ import annotations

from provenance.model.report import FindingSource, Severity, Verdict
from provenance.verification.codes.own import UPDATE_LISTS, OwnCode

TRUST = (
    OwnCode(
        code="trust.no-list",
        severity=Severity.WARNING,
        source=FindingSource.TRUST,
        sentence="No trust list is installed, so nobody vouches for any signer.",
        action=UPDATE_LISTS,
    ),
    OwnCode(
        code="revocation.authority",
        severity=Severity.WARNING,
        source=FindingSource.TRUST,
        sentence="An authority above the signer was revoked, so no list vouches for the signer.",
        at_best=Verdict.VALID,
    ),
    OwnCode(
        code="revocation.later",
        severity=Severity.NOTE,
        source=FindingSource.TRUST,
        sentence="The signing certificate was revoked after it had signed this.",
    ),
    OwnCode(
        code="revocation.unusable",
        severity=Severity.NOTE,
        source=FindingSource.TRUST,
        sentence="What there is about the revocation of the signing certificate cannot be used.",
    ),
    OwnCode(
        code="time.no-list",
        severity=Severity.NOTE,
        source=FindingSource.TIME,
        sentence="No list of time-stamp authorities is installed, so no time is proven.",
        action=UPDATE_LISTS,
    ),
    OwnCode(
        code="time.contradicted",
        severity=Severity.WARNING,
        source=FindingSource.TIME,
        sentence="Trusted time-stamps of one signature disagree, so no time is proven.",
    ),
    OwnCode(
        code="time.revoked",
        severity=Severity.WARNING,
        source=FindingSource.TIME,
        sentence="The authority of the time-stamp was revoked, so its time is not used.",
    ),
    OwnCode(
        code="time.several",
        severity=Severity.NOTE,
        source=FindingSource.TIME,
        sentence="The signature carries more than one time-stamp where one is allowed.",
    ),
    OwnCode(
        code="trust.look-alike",
        severity=Severity.WARNING,
        source=FindingSource.TRUST,
        sentence="Somebody for whom no list vouches bears a name like one on your trust lists.",
        action="Do not take that name for the one on your list.",
    ),
    OwnCode(
        code="time.look-alike",
        severity=Severity.NOTE,
        source=FindingSource.TIME,
        sentence="A time-stamp comes from an authority with a listed name that no list vouches for.",
    ),
    OwnCode(
        code="time.implausible",
        severity=Severity.WARNING,
        source=FindingSource.TIME,
        sentence=(
            "A time-stamp that no list vouches for names a time at which the signing certificate "
            "was not valid; it is not used."
        ),
    ),
    OwnCode(
        code="identity.unchecked",
        severity=Severity.NOTE,
        source=FindingSource.TRUST,
        sentence="An identity statement was not checked.",
    ),
    OwnCode(
        code="policy.unmet",
        severity=Severity.WARNING,
        source=FindingSource.POLICY,
        sentence="A rule of the policy does not hold.",
    ),
)
