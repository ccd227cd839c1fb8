"""Digital source types that nobody knows, and those of one content that cannot both be true.

What a manifest says of a part, an input or an edit never contradicts what it says of the
origin: a captured picture may hold an element made by AI. Compared are only statements on
how the same content began, and only those that exclude each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.vocabulary import SOURCE_TYPES, DigitalSourceType, StandardAction, recognise
from provenance.verification.consistency.metadata import origins
from provenance.verification.quoting import listed, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.store import Ingredient, Manifest, ManifestStore

_T = DigitalSourceType
_CAPTURED, _BY_PERSON, _BY_RULE, _BY_AI = "captured", "by a person", "by a rule", "by AI"
BEGINNINGS = {
    _T.DIGITAL_CAPTURE: _CAPTURED,
    _T.COMPUTATIONAL_CAPTURE: _CAPTURED,
    _T.COMPOSITE_CAPTURE: _CAPTURED,
    _T.NEGATIVE_FILM: _CAPTURED,
    _T.POSITIVE_FILM: _CAPTURED,
    _T.PRINT: _CAPTURED,
    _T.DIGITAL_CREATION: _BY_PERSON,
    _T.DIGITAL_ART: _BY_PERSON,
    _T.SOFTWARE_IMAGE: _BY_PERSON,
    _T.DATA_DRIVEN_MEDIA: _BY_RULE,
    _T.ALGORITHMIC_MEDIA: _BY_RULE,
    _T.TRAINED_ALGORITHMIC_MEDIA: _BY_AI,
    _T.TRAINED_ALGORITHMIC_DATA: _BY_AI,
}
"""Ways to begin that exclude each other. All other types go with any: composites and edits mix,
a screen or a virtual event shows anything, and a canvas starts empty for everything."""


def check(manifest: Manifest, store: ManifestStore) -> Iterator[tuple[str, str]]:
    """Tell which source types of a manifest are unknown, and which contradict each other."""
    written = [
        *(each.digital_source_type for each in manifest.actions),
        *(each.digital_source_type for each in manifest.ingredients),
    ]
    unknown = [each for each in dict.fromkeys(written) if each and not recognise(each).type]
    if unknown:
        said = f"How the content came to be is told in words of no known vocabulary: {listed(unknown)}."
        yield "statement.source-unknown", said
    yield from _of_origin(manifest)
    yield from _of_parent(manifest)
    yield from _of_ingredients(manifest, store)


def _of_origin(manifest: Manifest) -> Iterator[tuple[str, str]]:
    created = _created(manifest)
    types = _exclusive((*created, *(origins(manifest) if created else ())))
    if len(types) > 1:
        said = f"The signer tells its origin in ways that exclude each other: {_words(types)}."
        yield "statement.source-contradicted", said


def _of_parent(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Tell that something is said to begin here, and to have been made from another file."""
    parents = [each.title for each in manifest.ingredients if each.relationship == "parentOf"]
    labels = {each.action for each in manifest.actions}
    if parents and StandardAction.CREATED in labels:
        said = f"The signer says that it was created here, and that it was made from {named(parents[0])}."
    elif {StandardAction.CREATED, StandardAction.OPENED} <= labels:
        said = "The signer says that it was created here, and that it was opened from another file."
    else:
        return
    yield "statement.source-contradicted", said


def _of_ingredients(manifest: Manifest, store: ManifestStore) -> Iterator[tuple[str, str]]:
    """Tell where a signer gives an ingredient another origin than its own credentials do."""
    for ingredient, written in _described(manifest):
        own = store.find(ingredient.manifest) if ingredient.manifest else None
        said, told = _exclusive((written,)), _told(own) if own else {}
        if said and told and not set(said) & set(told):
            yield (
                "statement.source-contradicted",
                (
                    f"The signer describes an ingredient, {named(ingredient.title)}, as "
                    f"{_words(said)}; its own credentials say: {_words(told)}."
                ),
            )


def _described(manifest: Manifest) -> Iterator[tuple[Ingredient, str]]:
    """Yield each ingredient with the source type that its user gives it."""
    by_label = {each.label: each for each in manifest.ingredients}
    for each in manifest.ingredients:
        yield each, each.digital_source_type
    for action in manifest.actions:
        brought_in = action.action in {StandardAction.OPENED, StandardAction.PLACED}
        if brought_in and len(action.ingredients) == 1 and action.ingredients[0] in by_label:
            yield by_label[action.ingredients[0]], action.digital_source_type


def _told(own: Manifest) -> dict[str, DigitalSourceType]:
    """Return how credentials say that their content began; nothing where edits may have mixed it."""
    written = [each.digital_source_type for each in own.actions if each.digital_source_type]
    mixed = any(recognise(each).type not in BEGINNINGS for each in written)
    return {} if mixed else _exclusive(written)


def _created(manifest: Manifest) -> tuple[str, ...]:
    return tuple(
        each.digital_source_type
        for each in manifest.actions
        if each.action == StandardAction.CREATED
    )


def _exclusive(written: Iterable[str]) -> dict[str, DigitalSourceType]:
    """Return the first type for each way to begin that is told."""
    found: dict[str, DigitalSourceType] = {}
    for each in written:
        known = recognise(each).type
        if known in BEGINNINGS:
            found.setdefault(BEGINNINGS[known], known)
    return found


def _words(types: dict[str, DigitalSourceType]) -> str:
    told = [SOURCE_TYPES[each].origin for each in types.values()]
    return " and ".join(f"{each[0].lower()}{each[1:]}" for each in told)
