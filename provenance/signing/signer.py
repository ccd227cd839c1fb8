"""The door to signing: what happened to a file, stated, bound to it, verified, put in place.

look at source and ingredients   isolated engine         survey
-> what will be stated           metadata, thumbnails    statements, definition
-> signed copy, out of sight     engine                  transaction
-> read back and judged          isolated engine         acceptance
-> put in place in one step                              transaction, destination
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Self

from provenance.credentials.interface import OneUse
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
from provenance.signing.acceptance import accept, require_gone, require_whole
from provenance.signing.describe import Update
from provenance.signing.destination import Destination
from provenance.signing.identity import accept_identity, require_content, standing_behind
from provenance.signing.metadata import MetadataChoice, MetadataReader
from provenance.signing.plan import Plan
from provenance.signing.privacy import as_it_is, content, settled
from provenance.signing.statements import Statements, as_ingredient, of_metadata, of_picture
from provenance.signing.steps import Steps
from provenance.signing.survey import survey, survey_source
from provenance.signing.timing import Timing
from provenance.signing.transaction import Transaction, sweep

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from provenance.engine.interface import Engine, Progress, SealingKey, Stamper
    from provenance.model.asset import AssetSource
    from provenance.model.definition import ManifestDefinition
    from provenance.pki.timestamp.authority import TimestampAuthority
    from provenance.signing.describe import Description
    from provenance.signing.identity import Identity
    from provenance.signing.metadata import Privacy
    from provenance.signing.privacy import Content
    from provenance.signing.queue import TimestampQueue
    from provenance.signing.survey import Surveyed


class Signer:
    """State what happened to files, and bind it to them with one credential.

    Threads may share one signer. It holds a warm isolated reader and, once metadata was
    read, one ExifTool process: use it as a context manager, or `close()` it.

    Args:
        credential: Certificate chain and key; the caller closes it.
        identity: Who else stands behind the content, with a credential of its own.
        time: Who dates the signatures, and what happens when nobody answers.
        queue: Where deferred time-stamps wait; by default the user's own queue.
        generator: The program that makes the claim, and did what no description lays to
            another; by default this library, which claims but does nothing to the content.
        metadata: Which metadata of a source is stated.
        privacy: A profile ("public", "newsroom", "evidence") that says so instead, and what
            is taken out of the file itself before it is hashed.
        thumbnails: Whether a small picture is added, where that is worth it.
        limits: What reading untrusted files may cost.
        engine: What reads and signs; an isolated one by default, closed with the signer.

    Attributes:
        warnings: What is weak in the certificate chain, one sentence each.

    Raises:
        CertificateRejected: The chain does not fit the C2PA profile, and all faults are named;
            or that of the identity cannot be used.
        InvalidArgument: A queue is given, and nothing is deferred.
    """

    def __init__(  # noqa: PLR0913  # each is a choice with a default
        self,
        credential: SealingKey,
        *,
        identity: Identity | None = None,
        time: TimestampAuthority | None = None,
        queue: TimestampQueue | None = None,
        generator: SoftwareAgent | None = None,
        metadata: MetadataChoice = MetadataChoice(),
        privacy: Privacy | str | None = None,
        thumbnails: bool = True,
        limits: Limits = Limits(),
        engine: Engine | None = None,
    ) -> None:
        self._credential = credential
        self.warnings = _check_chain(credential.chain_pem)
        self._behind = standing_behind(identity) if identity else None
        self._timing = Timing(time, queue, credential)
        self._generator = generator
        self._metadata = metadata
        self._privacy = settled(privacy, metadata)
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
        privacy: Privacy | str | None = None,
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
            privacy: Another profile than the signer's own, for this file.
            progress: Called with a phase and how much of it is done: looking, signing, then
                those of the engine, verifying, placing, done.
            cancelled: Asked often; signing stops when it says yes.

        Raises:
            HistoryWouldBeLost, DescriptionError, InvalidArgument: The order makes no sense.
            UnsupportedFormat: The engine cannot write this file.
            MetadataError: The file would tell more than the privacy profile allows.
            SigningFailed, StorageError, LimitReached: It did not work; nothing was written.
            TimestampError: Likewise, because nobody gave the time-stamp that is required.
            Cancelled: The caller stopped it. What the credential raises comes unchanged.
        """
        if self._behind:
            require_content(description)
        asset = Asset.of(source)
        where = Destination.of(destination, asset)
        steps = Steps(progress, cancelled)
        with Transaction(where.path, source=asset) as transaction:
            self._sweep_once(transaction.destination.parent)
            looked = self._look(asset, description, steps)
            content = self._content(looked, description, privacy, transaction.working)
            plan = self._plan(content, steps, discard_history=discard_history)
            own_title = where.path.name if where.is_path else asset.title
            definition = plan.define(title or own_title, self._generator)
            write = partial(self._seal, definition, plan.source.asset, transaction.part, steps)
            store, notes = self._timing.seal(write, transaction.part)
            signed = self._verify(transaction.part, store, plan, steps)
            steps.enter("placing")
            with self._timing.deferring(where, signed):
                data = where.deliver(transaction)
        steps.report("done", 1.0)
        path = where.path if where.is_path else None
        notes = (*signed.notes, *notes, *self._timing.notes(where))
        return replace(signed, path=path, data=data, notes=notes)

    def _sweep_once(self, folder: Path) -> None:
        if folder not in self._swept:
            self._swept.add(folder)
            sweep(folder)

    def _look(self, asset: Asset, description: Description, steps: Steps) -> Surveyed:
        """Look at the file through the isolated reader."""
        steps.enter("looking")
        source = survey_source(asset, self._engine)
        if isinstance(description, Update):
            require_whole(source)
        return source

    def _content(
        self,
        looked: Surveyed,
        description: Description,
        privacy: Privacy | str | None,
        working: Path,
    ) -> Content:
        """Return what is hashed, once nothing is in it that may not be told."""
        chosen = self._privacy if privacy is None else settled(privacy, MetadataChoice())
        if chosen is None:
            return as_it_is(looked, description, self._metadata)
        return content(looked, description, chosen, self._reader, working)

    def _plan(self, content: Content, steps: Steps, *, discard_history: bool) -> Plan:
        """Look at every other file that goes in, through the isolated reader."""
        others = []
        for other in content.description.assets():
            steps.enter("looking", 0.5)
            others.append(survey(other, self._engine))
        stated = self._state(content)
        ingredients = tuple(
            as_ingredient(other, self._limits, with_picture=self._thumbnails) for other in others
        )
        read = tuple(note for file in (content.source, *others) for note in file.notes)
        return Plan(
            description=content.description,
            source=content.source,
            parent=content.parent,
            others=ingredients,
            stated=stated,
            discard_history=discard_history,
            notes=read + content.notes + stated.notes,
        )

    def _state(self, content: Content) -> Statements:
        """Add metadata and a picture; an update has neither, for the content is the same."""
        if isinstance(content.description, Update):
            return Statements()
        told = of_metadata(content.source.asset, content.choice, self._reader)
        shown = of_picture(content.source, self._limits) if self._thumbnails else Statements()
        return told + shown

    def _seal(
        self,
        definition: ManifestDefinition,
        asset: Asset,
        part: Path,
        steps: Steps,
        stamper: Stamper | None,
    ) -> bytes:
        steps.enter("signing")
        credential = self._credential
        return self._engine.sign(
            definition,
            asset,
            part,
            credential.for_one_signature() if isinstance(credential, OneUse) else credential,
            behind=self._behind,
            stamper=stamper,
            progress=steps.progress,
            cancelled=steps.cancelled,
        )

    def _verify(self, part: Path, store: bytes, plan: Plan, steps: Steps) -> SignedAsset:
        """Read the new file back, and refuse it unless it is whole."""
        steps.enter("verifying")
        try:
            reading = self._engine.read(Asset(name=plan.source.asset.name, path=part))
        except (EngineError, UnsupportedFormat) as error:
            raise SigningFailed(
                f"The signed file cannot be read back, so it was thrown away: {error.message}",
                hint=error.hint,
            ) from error
        accept(reading, manifest_store=store, source=plan.source)
        if reading.store.active.redactions:
            require_gone(part, plan.parent, reading.store.active.redactions, self._limits)
        if self._behind:
            accept_identity(reading, self._limits)
        active = reading.store.active
        parents = (used.manifest for used in active.ingredients if used.relationship == "parentOf")
        return SignedAsset(
            media_type=reading.media_type,
            sha256=reading.sha256,
            size=part.stat().st_size,
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
