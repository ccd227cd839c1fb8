"""The actions of C2PA 2.4 as one table: what each is called, and what a signer owes with it.

An unknown label passes through: it is shown as its maker wrote it, and as unknown.
Source: C2PA 2.4, "Actions"; flags from the official asset rubric, conformance 0.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "c2pa."
"""How every action of the specification begins; no other may."""


class StandardAction(StrEnum):
    """An action that C2PA 2.4 defines and that a signer may write."""

    ADDED_TEXT = "c2pa.addedText"
    ADJUSTED_COLOR = "c2pa.adjustedColor"
    CHANGED_SPEED = "c2pa.changedSpeed"
    CONVERTED = "c2pa.converted"
    CREATED = "c2pa.created"
    CROPPED = "c2pa.cropped"
    DELETED = "c2pa.deleted"
    DRAWING = "c2pa.drawing"
    DUBBED = "c2pa.dubbed"
    EDITED = "c2pa.edited"
    EDITED_METADATA = "c2pa.edited.metadata"
    ENHANCED = "c2pa.enhanced"
    FILTERED = "c2pa.filtered"
    MASTERED = "c2pa.mastered"
    MIXED = "c2pa.mixed"
    OPENED = "c2pa.opened"
    ORIENTATION = "c2pa.orientation"
    PLACED = "c2pa.placed"
    PUBLISHED = "c2pa.published"
    REDACTED = "c2pa.redacted"
    REMIXED = "c2pa.remixed"
    REMOVED = "c2pa.removed"
    REPACKAGED = "c2pa.repackaged"
    RESIZED = "c2pa.resized"
    RESIZED_PROPORTIONAL = "c2pa.resized.proportional"
    TRANSCODED = "c2pa.transcoded"
    TRANSLATED = "c2pa.translated"
    TRIMMED = "c2pa.trimmed"
    UNKNOWN = "c2pa.unknown"
    WATERMARKED_BOUND = "c2pa.watermarked.bound"
    WATERMARKED_UNBOUND = "c2pa.watermarked.unbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionKind:
    """One action of the vocabulary.

    Attributes:
        verb: What was done, in the past tense and lower case: "cropped".
        inception: Whether it starts a manifest (created, opened).
        editorial: Whether it can change what the content says. The rubric calls the
            others non-editorial.
        needs_source_type: Whether a digital source type must be stated with it.
        deprecated: Whether it may be read, but no longer written.
        replacement: What to write instead of a deprecated one; "" when nothing is.
        parameters: The parameters that the specification knows for it and that a
            caller may state.
        required: Those of `parameters` without which it is malformed.
    """

    label: str
    verb: str
    inception: bool = False
    editorial: bool = True
    needs_source_type: bool = True
    deprecated: bool = False
    replacement: str = ""
    parameters: frozenset[str] = frozenset({"multipleInstances"})
    required: frozenset[str] = frozenset()


def _editorial(label: str, verb: str) -> ActionKind:
    return ActionKind(label=label, verb=verb)


def _between_languages(label: str, verb: str, *, required: bool) -> ActionKind:
    languages = frozenset({"sourceLanguage", "targetLanguage"})
    return ActionKind(
        label=label,
        verb=verb,
        parameters=frozenset({"multipleInstances"}) | languages,
        required=languages if required else frozenset(),
    )


def _not_editorial(label: str, verb: str) -> ActionKind:
    return ActionKind(label=label, verb=verb, editorial=False, needs_source_type=False)


def _inception(label: str, verb: str, *, needs_source_type: bool) -> ActionKind:
    return ActionKind(
        label=label,
        verb=verb,
        inception=True,
        needs_source_type=needs_source_type,
        parameters=frozenset(),
    )


def _deprecated(label: str, verb: str, replacement: str = "") -> ActionKind:
    return ActionKind(label=label, verb=verb, deprecated=True, replacement=replacement)


_KINDS = (
    _inception(StandardAction.CREATED, "created", needs_source_type=True),
    _inception(StandardAction.OPENED, "opened", needs_source_type=False),
    _editorial(StandardAction.ADDED_TEXT, "text added"),
    _editorial(StandardAction.ADJUSTED_COLOR, "colours adjusted"),
    _editorial(StandardAction.CHANGED_SPEED, "speed changed"),
    _editorial(StandardAction.CROPPED, "cropped"),
    _editorial(StandardAction.DELETED, "part of the content deleted"),
    _editorial(StandardAction.DRAWING, "drawn or painted on"),
    _between_languages(StandardAction.DUBBED, "speech dubbed", required=False),
    _editorial(StandardAction.EDITED, "edited"),
    _editorial(StandardAction.FILTERED, "filter applied"),
    _editorial(StandardAction.MASTERED, "mastered"),
    _editorial(StandardAction.MIXED, "sound mixed"),
    _editorial(StandardAction.ORIENTATION, "rotated or flipped"),
    ActionKind(label=StandardAction.PLACED, verb="placed", needs_source_type=False),
    _editorial(StandardAction.REMIXED, "remixed"),
    _editorial(StandardAction.REMOVED, "placed file removed"),
    _editorial(StandardAction.RESIZED, "resized"),
    _between_languages(StandardAction.TRANSLATED, "translated", required=True),
    _editorial(StandardAction.TRIMMED, "trimmed"),
    _editorial(StandardAction.UNKNOWN, "changed in an unnamed way"),
    _not_editorial(StandardAction.CONVERTED, "converted to another format"),
    _not_editorial(StandardAction.EDITED_METADATA, "metadata edited"),
    _not_editorial(StandardAction.ENHANCED, "enhanced"),
    _not_editorial(StandardAction.PUBLISHED, "published"),
    _not_editorial(StandardAction.REDACTED, "earlier statement removed"),
    _not_editorial(StandardAction.REPACKAGED, "repackaged"),
    _not_editorial(StandardAction.RESIZED_PROPORTIONAL, "resized in proportion"),
    _not_editorial(StandardAction.TRANSCODED, "re-encoded"),
    _not_editorial(StandardAction.WATERMARKED_BOUND, "watermarked, with a link to credentials"),
    _not_editorial(StandardAction.WATERMARKED_UNBOUND, "watermarked"),
    _deprecated("c2pa.color_adjustments", "colours adjusted", StandardAction.ADJUSTED_COLOR),
    _deprecated("c2pa.copied", "copied"),
    _deprecated("c2pa.formatted", "formatted", StandardAction.CONVERTED),
    _deprecated("c2pa.managed", "managed"),
    _deprecated("c2pa.printed", "printed"),
    _deprecated("c2pa.produced", "produced"),
    _deprecated("c2pa.saved", "saved"),
    _deprecated("c2pa.version_updated", "version updated", StandardAction.EDITED_METADATA),
    ActionKind(
        label="c2pa.watermarked",
        verb="watermarked",
        editorial=False,
        needs_source_type=False,
        deprecated=True,
        replacement=StandardAction.WATERMARKED_UNBOUND,
    ),
)

ACTIONS: Mapping[str, ActionKind] = MappingProxyType({str(k.label): k for k in _KINDS})
"""Every action that a reader knows, by its label."""
