"""Rules that a report has to satisfy before a caller goes on, as frozen objects and as files.

A policy never looks at the file, only at the report, and says why it does not hold. Each rule
stands for itself: one that believes statements holds only where the credentials are intact.
"""

from __future__ import annotations

from provenance.verification.policy.ai import AIDeclared, NoAI
from provenance.verification.policy.combining import AllOf, AnyOf, UnsafeAcceptAll
from provenance.verification.policy.deeds import AllowedActions, ForbiddenActions
from provenance.verification.policy.file import load
from provenance.verification.policy.interface import Policy, Scope
from provenance.verification.policy.rulebook import Rulebook
from provenance.verification.policy.signers import AllowedSigners, MinimumAssuranceLevel
from provenance.verification.policy.times import MaximumAge, RequireProvenTime
from provenance.verification.policy.verdicts import RequireIntact, RequireTrusted

__all__ = [
    "AIDeclared",
    "AllOf",
    "AllowedActions",
    "AllowedSigners",
    "AnyOf",
    "ForbiddenActions",
    "MaximumAge",
    "MinimumAssuranceLevel",
    "NoAI",
    "Policy",
    "RequireIntact",
    "RequireProvenTime",
    "RequireTrusted",
    "Rulebook",
    "Scope",
    "UnsafeAcceptAll",
    "load",
]
