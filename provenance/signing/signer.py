"""The door to signing: what happened to a file, stated, bound to it, verified, put in place.

look at source and ingredients   isolated engine         survey
-> what will be stated           metadata, thumbnails    statements, definition
-> signed copy, out of sight     engine                  transaction
-> read back and judged          isolated engine         acceptance
-> put in place in one step                              transaction, destination
"""

from __future__ import annotations

from contextlib import ExitStack
from copy import copy
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from provenance.engine import open_engine
from provenance.errors import (
    CertificateRejected,
    EngineError,
    SigningFailed,
    UnsupportedFormat,
)
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.definition import SignedAsset, SoftwareAgent
from provenance.pki import profile
from provenance.signing.acceptance import accept, require_whole
from provenance.signing.describe import Update
from provenance.signing.destination import Destination
from provenance.signing.frames import FrameSigner
from provenance.signing.identity import accept_identity, require_content, standing_behind
from provenance.signing.metadata import MetadataChoice, MetadataReader
from provenance.signing.plan import Plan
from provenance.signing.statements import Statements, as_ingredient, of_metadata, of_picture
from provenance.signing.steps import Steps
from provenance.signing.survey import survey, survey_source
from provenance.signing.transaction import Transaction, sweep

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from provenance.engine import OpenEngine
    from provenance.engine.interface import Engine, Progress, SealingKey
    from provenance.model.asset import AssetSource
    from provenance.model.definition import ManifestDefinition, Thumbnail
    from provenance.signing.describe import Description
    from provenance.signing.identity import Identity
    from provenance.signing.survey import Surveyed


class Signer:
    """State what happened to files, and bind it to them with one credential.

    Threads may share one signer. It holds a warm isolated reader and, once metadata was
    read, one ExifTool process: use it as a context manager, or `close()` it.

    Args:
        credential: Certificate chain and key; the caller closes it.
        identity: Who else stands behind the content, with a credential of its own.
        generator: The program that makes the claim, and did what no description lays to
            another; by default this library, which claims but does nothing to the content.
        metadata: Which metadata of a source is stated.
        thumbnails: Whether a small picture is added, where that is worth it.
        limits: What reading untrusted files may cost.
        engine: What reads and signs; an isolated one by default, closed with the signer.

    Attributes:
        warnings: What is weak in the certificate chain, one sentence each.

    Raises:
        CertificateRejected: The chain does not fit the C2PA profile, and all faults are named;
            or that of the identity cannot be used.
    """

    def __init__(
        self,
        credential: SealingKey,
        *,
        identity: Identity | None = None,
        generator: SoftwareAgent | None = None,
        metadata: MetadataChoice = MetadataChoice(),
        thumbnails: bool = True,
        limits: Limits = Limits(),
        engine: Engine | None = None,
    ) -> None:
        self._credential = credential
        self.warnings = _check_chain(credential.chain_pem)
        self._behind = standing_behind(identity) if identity else None
        self._generator = generator
        self._metadata = metadata
        self._thumbnails = thumbnails
        self._limits = limits
        self._swept: set[Path] = set()
        self._open = ExitStack()
        self._engine = engine or self._open.enter_context(open_engine(limits=limits))
        self._reader = self._open.enter_context(MetadataReader(limits=limits))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that this signer started."""
        self._open.close()

    def sign(
        self,
        source: AssetSource,
        destination: str | os.PathLike[str] | BinaryIO | None,
        description: Description,
        *,
        title: str | None = None,
        discard_history: bool = False,
        preview: Thumbnail | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> SignedAsset:
        """Write a signed copy of `source`, verified before it appears.

        Args:
            source: The file to sign. It is never opened for writing.
            destination: A path, which may be the source's own; a writable stream, which
                gets the whole file at the end; or None for bytes in `SignedAsset.data`.
            description: What happened.
            title: Name of the new asset; by default the file name of the destination or else
                of the source, and none for content without a name.
            discard_history: Whether credentials of the source may be dropped.
            preview: A small picture of the caller's own, stated instead of a drawn one.
            progress: Called with a phase and how much of it is done: looking, signing, then
                those of the engine, verifying, placing, done.
            cancelled: Asked often; signing stops when it says yes.

        Raises:
            HistoryWouldBeLost, DescriptionError, InvalidArgument: The order makes no sense.
            UnsupportedFormat: The engine cannot write this file.
            SigningFailed, StorageError, LimitReached: It did not work; nothing was written.
            Cancelled: The caller stopped it. What the credential raises comes unchanged.
        """
        if self._behind:
            require_content(description)
        asset = Asset.of(source)
        steps = Steps(progress, cancelled)
        if destination is None and asset.data is not None:
            plan = self._plan(asset, description, steps, preview, discard_history=discard_history)
            return self._sign_in_memory(plan, title or asset.title, steps)
        where = Destination.of(destination, asset)
        with Transaction(where.path, source=asset) as transaction:
            self._sweep_once(transaction.destination.parent)
            plan = self._plan(asset, description, steps, preview, discard_history=discard_history)
            own_title = where.path.name if where.is_path else asset.title
            definition = plan.define(title or own_title, self._generator)
            store = self._seal(definition, asset, transaction.part, steps)
            part = Asset(name=asset.name, path=transaction.part)
            signed = self._verify(part, store, plan, steps)
            steps.enter("placing")
            data = where.deliver(transaction)
        steps.report("done", 1.0)
        path = where.path if where.is_path else None
        return replace(signed, path=path, data=data)

    def stating(
        self,
        *,
        metadata: MetadataChoice,
        thumbnails: bool,
        isolation: Literal["process", "none"] = "process",
    ) -> Signer:
        """Return a signer of the same credential, which shares this one's processes.

        It is usable as long as this one is, and closed on its own.

        Args:
            metadata: As for a new signer.
            thumbnails: As for a new signer.
            isolation: "none" reads in this process what it signs: for files of one's own alone.
        """
        other = copy(self)
        other._restate(metadata, thumbnails=thumbnails)  # noqa: SLF001  # of the same class
        if isolation != "process":
            other._read_by(open_engine(limits=self._limits, isolation=isolation))  # noqa: SLF001  # likewise
        return other

    def _restate(self, metadata: MetadataChoice, *, thumbnails: bool) -> None:
        self._metadata = metadata
        self._thumbnails = thumbnails
        self._open = ExitStack()

    def _read_by(self, engine: OpenEngine) -> None:
        self._engine = self._open.enter_context(engine)

    def frame_signer(self) -> FrameSigner | None:
        """Prepare the short way for frames in memory; None where only `sign` can do it."""
        if self._behind:
            return None
        embedder = self._engine.embedder(self._credential)
        if embedder is None:
            return None
        return FrameSigner(embedder, self._generator, self._state, _as_note(self.warnings))

    def _sign_in_memory(self, plan: Plan, title: str, steps: Steps) -> SignedAsset:
        """Sign from bytes to bytes; nothing is written to disk."""
        written = BytesIO()
        store = self._seal(plan.define(title, self._generator), plan.source.asset, written, steps)
        made = Asset(name=plan.source.asset.name, data=written.getvalue())
        signed = self._verify(made, store, plan, steps)
        steps.report("done", 1.0)
        return replace(signed, data=made.data)

    def _sweep_once(self, folder: Path) -> None:
        if folder not in self._swept:
            self._swept.add(folder)
            sweep(folder)

    def _plan(
        self,
        asset: Asset,
        description: Description,
        steps: Steps,
        preview: Thumbnail | None,
        *,
        discard_history: bool,
    ) -> Plan:
        """Look at every file that goes in, through the isolated reader."""
        steps.enter("looking")
        source = survey_source(asset, self._engine)
        if isinstance(description, Update):
            require_whole(source)
        others = []
        for other in description.assets():
            steps.enter("looking", 0.5)
            others.append(survey(other, self._engine))
        stated = self._state(source, description, preview)
        ingredients = tuple(
            as_ingredient(other, self._limits, with_picture=self._thumbnails) for other in others
        )
        return Plan(
            description=description,
            source=source,
            others=ingredients,
            stated=stated,
            discard_history=discard_history,
            notes=tuple(note for file in (source, *others) for note in file.notes) + stated.notes,
        )

    def _state(
        self, source: Surveyed, description: Description, preview: Thumbnail | None
    ) -> Statements:
        """Add metadata and a picture; an update has neither, for the content is the same."""
        if isinstance(description, Update):
            return Statements()
        told = of_metadata(source.asset, self._metadata, self._reader)
        if preview is not None:
            return told + Statements(thumbnail=preview)
        return told + of_picture(source, self._limits) if self._thumbnails else told

    def _seal(
        self, definition: ManifestDefinition, asset: Asset, part: Path | BytesIO, steps: Steps
    ) -> bytes:
        steps.enter("signing")
        return self._engine.sign(
            definition,
            asset,
            part,
            self._credential,
            behind=self._behind,
            progress=steps.progress,
            cancelled=steps.cancelled,
        )

    def _verify(self, part: Asset, store: bytes, plan: Plan, steps: Steps) -> SignedAsset:
        """Read the new file back, and refuse it unless it is whole."""
        steps.enter("verifying")
        try:
            reading = self._engine.read(part)
        except (EngineError, UnsupportedFormat) as error:
            raise SigningFailed(
                f"The signed file cannot be read back, so it was thrown away: {error.message}",
                hint=error.hint,
            ) from error
        accept(reading, manifest_store=store, source=plan.source)
        if self._behind:
            accept_identity(reading, self._limits)
        active = reading.store.active
        parents = (used.manifest for used in active.ingredients if used.relationship == "parentOf")
        return SignedAsset(
            media_type=reading.media_type,
            sha256=reading.sha256,
            size=part.size(),
            manifest_label=active.label,
            manifest_store=store,
            parent=next(parents, ""),
            notes=_as_note(self.warnings) + plan.notes,
        )


def _check_chain(chain_pem: bytes) -> tuple[str, ...]:
    """Return what is weak in a certificate chain.

    Raises:
        CertificateRejected: It has errors.
    """
    faults = profile.check(chain_pem)
    errors = tuple(fault.sentence() for fault in faults if fault.severity == "error")
    if errors:
        raise CertificateRejected(
            f"The certificate chain cannot sign: {errors[0].removesuffix('.')}.",
            faults=errors,
            hint="See all of it with `provenance keys check`.",
        )
    return tuple(fault.sentence() for fault in faults if fault.severity == "warning")


def _as_note(warnings: tuple[str, ...]) -> tuple[str, ...]:
    if not warnings:
        return ()
    points = "one point" if len(warnings) == 1 else f"{len(warnings)} points"
    return (
        f"The certificate misses the official profile in {points}: see `provenance keys check`.",
    )
