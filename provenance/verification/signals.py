"""The official signals of a manifest, and AI involvement anywhere in a chain.

The signals are the statements of the C2PA asset rubric "signals-local" (2026-08-06), name
by name and with its blind spots: it reads `c2pa.actions.v2` and no older actions, and only
the first ingredient. What it cannot see of AI, `overall` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from provenance.model.report import Signals
from provenance.model.store import Manifest
from provenance.model.vocabulary import ACTIONS, DigitalSourceType, StandardAction
from provenance.verification.ai import involvement

if TYPE_CHECKING:
    from collections.abc import Collection

    from provenance.model.store import Json, ManifestStore

_ACTIONS_V2 = "c2pa.actions.v2"
_FIRST_INGREDIENT = "c2pa.ingredient.v3"
_INCEPTION = frozenset(label for label, kind in ACTIONS.items() if kind.inception)
_NON_EDITORIAL = frozenset(
    label for label, kind in ACTIONS.items() if not kind.editorial and not kind.inception
)

_Action = tuple[str | None, str | None]
"""Label and digital source type of an action; None for what is not there."""
_Signal = Callable[[Manifest, list[_Action]], bool]

_T = DigitalSourceType
_BEGUN_AS: Mapping[str, set[str]] = {
    "blankCanvas": {_T.EMPTY},
    "capturedMedia": {_T.DIGITAL_CAPTURE, _T.COMPUTATIONAL_CAPTURE},
    "capturedMediaStitched": {_T.COMPOSITE_CAPTURE},
    "compositionMayContainGenAI": {_T.COMPOSITE},
    "fullyGenAIMedia": {_T.TRAINED_ALGORITHMIC_MEDIA},
    "nonGenAIDigitalCreation": {_T.DIGITAL_CREATION},
    "partlyGenAICreation": {_T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA},
    "screenCaptureMayContainGenAI": {_T.SCREEN_CAPTURE},
}
# The rubric's $genai_dst_types and $possibly_genai_dst_types.
_GENERATIVE: set[str] = {
    _T.TRAINED_ALGORITHMIC_MEDIA,
    _T.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
    _T.COMPOSITE_SYNTHETIC,
    _T.TRAINED_ALGORITHMIC_DATA,
}
_POSSIBLY_GENERATIVE: set[str] = {_T.DIGITAL_ART, _T.COMPOSITE}


def of_manifest(manifest: Manifest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the official inception signals and transformation signals of one manifest.

    Names are the rubric's ids without "inception:signal_" and "transformation:signal_",
    in alphabetical order.
    """
    actions = _actions(manifest)
    begun = {source_type for action, source_type in actions if action in _INCEPTION}
    inception = [name for name, types in _BEGUN_AS.items() if begun & types]
    if _of_unknown_provenance(manifest):
        inception.append("mediaUnknownProvenance")
    transformation = [name for name, holds in _TRANSFORMATIONS.items() if holds(manifest, actions)]
    return tuple(sorted(inception)), tuple(sorted(transformation))


def overall(store: ManifestStore, labels: Collection[str]) -> Signals:
    """Return the active manifest's signals, and AI involvement in all manifests of `labels`.

    Args:
        store: All manifests.
        labels: Those that the walk reached.
    """
    inception, transformation = of_manifest(store.active)
    ai, sentence = involvement(store, labels)
    return Signals(inception=inception, transformation=transformation, ai=ai, ai_sentence=sentence)


def _of_unknown_provenance(manifest: Manifest) -> bool:
    first = _assertion(manifest, _FIRST_INGREDIENT)
    return first is not None and first.get("activeManifest") is None


def _ambiguous(manifest: Manifest, actions: list[_Action]) -> bool:
    listed = _assertion(manifest, _ACTIONS_V2) or {}
    names = [action for action, _ in actions]
    return (
        not actions
        or listed.get("allActionsIncluded") is not True
        or any(name is not None and not name.startswith("c2pa.") for name in names)
        or StandardAction.UNKNOWN in names
        or any(not a.created and "c2pa.actions" in a.label for a in manifest.assertions)
    )


def _non_editorial(_: Manifest, actions: list[_Action]) -> bool:
    return any(action in _NON_EDITORIAL for action, _ in actions)


def _changed_as(types: set[str]) -> _Signal:
    return lambda _, actions: any(found in types for found in _changes(actions))


def _changed_otherwise(_: Manifest, actions: list[_Action]) -> bool:
    return any(found is not None and found not in _GENERATIVE for found in _changes(actions))


def _changes(actions: list[_Action]) -> list[str | None]:
    apart = {None} | _INCEPTION | _NON_EDITORIAL
    return [source_type for action, source_type in actions if action not in apart]


_TRANSFORMATIONS: Mapping[str, _Signal] = {
    "ambiguousActions": _ambiguous,
    "nonEditorial": _non_editorial,
    "perceptibleGenAI": _changed_as(_GENERATIVE),
    "perceptibleNonGenAI": _changed_otherwise,
    "perceptiblePossiblyGenAI": _changed_as(_POSSIBLY_GENERATIVE),
}


def _actions(manifest: Manifest) -> list[_Action]:
    listed = (_assertion(manifest, _ACTIONS_V2) or {}).get("actions")
    return [
        (_word(action.get("action")), _word(action.get("digitalSourceType")))
        for action in (listed if isinstance(listed, list) else [])
        if isinstance(action, Mapping)
    ]


def _word(value: Json) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)


def _assertion(manifest: Manifest, label: str) -> Mapping[str, Json] | None:
    found = next((a.data for a in manifest.assertions if a.label == label), None)
    return found if isinstance(found, Mapping) else None
