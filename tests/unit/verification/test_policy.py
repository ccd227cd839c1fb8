"""A policy looks at the report alone, and a policy without rules holds for nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provenance.model.report import Active, CheckedWith, Report, Verdict
from provenance.verification.policy import (
    AllOf,
    AnyOf,
    RequireIntact,
    RequireTrusted,
    UnsafeAcceptAll,
)


def report(verdict):
    return Report(
        file="a.jpg",
        verdict=verdict,
        headline="Why.",
        active=Active(verdict=verdict),
        checked_with=CheckedWith(version="1", engine="e", at=datetime(2026, 1, 1, tzinfo=UTC)),
    )


def accepted(policy):
    return {str(verdict) for verdict in Verdict if not policy.objections(report(verdict))}


@pytest.mark.parametrize(
    ("policy", "verdicts"),
    [
        (RequireTrusted(), {"TRUSTED"}),
        (RequireIntact(), {"TRUSTED", "VALID"}),
        (AllOf(), set()),
        (AnyOf(), set()),
        (AllOf((RequireTrusted(), RequireIntact())), {"TRUSTED"}),
        (AnyOf((RequireTrusted(), RequireIntact())), {"TRUSTED", "VALID"}),
        (AnyOf((AllOf(),)), set()),
        (UnsafeAcceptAll(), {str(verdict) for verdict in Verdict}),
    ],
)
def test_a_policy_accepts_these_verdicts_only(policy, verdicts):
    assert accepted(policy) == verdicts


def test_an_objection_says_why():
    assert RequireTrusted().objections(report(Verdict.INVALID)) == ("Why.",)
