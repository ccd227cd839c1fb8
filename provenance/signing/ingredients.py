"""The files that go into a new asset, and how a manifest names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.asset import Asset
from provenance.model.definition import IngredientDefinition, Thumbnail
from provenance.signing.checks import presentable

if TYPE_CHECKING:
    from provenance.model.definition import Relationship


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that goes into the new asset, after it was looked at.

    Attributes:
        media_type: What the content is, decided by content.
        manifest: Label of the active manifest that it carries; "" for none.
    """

    asset: Asset
    media_type: str
    manifest: str = ""
    thumbnail: Thumbnail | None = None

    @property
    def title(self) -> str:
        """Return the file's name, fit to be stated."""
        return presentable(self.asset.title)


def ingredients(
    sources: tuple[Source, ...], relationship: Relationship, *, first: int = 1
) -> tuple[IngredientDefinition, ...]:
    """Return `sources` as ingredients; their keys count from `first`."""
    return tuple(
        IngredientDefinition(
            key=f"{relationship}-{number}",
            asset=source.asset,
            title=source.title,
            media_type=source.media_type,
            relationship=relationship,
            thumbnail=source.thumbnail,
        )
        for number, source in enumerate(sources, start=first)
    )


def parent_of(source: Source) -> IngredientDefinition:
    """Return the signed file's own former state as the one parent."""
    return ingredients((source,), "parentOf")[0]
