"""Settle what a file may tell before it is signed: a cleaned working copy, or the file as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument
from provenance.model.asset import Asset
from provenance.model.definition import THIS_LIBRARY
from provenance.model.vocabulary import StandardAction
from provenance.signing.describe import Action, Description, Update
from provenance.signing.metadata import MetadataChoice, Privacy, profile
from provenance.signing.survey import Surveyed

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.signing.metadata import MetadataReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is hashed, and what its metadata may say.

    Attributes:
        source: The file that is signed; a working copy of it where something was taken out.
        original: The file as it came.
        choice: Which of its metadata are stated.
        description: What happened, the taking out with it.
        notes: One sentence for each thing that the caller should know.
    """

    source: Surveyed
    original: Surveyed
    choice: MetadataChoice
    description: Description
    notes: tuple[str, ...] = ()

    @property
    def parent(self) -> Surveyed:
        """Return the file that stands in the history of the new one.

        Credentials hold for the file as it came. One without credentials is not
        mentioned as it came, for it could be recognised by the identifiers in it.
        """
        return self.original if self.original.manifest else self.source


def settled(wish: Privacy | str | None, metadata: MetadataChoice) -> Privacy | None:
    """Return the profile that is meant.

    Raises:
        InvalidArgument: There is none of that name, or metadata are chosen beside it.
    """
    if wish is None:
        return None
    if metadata != MetadataChoice():
        raise InvalidArgument(
            "A privacy profile says which metadata is stated, and metadata is chosen beside it.",
            hint="Keep one: privacy or metadata.",
        )
    return profile(wish) if isinstance(wish, str) else wish


def as_it_is(surveyed: Surveyed, description: Description, choice: MetadataChoice) -> Content:
    """Return the content of a file that nobody changes."""
    return Content(source=surveyed, original=surveyed, choice=choice, description=description)


def content(
    surveyed: Surveyed,
    description: Description,
    privacy: Privacy,
    reader: MetadataReader,
    working: Path,
) -> Content:
    """Write a working copy that tells no more than `privacy` states, where one is needed.

    Raises:
        InvalidArgument: The content of an update stays as it is.
        MetadataError: The copy would still tell more.
        StorageError: The file cannot be read.
    """
    untouched = as_it_is(surveyed, description, privacy.choice)
    if not privacy.cleans:
        return untouched
    if isinstance(description, Update):
        raise InvalidArgument(
            "An update leaves the file as it is, so nothing can be taken out of it.",
            hint="Describe an edit (--as edit, Edit), or leave the privacy profile out.",
        )
    asset = surveyed.asset
    cleaning = reader.clean(asset, surveyed.media_type, working, privacy)
    if not cleaning.removed:
        return replace(untouched, notes=_carried_on(surveyed))
    named = ", ".join(cleaning.removed)
    copy = replace(surveyed, asset=Asset(name=asset.name, path=working))
    return Content(
        source=copy,
        original=surveyed,
        choice=privacy.choice,
        description=_telling(description, f"Taken out of the file or made coarser: {named}."),
        notes=(
            f"Taken out of the new file or made coarser: {named}; {asset.name} still holds it.",
            *_carried_on(surveyed),
        ),
    )


def _telling(description: Description, words: str) -> Description:
    """Add what this library did to the file."""
    done = Action(StandardAction.EDITED_METADATA, software_agent=THIS_LIBRARY, description=words)
    return replace(description, actions=(*description.steps(), done))


def _carried_on(surveyed: Surveyed) -> tuple[str, ...]:
    if not surveyed.manifest:
        return ()
    told = (
        f"The credentials that {surveyed.asset.name} carries stay in the history with all that "
        "they tell: see `provenance privacy`, and `provenance redact` to take statements out."
    )
    return (told,)
