"""What the options of `provenance sign` on metadata and privacy add up to, or why they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from provenance.errors import InvalidArgument
from provenance.signing.metadata import MetadataChoice, profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.signing.metadata import Privacy

    from .sign_options import Level, Place, Profile


class Told(TypedDict, total=False):
    """What a signer is told of metadata: one of the two."""

    metadata: MetadataChoice
    privacy: Privacy


def choose(
    level: Level | None,
    fields: Sequence[str] | None,
    name: Profile | None,
    location: Place | None,
    *,
    keep_file: bool,
) -> Told:
    """Return a choice of metadata or a privacy profile, never both.

    Raises:
        InvalidArgument: Options contradict each other, or one is without the other that it
            belongs to.
    """
    if name is None:
        for option, given in (("--location", location), ("--keep-file-metadata", keep_file)):
            if given:
                raise InvalidArgument(
                    f"{option} belongs to a privacy profile.",
                    hint="Add --privacy public, newsroom or evidence.",
                )
        return Told(
            metadata=MetadataChoice(
                level=level.value if level else "safe", fields=tuple(fields or ())
            )
        )
    if level or fields:
        option = "--metadata" if level else "--include"
        raise InvalidArgument(
            f"--privacy {name} says what is stated, and {option} says something else.",
            hint="Keep one of the two.",
        )
    chosen = profile(name.value, location=location.value if location else None)
    return Told(privacy=chosen.leaving_the_file() if keep_file else chosen)
