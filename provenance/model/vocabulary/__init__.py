"""The vocabularies of C2PA manifests, one table each: actions, assertions, digital source types."""

from __future__ import annotations

from provenance.model.vocabulary.actions import ACTIONS, PREFIX, ActionKind, StandardAction
from provenance.model.vocabulary.assertions import is_defined
from provenance.model.vocabulary.source_types import (
    SOURCE_TYPES,
    AiMeaning,
    DigitalSourceType,
    Recognised,
    SourceTypeKind,
    ai_of,
    recognise,
)

__all__ = [
    "ACTIONS",
    "PREFIX",
    "SOURCE_TYPES",
    "ActionKind",
    "AiMeaning",
    "DigitalSourceType",
    "Recognised",
    "SourceTypeKind",
    "StandardAction",
    "ai_of",
    "is_defined",
    "recognise",
]
