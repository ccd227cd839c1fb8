"""The vocabularies of C2PA manifests, one table each: actions and digital source types."""

from __future__ import annotations

from provenance.model.vocabulary.actions import ACTIONS, PREFIX, ActionKind, StandardAction
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
    "recognise",
]
