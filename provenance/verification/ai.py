"""What a chain of manifests says about AI: made by it, edited with it, possible, or not declared.

Only declared digital source types count; nobody is accused by the name of a program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.model.vocabulary import ACTIONS, AiMeaning, ai_of
from provenance.verification.quoting import named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from provenance.model.store import Ingredient, Manifest, ManifestStore, RecordedAction

Involvement = Literal["generated", "edited", "possible", "none declared"]

# Assertions whose presence speaks of AI; the second is Adobe's, from before source types.
_DISCLOSURES = ("c2pa.ai-disclosure", "com.adobe.generative-ai")
_STRENGTH: dict[str, int] = {"generated": 3, "edited": 2, "possible": 1, "": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    ai: AiMeaning
    sentence: str


def of_action(action: RecordedAction) -> AiMeaning:
    """Tell what an action says about AI; a change made by AI edits, only a beginning generates."""
    ai = ai_of(action.digital_source_type)
    return "edited" if ai == "generated" and not begins(action) else ai


def involvement(store: ManifestStore, labels: Collection[str]) -> tuple[Involvement, str]:
    """Return the strongest sign of AI among the manifests of `labels`, and a sentence.

    "generated" is said only when the content itself, or what it was edited from, was made
    by AI. A part or an input that was made by AI counts as "edited", and is named.
    """
    line = line_of_descent(store)
    signs = [
        sign
        for manifest in store.manifests
        if manifest.label in labels
        for sign in _signs(manifest, descends=manifest.label in line)
    ]
    strongest = max(signs, key=lambda sign: _STRENGTH[sign.ai], default=None)
    if strongest is None or not strongest.ai:
        return (
            "none declared",
            "Its makers declare no use of AI; that does not prove that there was none.",
        )
    return strongest.ai, strongest.sentence


def line_of_descent(store: ManifestStore) -> set[str]:
    """Return the labels of the active manifest, of what it was made from, and so on."""
    line: set[str] = set()
    label = store.active.label
    while label and label not in line:
        line.add(label)
        manifest = store.find(label)
        label = _made_from(manifest) if manifest else ""
    return line


def _made_from(manifest: Manifest) -> str:
    """Return the parent's label; or the only component's, when no beginning is told at all."""
    parents = [i.manifest for i in manifest.ingredients if i.relationship == "parentOf"]
    if parents:
        return parents[0]
    wraps = len(manifest.ingredients) == 1 and not any(map(begins, manifest.actions))
    return manifest.ingredients[0].manifest if wraps else ""


def begins(action: RecordedAction) -> bool:
    """Tell whether an action says how content began."""
    kind = ACTIONS.get(action.action)
    return kind is not None and kind.inception


def _signs(manifest: Manifest, *, descends: bool) -> Iterator[_Sign]:
    for action in manifest.actions:
        yield _sign(of_action(action), manifest.title, descends=descends)
    for ingredient in manifest.ingredients:
        parent = descends and ingredient.relationship == "parentOf"
        yield _sign(_of_ingredient(ingredient), ingredient.title, descends=parent)
    if any(assertion.label.startswith(_DISCLOSURES) for assertion in manifest.assertions):
        yield _Sign(ai="possible", sentence="Its makers attached a note on generative AI.")


def _of_ingredient(ingredient: Ingredient) -> AiMeaning:
    return ai_of(ingredient.digital_source_type)


def _sign(ai: AiMeaning, title: str, *, descends: bool) -> _Sign:
    part = named(title)
    if ai == "generated" and descends:
        return _Sign(ai=ai, sentence="Its makers say that it was made by AI.")
    if ai == "generated":
        return _Sign(
            ai="edited", sentence=f"Its makers say that {part}, which went into it, was made by AI."
        )
    if ai == "edited" and descends:
        return _Sign(
            ai=ai,
            sentence="Its makers say that AI was used on parts of it; not all of it is made by AI.",
        )
    if ai == "edited":
        return _Sign(
            ai=ai,
            sentence=f"Its makers say that AI was used on {part}, which went into it.",
        )
    return _Sign(ai=ai, sentence="Its makers leave open whether AI was used.")
