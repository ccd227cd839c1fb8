"""The origin and the edits of an asset as one timeline, oldest first, in plain words.

Everything told is the word of a signer. Who that is, and whether anyone vouches for it,
is said where the signer changes; a time is proven only by a trusted time-stamp.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from provenance.model.definition import THIS_LIBRARY
from provenance.model.report import Node, Step, Verdict
from provenance.model.statements import TimeStanding
from provenance.model.store import Manifest
from provenance.model.vocabulary import StandardAction, ai_of
from provenance.verification import ai
from provenance.verification.history.deeds import PARENT, Deed, deeds_of
from provenance.verification.history.sentences import Origin, Remarks, sentence, worst
from provenance.verification.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.statements import SignerStatement
    from provenance.model.store import Ingredient, ManifestStore
    from provenance.model.vocabulary import AiMeaning

# Clocks of cameras and of time-stamp authorities may differ that much in good faith.
_CLOCK_SKEW = timedelta(minutes=5)
_NOT_RELIABLE = "not to be relied on"
_UNCHECKED = ", in credentials that could not be checked"
_UNBOUND = ", in credentials that were found elsewhere, and that nothing binds to this file"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chapter:
    """One manifest of the chain and how it was judged.

    Attributes:
        before: What was told just before; None for the first.
        alone: Whether nothing else is told.
        circles: Manifests among its ingredients that lead back to it.
        at: The moment of judging; None when nothing is compared with it.
    """

    manifest: Manifest
    node: Node
    before: _Chapter | None
    alone: bool
    circles: frozenset[str]
    at: datetime | None = None

    @property
    def broken(self) -> bool:
        return self.node.verdict is Verdict.INVALID


def tell(
    store: ManifestStore, nodes: Mapping[str, Node], *, at: datetime | None = None
) -> tuple[Step, ...]:
    """Return the timeline of all manifests in `nodes`, ancestors before descendants.

    Args:
        store: All manifests, as read.
        nodes: What the walk reached, by label, each judged by itself.
        at: The moment of judging: what is dated later is contradicted.
    """
    manifests = _oldest_first(store, nodes)
    told: list[Step] = []
    before: _Chapter | None = None
    for manifest in manifests:
        node = nodes[manifest.label]
        chapter = _Chapter(
            manifest=manifest,
            node=node,
            before=before,
            alone=len(manifests) == 1,
            circles=frozenset(e.manifest for e in node.ingredients if e.state == "cycle"),
            at=at,
        )
        told.extend(_steps(chapter, nodes))
        before = chapter
    return tuple(told)


def _oldest_first(store: ManifestStore, nodes: Mapping[str, Node]) -> list[Manifest]:
    """Return the manifests so that each stands after all that it was made from, each once."""
    manifests = {m.label: m for m in store.manifests if m.label in nodes}
    ordered: dict[str, Manifest] = {}
    entered: set[str] = set()
    path = [store.active.label]
    while path:
        label = path[-1]
        if label not in manifests or label in ordered:
            path.pop()
        elif label in entered:
            ordered[path.pop()] = manifests[label]
        else:
            entered.add(label)
            path.extend(x for x in reversed(_ancestors(manifests[label])) if x not in entered)
    return list(ordered.values())


def _ancestors(manifest: Manifest) -> list[str]:
    parents_first = sorted(manifest.ingredients, key=lambda i: i.relationship != PARENT)
    return [ingredient.manifest for ingredient in parents_first]


def _steps(chapter: _Chapter, nodes: Mapping[str, Node]) -> list[Step]:
    deeds = deeds_of(chapter.manifest)
    start: str | None = None
    if _needs_no_opening(deeds, chapter, nodes):
        start = _start(deeds[0].used[0], chapter)
        deeds = deeds[1:]
    agents = [_agent(deed, chapter.manifest) for deed in deeds]
    steps = []
    for number, (deed, agent) in enumerate(zip(deeds, agents, strict=True)):
        first = number == 0
        attribution = _attribution(chapter) if first else ""
        remarks = Remarks(
            heading=_heading(chapter) if first else "",
            agent="" if number and agent == agents[number - 1] else agent,
            attribution=attribution,
            start=start if first else None,
            origin=worst({_origin(i, chapter, nodes) for i in deed.used}),
            last=_last_words(deed, chapter, first=first, closing=number == len(deeds) - 1),
        )
        steps.append(_step(deed, chapter, agent, sentence(deed, remarks)))
    return steps


def _step(deed: Deed, chapter: _Chapter, agent: str, words: str) -> Step:
    signer = chapter.node.signer
    when, standing = _time(deed, chapter)
    return Step(
        sentence=words,
        action=deed.label,
        who=_name(signer),
        vouched=signer is not None and signer.vouched,
        what_with=agent,
        when=when,
        standing=standing,
        subject=chapter.manifest.title,
        ingredient=", ".join(ingredient.title for ingredient in deed.used),
        digital_source_type=deed.action.digital_source_type if deed.action else "",
        ai=_ai(deed),
        manifest=chapter.manifest.label,
    )


def _needs_no_opening(
    deeds: tuple[Deed, ...], chapter: _Chapter, nodes: Mapping[str, Node]
) -> bool:
    """Tell whether "opened" says nothing new: the parent's history was just told, and more follows."""
    opened = deeds[0]
    if opened.label != StandardAction.OPENED or len(deeds) == 1 or len(opened.used) != 1:
        return False
    remarkable = opened.action is not None and (
        opened.action.description or opened.action.digital_source_type or not opened.action.created
    )
    return not remarkable and _origin(opened.used[0], chapter, nodes) == "known"


def _start(parent: Ingredient, chapter: _Chapter) -> str | None:
    """Return the parent's title where it would not be plain what the edits start from."""
    before = chapter.before
    follows = before is not None and before.manifest.label == parent.manifest
    return None if follows and parent.title == chapter.manifest.title else parent.title


def _heading(chapter: _Chapter) -> str:
    """Return the asset's title where the asset changes."""
    before = chapter.before
    same = before is not None and before.manifest.title == chapter.manifest.title
    return "" if same or chapter.alone else chapter.manifest.title


def _agent(deed: Deed, manifest: Manifest) -> str:
    if deed.action is None and deed.used:
        return ""
    if deed.action and deed.action.software_agent:
        return deed.action.software_agent
    made_by = manifest.generators[0] if manifest.generators else None
    if made_by is None or made_by.name == THIS_LIBRARY:
        return ""
    return f"{made_by.name} {made_by.version}".strip()


def _origin(ingredient: Ingredient, chapter: _Chapter, nodes: Mapping[str, Node]) -> Origin:
    if not ingredient.manifest:
        return "none"
    if ingredient.manifest in chapter.circles:
        return "cycle"
    node = nodes.get(ingredient.manifest)
    if node is None:
        return "missing"
    return "failing" if node.verdict is Verdict.INVALID else "known"


def _attribution(chapter: _Chapter) -> str:
    """Return whose word it is, where that changes."""
    words = _whose_word(chapter.node)
    same = chapter.before is not None and _whose_word(chapter.before.node) == words
    return "" if same else words


def _whose_word(node: Node) -> str:
    signer = node.signer
    name = quoted(_name(signer)) if _name(signer) else "an unknown signer"
    if signer is not None and signer.organization not in {"", signer.name} and signer.name:
        name += f" of {quoted(signer.organization)}"
    standing = "not vouched for"
    if signer is not None and signer.vouched:
        standing = f"vouched for by {signer.list_name or 'an accepted list'}"
    if signer is not None and signer.development:
        standing += ", a certificate for development or testing"
    doubt = {
        Verdict.INVALID: f", in credentials that fail verification: {_NOT_RELIABLE}",
        Verdict.UNDETERMINED: _UNBOUND if node.detached else _UNCHECKED,
    }.get(node.verdict, "")
    return f", as claimed by {name} ({standing}){doubt}"


def _name(signer: SignerStatement | None) -> str:
    return (signer.name or signer.organization) if signer is not None else ""


def _last_words(deed: Deed, chapter: _Chapter, *, first: bool, closing: bool) -> tuple[str, ...]:
    manifest = chapter.manifest
    words = []
    if _time(deed, chapter)[1] is TimeStanding.CONTRADICTED and deed.action is not None:
        words.append("the time stated for it cannot be right")
    if closing and manifest.is_update and not chapter.broken:
        words.append("the content was not changed")
    if closing and manifest.all_actions_included is False:
        words.append("the signer says that more may have been done than is listed")
    if chapter.broken and not (first and _attribution(chapter)):
        words.append(_NOT_RELIABLE)
    return tuple(words)


def _time(deed: Deed, chapter: _Chapter) -> tuple[datetime | None, TimeStanding]:
    """Return when the deed was done: the maker's word, or no later than a proven time."""
    node, stated = chapter.node, deed.action.when if deed.action else None
    if stated is None:
        return node.time.at, node.time.standing
    proven = node.time.at if node.time.standing is TimeStanding.PROVEN else None
    latest = min((each for each in (proven, chapter.at) if each), default=stated)
    if stated - latest > _CLOCK_SKEW:
        return stated, TimeStanding.CONTRADICTED
    return stated, TimeStanding.CLAIMED


def _ai(deed: Deed) -> AiMeaning:
    used = [ai_of(ingredient.digital_source_type) for ingredient in deed.used]
    stated = ai.of_action(deed.action) if deed.action else ""
    return stated or ("edited" if {"generated", "edited"} & set(used) else "")
