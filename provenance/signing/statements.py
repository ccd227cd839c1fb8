"""What a signer states of a source beside the description: its metadata and its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import MetadataError
from provenance.model.definition import AssertionDefinition, Thumbnail
from provenance.signing import metadata, thumbnails
from provenance.signing.definition import Source

if TYPE_CHECKING:
    from provenance.limits import Limits
    from provenance.model.asset import Asset
    from provenance.signing.metadata import MetadataChoice, MetadataReader
    from provenance.signing.survey import Surveyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What one source adds to its manifest.

    Attributes:
        notes: One sentence for each thing that the caller should know.
    """

    assertions: tuple[AssertionDefinition, ...] = ()
    thumbnail: Thumbnail | None = None
    notes: tuple[str, ...] = ()

    def __add__(self, other: Statements) -> Statements:
        """Return both together; the other's picture counts where there is one."""
        return Statements(
            assertions=self.assertions + other.assertions,
            thumbnail=other.thumbnail or self.thumbnail,
            notes=self.notes + other.notes,
        )


def of_metadata(asset: Asset, choice: MetadataChoice, reader: MetadataReader) -> Statements:
    """State the metadata that the choice allows; what cannot be read is left out, with a note."""
    if choice.is_empty:
        return Statements()
    try:
        found = reader.read(asset)
    except MetadataError as error:
        return Statements(notes=(f"No metadata is stated: {error.message}",))
    left = metadata.left_out(found, choice)
    return Statements(
        assertions=metadata.assertions(found, choice),
        notes=(*found.notes, *([left] if left else [])),
    )


def of_picture(surveyed: Surveyed, limits: Limits, *, needed: bool = False) -> Statements:
    """Show the source as a small picture, where that is worth it or needed."""
    mime = surveyed.media_type.mime
    drawing = thumbnails.draw(surveyed.asset, mime, limits, needed=needed)
    notes = (drawing.note,) if drawing.note else ()
    return Statements(thumbnail=drawing.thumbnail, notes=notes)


def as_ingredient(surveyed: Surveyed, limits: Limits, *, with_picture: bool) -> Source:
    """Make an ingredient; one with credentials brings its own picture in them."""
    show = with_picture and not surveyed.manifest
    return Source(
        asset=surveyed.asset,
        media_type=surveyed.media_type.mime,
        manifest=surveyed.manifest,
        thumbnail=of_picture(surveyed, limits).thumbnail if show else None,
    )
