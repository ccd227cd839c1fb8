"""Rules on the verdict alone, which every other rule builds on."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.model.report import Report, Verdict


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


def unless_intact(report: Report) -> tuple[str, ...]:
    """Object to credentials that are no one's word, because they are broken or not checked."""
    unnamed = () if report.nodes else ("The report tells of no signature.",)
    return RequireIntact().objections(report) or unnamed


def _unless(report: Report, *accepted: Verdict) -> tuple[str, ...]:
    return () if report.verdict in accepted else (report.headline,)
