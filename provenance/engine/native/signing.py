"""Have native code write one signed copy; runs in a worker thread."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import c2pa

from provenance.engine import faults, wire
from provenance.engine.containers import iloc
from provenance.engine.formats.media_type import (
    AVIF,
    GIF,
    HEIC,
    HEIF,
    JPEG,
    JPEG_XL,
    M4A,
    M4V,
    MOV,
    MP4,
    PNG,
    SVG,
)
from provenance.engine.interface import SealingKey, Stamper, StandingBehind
from provenance.engine.native.merkle import FILMS, suits_merkle_tree
from provenance.engine.native.standing import open_signer
from provenance.engine.native.streams import DestinationStream, SourceStream
from provenance.errors import (
    LimitReached,
    ProvenanceError,
    SigningFailed,
    StorageError,
    TimestampError,
)
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.definition import Intent, ManifestDefinition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from provenance.engine.native.streams import Watch
    from provenance.model.definition import IngredientDefinition

WRITE_BUFFER = 256 << 10
PICTURES = (AVIF, GIF, HEIC, HEIF, JPEG, JPEG_XL, PNG, SVG)
UPDATABLE = frozenset(kind.mime for kind in (*PICTURES, M4A, M4V, MOV, MP4))
"""Formats in which an update manifest leaves the parent's hash valid.

In the others a larger manifest store moves bytes that the hash covers: lengths in
the header of RIFF, ID3 and FLAC files, offsets of TIFF and PDF. The engine signs such
an update, and then reads it as changed; zip archives it refuses. There a standard
manifest states the same actions over the same parent, with a hash of its own.
"""

ITEMISED = frozenset({"image/heic", "image/heif", "image/avif"})
INGREDIENTS, READING, WRITING = "ingredients", "reading", "writing"  # phases of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One copy to sign; the fields are those of `interface.Engine.sign`."""

    definition: ManifestDefinition
    source: Asset
    destination: Path | BytesIO
    key: SealingKey
    limits: Limits
    behind: StandingBehind | None = None
    stamper: Stamper | None = None

    def suits_merkle_tree(self) -> bool:
        """Tell whether the source is hashed in chunks."""
        if self.definition.media_type not in FILMS:
            return False
        with self.source.open() as content:
            return suits_merkle_tree(content, self.limits)


def sign(job: Job, context_for: Callable[[Job], c2pa.Context], watch: Watch) -> bytes:
    """Sign, or raise what `interface.Engine.sign` promises."""
    stamps: list[bytes] = []
    job = replace(job, stamper=_noting(job.stamper, stamps))
    try:
        store = _sign(job, context_for(job), watch)
    except ProvenanceError:
        watch.check()
        raise
    except OSError as error:
        watch.check()
        raise faults.storage(job.source.name, error, "read") from error
    except Exception as error:
        watch.check()
        if stamps:  # the signature itself was made before
            raise TimestampError(
                f"The engine did not take in the time-stamp ({faults.quote(error)}).",
                hint="Name another authority, or sign with the policy try or defer.",
            ) from error
        raise faults.refusal(error) from error
    watch.check()
    if not store:
        raise SigningFailed("The engine returned no manifest store. Nothing was written.")
    return store


def _noting(stamper: Stamper | None, stamps: list[bytes]) -> Stamper | None:
    """Keep what a stamper hands over."""
    if stamper is None:
        return None

    def stamp(request: bytes, signed: bytes, signature: bytes) -> bytes:
        stamps.append(stamper(request, signed, signature))
        return stamps[-1]

    return stamp


def _sign(job: Job, context: c2pa.Context, watch: Watch) -> bytes:
    watch.ask()
    definition = job.definition
    _require_movable(job)
    with (
        c2pa.Builder(wire.encode(definition), context=context) as builder,
        open_signer(job.key, job.behind, watch, job.stamper) as signer,
    ):
        if definition.intent is Intent.UPDATE and definition.media_type in UPDATABLE:
            builder.set_intent(c2pa.C2paBuilderIntent.UPDATE)
        for resource in wire.resources(definition):
            builder.add_resource(resource.name, BytesIO(resource.data))
        _add_ingredients(builder, job, watch)
        with job.source.open() as content, _opened(job, watch) as written:
            source = SourceStream(content, job.source.name, watch, phase=READING)
            destination = DestinationStream(
                written, _name(job), watch, phase=WRITING, expected=source.size
            )
            store = builder.sign(signer, definition.media_type, source, destination)
            destination.flush()
    watch.tell(WRITING, 1.0)
    return bytes(store)


def _require_movable(job: Job) -> None:
    """Refuse a file that would not survive the signing.

    Raises:
        SigningFailed: Items of it would be lost.
    """
    if job.definition.media_type not in ITEMISED:
        return
    with job.source.open() as content:
        if not iloc.would_be_moved_twice(content):
            return
    raise SigningFailed(
        f"{job.source.name} has an index that the engine would damage; nothing was written.",
        hint="Save the picture anew with the program that made it, and sign that file.",
    )


def _add_ingredients(builder: c2pa.Builder, job: Job, watch: Watch) -> None:
    ingredients = job.definition.ingredients
    if len(ingredients) > job.limits.ingredients:
        raise LimitReached(
            f"{len(ingredients)} ingredients are more than the limit of {job.limits.ingredients}.",
            limit="ingredients",
            hint="Raise Limits.ingredients, or compose in several steps.",
        )
    for number, ingredient in enumerate(ingredients):
        _add_ingredient(builder, ingredient, watch)
        watch.tell(INGREDIENTS, (number + 1) / len(ingredients))


def _add_ingredient(builder: c2pa.Builder, ingredient: IngredientDefinition, watch: Watch) -> None:
    described = wire.encode_ingredient(ingredient)
    with ingredient.asset.open() as content:
        source = SourceStream(content, ingredient.asset.name, watch)
        try:
            builder.add_ingredient(described, ingredient.media_type, source)
        except c2pa.C2paError as error:
            watch.check()
            raise SigningFailed(
                f"The engine cannot take in {ingredient.asset.name} ({faults.quote(error)}).",
                hint="Leave that ingredient out, or ask for a sound copy of it.",
            ) from error


def _opened(job: Job, watch: Watch) -> AbstractContextManager[BinaryIO]:
    if isinstance(job.destination, Path):
        return _new_file(job.destination, watch)
    return nullcontext(job.destination)


def _name(job: Job) -> str:
    return job.destination.name if isinstance(job.destination, Path) else "the signed copy"


@contextmanager
def _new_file(path: Path, watch: Watch) -> Iterator[BinaryIO]:
    """Create a file that was not there; it stays for the caller, whatever happens."""
    try:
        written = path.open("xb+", buffering=WRITE_BUFFER)
    except FileExistsError:
        raise StorageError(
            f"{path} exists already.", hint="Sign to a new name; nothing is overwritten."
        ) from None
    except OSError as error:
        raise faults.storage(str(path), error, "created") from error
    try:
        yield written
    finally:
        try:
            written.close()
        except OSError as error:
            watch.fail(faults.storage(path.name, error, "written"))
