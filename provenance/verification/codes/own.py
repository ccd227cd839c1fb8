"""What one finding of ours is: its weight, its words, and what is left of a verdict under it."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.model.report import FindingSource, Severity, Verdict


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
