"""Rules that a report has to satisfy before a caller goes on, as frozen objects.

A policy never looks at the file, only at the report, and says why it does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from provenance.model.report import Report, Verdict


class Policy(Protocol):
    """Decide whether a report is good enough."""

    def objections(self, report: Report) -> tuple[str, ...]:
        """Say in one sentence each why the policy does not hold; nothing means that it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireTrusted:
    """Hold for files that are TRUSTED: intact, and every signer is vouched for."""

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to every other verdict."""
        return _unless(report, Verdict.TRUSTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireIntact:
    """Hold for files that are TRUSTED or VALID: intact, whoever signed them."""

    def objections(self, report: Report) -> tuple[str, ...]:
        """Object to every other verdict."""
        return _unless(report, Verdict.TRUSTED, Verdict.VALID)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Hold when every one of `policies` holds; with no policy it holds for nothing."""

    policies: tuple[Policy, ...] = ()

    def objections(self, report: Report) -> tuple[str, ...]:
        """Return the objections of all policies."""
        if not self.policies:
            return ("A policy without rules holds for nothing.",)
        return tuple(said for each in self.policies for said in each.objections(report))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Hold when one of `policies` holds; with no policy it holds for nothing."""

    policies: tuple[Policy, ...] = ()

    def objections(self, report: Report) -> tuple[str, ...]:
        """Return the objections of all policies, unless one has none."""
        if not self.policies:
            return ("A policy without rules holds for nothing.",)
        said = [each.objections(report) for each in self.policies]
        return tuple(each for one in said for each in one) if all(said) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeAcceptAll:
    """Hold for every file whatever: for tests, and for callers who judge by themselves."""

    def objections(self, report: Report) -> tuple[str, ...]:  # noqa: ARG002  # that is its danger
        """Object to nothing."""
        return ()


def _unless(report: Report, *accepted: Verdict) -> tuple[str, ...]:
    return () if report.verdict in accepted else (report.headline,)
