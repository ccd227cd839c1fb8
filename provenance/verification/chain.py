"""Walk the graph of manifests and ingredients, each manifest once and within bounds.

The walk reads what the store says and judges nothing but its shape: what is
missing, what leads in a circle, what nothing refers to.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.model.report import Edge

if TYPE_CHECKING:
    from provenance.limits import Limits
    from provenance.model.store import Ingredient, Manifest, ManifestStore

State = Literal["credentialed", "none", "missing", "cycle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The manifests that speak for an asset, found from the active one.

    Attributes:
        labels: Every manifest reached, nearest first, the active one at the start.
        depths: Fewest steps from the active manifest.
        edges: The ingredients of each manifest, in its own order.
        missing: Pairs of a manifest and the label that it names in vain.
        cycles: Pairs of a manifest and the label by which it leads back.
        unreferenced: Manifests of the store that nothing leads to.
        redacted: Ingredient records that a later signer removed, by their URIs.
        repeated: Labels that more than one manifest of the store bears.
        exceeded: Name of the limit that ended the walk early; "" for none.
    """

    labels: tuple[str, ...]
    depths: Mapping[str, int]
    edges: Mapping[str, tuple[Edge, ...]]
    missing: tuple[tuple[str, str], ...] = ()
    cycles: tuple[tuple[str, str], ...] = ()
    unreferenced: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    exceeded: str = ""


def walk(store: ManifestStore, limits: Limits) -> Chain:
    """Follow every ingredient from the active manifest; the walk always ends."""
    manifests = {manifest.label: manifest for manifest in reversed(store.manifests)}
    depths, exceeded = _depths(store.active.label, manifests, limits)
    returning = _returning(store.active.label, manifests, depths)
    edges = {
        label: tuple(_edge(label, each, depths, returning) for each in manifests[label].ingredients)
        for label in depths
    }
    named = [(label, each) for label in depths for each in manifests[label].ingredients]
    return Chain(
        labels=tuple(depths),
        depths=depths,
        edges=edges,
        missing=tuple(
            (label, each.manifest)
            for label, each in named
            if each.manifest and each.manifest not in manifests
        ),
        cycles=tuple(sorted(returning)),
        unreferenced=tuple(label for label in manifests if label not in depths and not exceeded),
        redacted=_redacted(manifests[label] for label in depths),
        repeated=_repeated(manifest.label for manifest in store.manifests),
        exceeded=exceeded,
    )


def _depths(
    active: str, manifests: Mapping[str, Manifest], limits: Limits
) -> tuple[dict[str, int], str]:
    """Return the depth of each manifest, nearest first, and the limit that was reached."""
    depths, waiting, exceeded = {active: 0}, deque([active]), ""
    while waiting:
        label = waiting.popleft()
        for target in _targets(manifests[label], manifests):
            if target in depths:
                continue
            if depths[label] >= limits.depth:
                exceeded = "depth"
            elif len(depths) >= limits.manifests:
                exceeded = "manifests"
            else:
                depths[target] = depths[label] + 1
                waiting.append(target)
    return depths, exceeded


def _returning(
    active: str, manifests: Mapping[str, Manifest], depths: Mapping[str, int]
) -> frozenset[tuple[str, str]]:
    """Return the edges that lead back to a manifest on the way to them (depth first)."""
    found: set[tuple[str, str]] = set()
    way, done = [active], set[str]()
    ahead = {active: iter(_targets(manifests[active], manifests))}
    while way:
        label = way[-1]
        target = next(ahead[label], None)
        if target is None:
            done.add(way.pop())
        elif target in ahead and target not in done:
            found.add((label, target))
        elif target in depths and target not in done:
            way.append(target)
            ahead[target] = iter(_targets(manifests[target], manifests))
    return frozenset(found)


def _targets(manifest: Manifest, manifests: Mapping[str, Manifest]) -> tuple[str, ...]:
    return tuple(each.manifest for each in manifest.ingredients if each.manifest in manifests)


def _edge(
    label: str,
    ingredient: Ingredient,
    depths: Mapping[str, int],
    returning: frozenset[tuple[str, str]],
) -> Edge:
    target = ingredient.manifest
    state: State = "credentialed"
    if not target:
        state = "none"
    elif target not in depths:
        state = "missing"
    elif (label, target) in returning:
        state = "cycle"
    return Edge(
        title=ingredient.title, relationship=ingredient.relationship, manifest=target, state=state
    )


def _redacted(manifests: Iterable[Manifest]) -> tuple[str, ...]:
    uris = (uri for manifest in manifests for uri in manifest.redactions)
    return tuple(uri for uri in uris if uri.rpartition("/")[2].startswith("c2pa.ingredient"))


def _repeated(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(label for label, count in Counter(labels).items() if count > 1)
