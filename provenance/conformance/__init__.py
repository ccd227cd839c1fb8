"""The checks of the official C2PA asset rubrics 0.2 for specification 2.4, by their own identifiers."""

from __future__ import annotations

from provenance.conformance.evaluation import CheckResult, evaluate
from provenance.conformance.rubrics import CHECKS, Check

__all__ = ["CHECKS", "Check", "CheckResult", "evaluate"]
