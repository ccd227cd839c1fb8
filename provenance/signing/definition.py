"""From a description to the definition of a manifest that conforms by construction.

What is stated follows C2PA 2.4 and the official asset rubric, conformance 0.2: an inception
action first, `c2pa.opened` with its one parent and no source type, a source type wherever
one is mandatory, and always a word on whether the list of actions is whole.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from provenance.errors import DescriptionError
from provenance.model.definition import THIS_LIBRARY, Intent, ManifestDefinition, SoftwareAgent
from provenance.signing.checks import agent, presentable
from provenance.signing.describe import Composite, Edit, Generation
from provenance.signing.ingredients import Source, ingredients
from provenance.signing.story import Files, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.model.definition import (
        AssertionDefinition,
        Relationship,
        Thumbnail,
    )
    from provenance.signing.describe import Description

__all__ = ["Source", "define"]

_RELATIONSHIPS: Mapping[type[Description], Relationship] = {
    Edit: "parentOf",
    Generation: "inputTo",
    Composite: "componentOf",
}


def define(
    description: Description,
    *,
    source: Source,
    others: tuple[Source, ...],
    title: str,
    generator: SoftwareAgent | None,
    assertions: tuple[AssertionDefinition, ...] = (),
    thumbnail: Thumbnail | None = None,
    discard_history: bool = False,
) -> ManifestDefinition:
    """Return what the manifest will state.

    Args:
        description: What happened.
        source: The file that is signed.
        others: The files of `description.assets()`, in that order.
        title: Name of the new asset.
        generator: The program that makes the claim, and did what names no other; None for
            this library, which makes the claim but did nothing to the content.
        assertions: Statements beside those of the description, such as metadata.
        thumbnail: A small picture of the new asset.
        discard_history: Whether credentials of the source may be dropped.

    Raises:
        HistoryWouldBeLost: The source carries credentials that no ingredient carries on.
        DescriptionError: The description does not fit the source.
    """
    carried_on = {other.manifest for other in others}
    lost = bool(source.manifest) and source.manifest not in carried_on and not discard_history
    files = _files(description, source, others, lost=lost)
    story = tell(description, files, agent(description.software, "software") or generator)
    return ManifestDefinition(
        intent=story.intent,
        title=presentable(title),
        media_type=source.media_type,
        generator=generator or _this_library(),
        actions=story.actions,
        all_actions_included=description.all_actions_included,
        ingredients=story.ingredients,
        assertions=(*description.statements(), *assertions),
        # An update leaves the content, and so its picture, as it was (C2PA 2.4, "Update manifests").
        thumbnail=None if story.intent is Intent.UPDATE else thumbnail,
        redactions=story.redactions,
        time_stamps=description.time_stamps(),
    )


@cache  # looking up a version takes longer than signing a small frame
def _this_library() -> SoftwareAgent:
    return SoftwareAgent(name=THIS_LIBRARY, version=version(THIS_LIBRARY))


def _files(
    description: Description, source: Source, others: tuple[Source, ...], *, lost: bool
) -> Files:
    expected = len(description.assets())
    if len(others) != expected:
        raise DescriptionError(
            f"The description speaks of {expected} files beside the source, not {len(others)}.",
            hint="Give one Source for each of description.assets(), in that order.",
        )
    placed = sum(len(step.assets()) for step in description.steps())
    named, rest = others[: expected - placed], others[expected - placed :]
    relationship = _RELATIONSHIPS.get(type(description), "componentOf")
    return Files(
        source=source,
        named=ingredients(named, relationship),
        placed=ingredients(rest, "componentOf", first=len(named) + 1),
        lost=lost,
    )
