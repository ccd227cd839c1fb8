"""Manifest definitions as the signing room makes them, for tests of the rooms below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.asset import Asset
from provenance.model.definition import (
    ActionDefinition,
    AssertionDefinition,
    IngredientDefinition,
    Intent,
    ManifestDefinition,
    SoftwareAgent,
    Thumbnail,
)

if TYPE_CHECKING:
    from pathlib import Path

DIGITAL_CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
HUMAN_EDITS = "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"
GENERATOR = SoftwareAgent(name="Engine Room", version="1.0")
PARENT = "parent"


def capture(
    media_type: str,
    *,
    title: str = "capture",
    thumbnail: Thumbnail | None = None,
    assertions: tuple[AssertionDefinition, ...] = (),
) -> ManifestDefinition:
    """Describe a fresh recording."""
    created = ActionDefinition(action="c2pa.created", digital_source_type=DIGITAL_CAPTURE)
    return ManifestDefinition(
        intent=Intent.CREATE,
        title=title,
        media_type=media_type,
        generator=GENERATOR,
        actions=(created,),
        all_actions_included=True,
        thumbnail=thumbnail,
        assertions=assertions,
    )


def edit(
    media_type: str,
    parent: Path,
    *actions: ActionDefinition,
    intent: Intent = Intent.EDIT,
    thumbnail: Thumbnail | None = None,
) -> ManifestDefinition:
    """Describe changes to `parent`; a crop unless other actions are named."""
    cropped = ActionDefinition(action="c2pa.cropped", digital_source_type=HUMAN_EDITS)
    ingredient = IngredientDefinition(
        key=PARENT,
        asset=Asset.of(parent),
        title=parent.name,
        media_type=media_type,
        relationship="parentOf",
        thumbnail=thumbnail,
    )
    return ManifestDefinition(
        intent=intent,
        title="edit",
        media_type=media_type,
        generator=GENERATOR,
        actions=(
            ActionDefinition(action="c2pa.opened", ingredients=(PARENT,)),
            *(actions or (cropped,)),
        ),
        all_actions_included=True,
        ingredients=(ingredient,),
    )


def update(media_type: str, parent: Path) -> ManifestDefinition:
    """Describe a change of metadata alone."""
    described = ActionDefinition(action="c2pa.edited.metadata")
    return edit(media_type, parent, described, intent=Intent.UPDATE)
