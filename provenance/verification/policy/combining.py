"""Policies made of policies, and the one that asks for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.verification.policy.interface import Policy

if TYPE_CHECKING:
    from provenance.model.report import Report

NO_RULES = "A policy without rules accepts nothing."


@dataclass(frozen=True, slots=True)
class AllOf:
    """Hold when every one of `policies` holds; with no policy it holds for nothing."""

    policies: tuple[Policy, ...] = ()

    def objections(self, report: Report) -> tuple[str, ...]:
        """Return the objections of all policies."""
        if not self.policies:
            return (NO_RULES,)
        said = (each for policy in self.policies for each in policy.objections(report))
        return tuple(dict.fromkeys(said))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Hold when one of `policies` holds; with no policy it holds for nothing."""

    policies: tuple[Policy, ...] = ()

    def objections(self, report: Report) -> tuple[str, ...]:
        """Return the objections of all policies, unless one has none."""
        if not self.policies:
            return (NO_RULES,)
        said = [policy.objections(report) for policy in self.policies]
        return tuple(dict.fromkeys(each for one in said for each in one)) if all(said) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeAcceptAll:
    """Hold for every file whatever: for tests, and for callers who judge by themselves."""

    def objections(self, report: Report) -> tuple[str, ...]:  # noqa: ARG002  # that is its danger
        """Object to nothing."""
        return ()
