"""Mark what is signed, and keep its credentials where the mark and its likeness lead.

a payload is issued -> marked copy -> signed, verified -> kept as pending -> put in place -> delivered

A crash at any point leaves no signed file whose credentials are not kept. A kept entry whose file
never appeared is found and taken back by `Repository.check(repair=True)`. What goes to memory or
a stream is kept for good before it leaves: nobody could look later whether it came.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.durable import extra
from provenance.durable.payload import Schema, says_generated, under
from provenance.durable.repository.checking import digest_of
from provenance.errors import InvalidArgument, StorageError
from provenance.limits import Limits
from provenance.model.soft_binding import BindingKind

with extra.needed():
    from provenance.durable.marking import Marks
    from provenance.durable.watermark.presets import Preset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.durable.interface import Repository
    from provenance.model.asset import Asset
    from provenance.model.definition import SignedAsset
    from provenance.signing.soft_binding import Bound
    from provenance.signing.steps import Steps


_SILENT = "The mark that was kept does not say that AI made the content or a part of it: the credentials do."
_SAYS_AI = (
    "The mark that was kept says that AI made the content or a part of it, and the credentials do not: "
    "whoever verifies the file is warned. State the AI, if it is so."
)


class Durable:
    """Make credentials durable: `Signer(credential, durable=Durable(repository))`.

    Args:
        repository: Keeps the credentials; the caller closes it.
        preset: How strong marks are.
        watermark: Whether pictures and films are marked.
        fingerprints: Whether their fingerprints are stated. A fingerprint tells everybody who
            reads it something of the picture: leave it out for private ones.
        limits: What decoding a file may cost.

    Raises:
        InvalidArgument: What is given is no repository.
    """

    def __init__(
        self,
        repository: Repository,
        *,
        preset: Preset = Preset.BALANCED,
        watermark: bool = True,
        fingerprints: bool = True,
        limits: Limits = Limits(),
    ) -> None:
        if not callable(getattr(repository, "deliver", None)):
            raise InvalidArgument(
                f"{repository!a} is no repository.",
                hint="Open it first: Durable(open_repository(FOLDER)).",
            )
        self._repository = repository
        self._marks = Marks(
            preset=preset, watermark=watermark, fingerprints=fingerprints, limits=limits
        )

    def bind(
        self, asset: Asset, mime: str, working: Path, *, generated: bool, steps: Steps
    ) -> Bound:
        """Return a marked copy of `asset` with what leads to it; see `SoftBinder`."""
        schema = Schema.GENERATED if generated else Schema.CONTENT
        made = self._marks.put(
            asset, mime, working, issue=lambda: under(schema, self._repository.issue()), steps=steps
        )
        marks = [each for each in made.bindings if each.kind is BindingKind.WATERMARK]
        if any(says_generated(each.value) is not generated for each in marks):  # one that was kept
            made = replace(made, notes=(*made.notes, _SILENT if generated else _SAYS_AI))
        return made

    @contextmanager
    def keeping(self, signed: SignedAsset, path: Path | None) -> Iterator[None]:
        """Keep the credentials of what is put in place meanwhile; see `SoftBinder`."""
        label, place = signed.manifest_label, path.resolve() if path else None
        self._repository.add(
            signed.manifest_store,
            manifest=label,
            media_type=signed.media_type,
            bindings=signed.soft_bindings,
            asset_sha256=signed.sha256,
            pending_at=str(place) if place else "",
        )
        try:
            yield
        except BaseException as error:
            if place is None:
                if isinstance(error, Exception):  # who stops it may have the whole file already
                    self._repository.delete(label)
            elif digest_of(place) != signed.sha256:  # what fails may fail after it was put there
                self._repository.withdraw(label)
            raise
        if place is not None:
            self._deliver(label, place)

    def _deliver(self, label: str, place: Path) -> None:
        try:
            self._repository.deliver(label)
        except StorageError as error:
            raise StorageError(
                f"{place} is signed and in place, and its credentials are kept, but the repository"
                f" could not be told so: {error.message}",
                hint="Before you move the file, run: provenance repository check --repair.",
            ) from error
