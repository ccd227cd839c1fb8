"""Everything that is settled before anything is signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.soft_binding import MarkQuality, SoftBinding
from provenance.signing.definition import Source, define
from provenance.signing.describe import Description
from provenance.signing.statements import Statements
from provenance.signing.survey import Surveyed

if TYPE_CHECKING:
    from provenance.model.definition import ManifestDefinition, SoftwareAgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one signing will state, of which files.

    Attributes:
        source: What is signed: the file itself, or a copy of it that tells less.
        parent: The file as it stands in the history, when it becomes the parent.
        others: The files of `description.assets()`, in that order, as ingredients.
        stated: Metadata and picture of the source.
        notes: One sentence for each thing that the caller should know.
        bindings: What will lead to the credentials without the file.
        mark: What the mark that was written costs.
        by_ai: Whether the history of a file that goes in says that AI made it or a part of it.
    """

    description: Description
    source: Surveyed
    parent: Surveyed
    others: tuple[Source, ...]
    stated: Statements
    discard_history: bool
    notes: tuple[str, ...]
    bindings: tuple[SoftBinding, ...] = ()
    mark: MarkQuality | None = None
    by_ai: bool = False

    def define(self, title: str, generator: SoftwareAgent | None) -> ManifestDefinition:
        """Return the manifest that will be made.

        Raises:
            HistoryWouldBeLost, DescriptionError: The description does not fit the files.
        """
        return define(
            self.description,
            source=Source(
                asset=self.parent.asset,
                media_type=self.parent.media_type.mime,
                manifest=self.parent.manifest,
            ),
            others=self.others,
            title=title,
            generator=generator,
            assertions=self.stated.assertions,
            thumbnail=self.stated.thumbnail,
            discard_history=self.discard_history,
        )
