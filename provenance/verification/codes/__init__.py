"""The findings that are ours: facts for which the specification has no status code.

Status codes of the specification and their sentences live in `model.status`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provenance.verification.codes.chain import CHAIN
from provenance.verification.codes.content import CONTENT
from provenance.verification.codes.evidence import EVIDENCE
from provenance.verification.codes.own import UPDATE_LISTS, OwnCode
from provenance.verification.codes.recovery import RECOVERY
from provenance.verification.codes.statements import STATEMENTS
from provenance.verification.codes.trust import TRUST

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OWN", "UPDATE_LISTS", "OwnCode"]

OWN: Mapping[str, OwnCode] = MappingProxyType(
    {each.code: each for each in (*EVIDENCE, *CONTENT, *CHAIN, *TRUST, *STATEMENTS, *RECOVERY)}
)
