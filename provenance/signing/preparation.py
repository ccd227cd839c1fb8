"""What goes into a signature: looked at, cleaned where a profile asks for it, and planned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.engine.interface import Engine
from provenance.limits import Limits
from provenance.signing.acceptance import require_whole
from provenance.signing.describe import Update
from provenance.signing.metadata import MetadataChoice, MetadataReader, Privacy
from provenance.signing.plan import Plan
from provenance.signing.privacy import Content, as_it_is, content, settled
from provenance.signing.statements import Statements, as_ingredient, of_metadata, of_picture
from provenance.signing.survey import survey, survey_source

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.model.asset import Asset
    from provenance.model.definition import Thumbnail
    from provenance.signing.describe import Description
    from provenance.signing.order import Order
    from provenance.signing.steps import Steps
    from provenance.signing.survey import Surveyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Prepare files by one choice of metadata, privacy and pictures.

    Attributes:
        engine: Looks at every file, through the isolated reader.
        reader: Reads metadata, and takes it out of working copies.
        metadata: Which metadata is stated, where no profile says so.
        privacy: The profile; None for files that stay as they are.
        thumbnails: Whether small pictures are drawn.
        compared: Whether a stripped copy is to be held against them, so that one is drawn
            even where it is large beside the file.
        limits: What reading untrusted files may cost.
    """

    engine: Engine
    reader: MetadataReader
    metadata: MetadataChoice
    privacy: Privacy | None
    thumbnails: bool
    compared: bool
    limits: Limits

    def look(self, asset: Asset, description: Description, steps: Steps) -> Surveyed:
        """Look at the file that is signed."""
        steps.enter("looking")
        source = survey_source(asset, self.engine)
        if isinstance(description, Update):
            require_whole(source)
        return source

    def content(
        self,
        looked: Surveyed,
        description: Description,
        privacy: Privacy | str | None,
        working: Path,
    ) -> Content:
        """Return what is hashed, once nothing is in it that may not be told.

        Args:
            looked: The file.
            description: What happened to it.
            privacy: A profile for this file alone; None for the usual one.
            working: Where a copy may be written.
        """
        chosen = self.privacy if privacy is None else settled(privacy, MetadataChoice())
        if chosen is None:
            return self.as_it_is(looked, description)
        return content(looked, description, chosen, self.reader, working)

    def as_it_is(self, looked: Surveyed, description: Description) -> Content:
        """Return the content of a file that nothing is taken out of."""
        return as_it_is(looked, description, self.metadata)

    def stating(
        self, privacy: MetadataChoice | Privacy | str | None, *, thumbnails: bool
    ) -> Preparation:
        """Prepare by another choice; None for this profile, or nothing where there is none."""
        chosen = self.privacy
        metadata = MetadataChoice() if chosen else MetadataChoice(level="none")
        if isinstance(privacy, MetadataChoice):
            chosen, metadata = None, privacy
        elif privacy is not None:
            chosen, metadata = settled(privacy, MetadataChoice()), MetadataChoice()
        return replace(self, metadata=metadata, privacy=chosen, thumbnails=thumbnails)

    def plan(self, content: Content, order: Order) -> Plan:
        """Look at every other file that goes in, and settle what is stated."""
        others = []
        for other in content.description.assets():
            order.steps.enter("looking", 0.5)
            others.append(survey(other, self.engine))
        stated = self.state(content, order.preview)
        ingredients = tuple(
            as_ingredient(other, self.limits, with_picture=self.thumbnails) for other in others
        )
        read = tuple(note for file in (content.source, *others) for note in file.notes)
        return Plan(
            description=content.description,
            source=content.source,
            parent=content.parent,
            others=ingredients,
            stated=stated,
            discard_history=order.discard_history,
            notes=read + content.notes + stated.notes,
            by_ai=any(each.by_ai for each in (content.original, *others)),
        )

    def state(self, content: Content, preview: Thumbnail | None) -> Statements:
        """Add metadata and a picture; an update has neither, for the content is the same."""
        if isinstance(content.description, Update):
            return Statements()
        told = of_metadata(content.source.asset, content.choice, self.reader)
        if preview is not None:
            return told + Statements(thumbnail=preview)
        if not self.thumbnails:
            return told
        return told + of_picture(content.source, self.limits, needed=self.compared)

    def state_frame(
        self, source: Surveyed, description: Description, preview: Thumbnail | None
    ) -> Statements:
        """Do the same for a frame that stays as it is."""
        return self.state(self.as_it_is(source, description), preview)
