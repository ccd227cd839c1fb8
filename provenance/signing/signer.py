"""The door to signing: what happened to a file, stated, bound to it, verified, put in place.

look at source and ingredients   isolated engine         survey
-> what will be stated           metadata, thumbnails    statements, definition
-> signed copy, out of sight     engine                  transaction
-> read back and judged          isolated engine         reading_back, acceptance
-> put in place in one step                              transaction, destination
"""

from __future__ import annotations

from contextlib import ExitStack
from copy import copy
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from provenance.credentials.interface import OneUse
from provenance.engine import open_engine
from provenance.errors import InvalidArgument
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.signing.chain_check import as_note, check_chain
from provenance.signing.destination import Destination
from provenance.signing.frames import FrameSigner
from provenance.signing.identity import require_content, standing_behind
from provenance.signing.metadata import MetadataChoice, MetadataReader
from provenance.signing.order import Order
from provenance.signing.preparation import Preparation
from provenance.signing.privacy import settled
from provenance.signing.private_folder import Sweeper
from provenance.signing.reading_back import read_back
from provenance.signing.soft_binding import bound, keeping
from provenance.signing.steps import Steps
from provenance.signing.timing import Timing
from provenance.signing.transaction import Transaction

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from provenance.engine.interface import Engine, Progress, SealingKey, Stamper
    from provenance.model.asset import AssetSource
    from provenance.model.definition import (
        ManifestDefinition,
        SignedAsset,
        SoftwareAgent,
        Thumbnail,
    )
    from provenance.pki.timestamp.authority import TimestampAuthority
    from provenance.signing.describe import Description
    from provenance.signing.identity import Identity
    from provenance.signing.metadata import Privacy
    from provenance.signing.plan import Plan
    from provenance.signing.queue import TimestampQueue
    from provenance.signing.soft_binding import SoftBinder


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
        thumbnails: Whether a small picture is added, where that is worth it; with `durable` always.
        durable: Who marks files and keeps their credentials, so that they can be found again
            (`provenance.durable`); by default nobody.
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
        durable: SoftBinder | None = None,
        limits: Limits = Limits(),
        engine: Engine | None = None,
    ) -> None:
        if durable is not None and not callable(getattr(durable, "bind", None)):
            raise InvalidArgument(
                f"{durable!a} cannot make credentials durable.",
                hint="Wrap the repository: Signer(credential, durable=Durable(repository)).",
            )
        self._credential = credential
        self.warnings = check_chain(credential.chain_pem)
        self._behind = standing_behind(identity) if identity else None
        self._timing = Timing(time, queue, credential)
        self._generator = generator
        self._durable = durable
        self._limits = limits
        self._leftovers = Sweeper()
        self._open = ExitStack()
        self._engine = engine or self._open.enter_context(open_engine(limits=limits))
        self._preparation = Preparation(
            engine=self._engine,
            reader=self._open.enter_context(MetadataReader(limits=limits)),
            metadata=metadata,
            privacy=settled(privacy, metadata),
            thumbnails=thumbnails,
            compared=durable is not None,
            limits=limits,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that this signer started."""
        self._open.close()

    def sign(  # noqa: PLR0913  # one order, of which two words are usual
        self,
        source: AssetSource,
        destination: str | os.PathLike[str] | BinaryIO | None,
        description: Description,
        *,
        title: str | None = None,
        discard_history: bool = False,
        privacy: Privacy | str | None = None,
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
            privacy: Another profile than the signer's own, for this file.
            preview: A small picture of the caller's own, stated instead of a drawn one.
            progress: Called with a phase and how much of it is done: looking, marking, signing,
                then those of the engine, verifying, placing, done.
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
        order = Order(
            asset=Asset.of(source),
            description=description,
            title=title,
            discard_history=discard_history,
            privacy=privacy,
            preview=preview,
            steps=Steps(progress, cancelled),
        )
        rewrites = privacy or self._preparation.privacy or self._durable
        if destination is None and order.asset.data is not None and not rewrites:
            return self._sign_in_memory(order)
        return self._sign_to(Destination.of(destination, order.asset), order)

    def _sign_to(self, where: Destination, order: Order) -> SignedAsset:
        """Sign a copy that grows beside its place, and put it there once it is verified."""
        asset, steps, prepare = order.asset, order.steps, self._preparation
        path = where.path if where.is_path else None
        with Transaction(where.path, source=asset) as transaction:
            self._leftovers.sweep(transaction.destination.parent)
            looked = prepare.look(asset, order.description, steps)
            content = prepare.content(looked, order.description, order.privacy, transaction.working)
            prepared = prepare.plan(content, order)
            plan = bound(prepared, self._durable, transaction.marked, steps)
            title = order.title or (path.name if path else asset.title)
            definition = plan.define(title, self._generator)
            write = partial(self._seal, definition, plan.source.asset, transaction.part, steps)
            undo = partial(transaction.part.unlink, missing_ok=True)
            store, notes = self._timing.seal(write, undo)
            part = Asset(name=asset.name, path=transaction.part)
            signed = self._verify(part, store, plan, steps)
            steps.enter("placing")
            kept = keeping(self._durable, signed, path)
            with kept, self._timing.deferring(where, signed):
                data = where.deliver(transaction)
        steps.report("done", 1.0)
        notes = (*signed.notes, *notes, *self._timing.notes(where))
        return replace(signed, path=path, data=data, notes=notes)

    def stating(
        self,
        *,
        privacy: MetadataChoice | Privacy | str | None,
        thumbnails: bool,
        isolation: Literal["process", "none"] = "process",
    ) -> Signer:
        """Return a signer of the same credential, which shares this one's processes.

        It is usable as long as this one is, and closed on its own.

        Args:
            privacy: A profile, or a choice of what is stated while files stay as they are; None
                for this signer's profile, or for nothing where it has none.
            thumbnails: As for a new signer.
            isolation: "none" reads in this process what it signs: for files of one's own alone.
        """
        other = copy(self)
        prepared = self._preparation.stating(privacy, thumbnails=thumbnails)
        other._share(prepared, isolation)  # noqa: SLF001  # of the same class
        return other

    def _share(self, prepared: Preparation, isolation: Literal["process", "none"]) -> None:
        self._open = ExitStack()
        if isolation != "process":
            opened = open_engine(limits=self._limits, isolation=isolation)
            self._engine = self._open.enter_context(opened)
        self._preparation = replace(prepared, engine=self._engine)

    def frame_signer(self) -> FrameSigner | None:
        """Prepare the short way for frames in memory; None where only `sign` can do it."""
        one_by_one = isinstance(self._credential, OneUse)
        prepare = self._preparation
        rewrites = prepare.privacy or self._durable
        if self._behind or rewrites or self._timing.wanted or one_by_one:
            return None
        if (embedder := self._engine.embedder(self._credential)) is None:
            return None
        return FrameSigner(embedder, self._generator, prepare.state_frame, as_note(self.warnings))

    def _sign_in_memory(self, order: Order) -> SignedAsset:
        """Sign from bytes to bytes; nothing is written to disk."""
        prepare, steps, written = self._preparation, order.steps, BytesIO()
        looked = prepare.look(order.asset, order.description, steps)
        plan = prepare.plan(prepare.as_it_is(looked, order.description), order)
        definition = plan.define(order.title or order.asset.title, self._generator)
        source = plan.source.asset
        write = partial(self._seal, definition, source, written, steps)
        store, notes = self._timing.seal(write, partial(_empty, written))
        made = Asset(name=source.name, data=written.getvalue())
        signed = self._verify(made, store, plan, steps)
        steps.report("done", 1.0)
        notes = (*signed.notes, *notes, *self._timing.notes(Destination.of(None, source)))
        return replace(signed, data=made.data, notes=notes)

    def _seal(
        self,
        definition: ManifestDefinition,
        asset: Asset,
        part: Path | BytesIO,
        steps: Steps,
        stamper: Stamper | None,
    ) -> bytes:
        steps.enter("signing")
        key = self._credential
        return self._engine.sign(
            definition,
            asset,
            part,
            key.for_one_signature() if isinstance(key, OneUse) else key,
            behind=self._behind,
            stamper=stamper,
            progress=steps.progress,
            cancelled=steps.cancelled,
        )

    def _verify(self, part: Asset, store: bytes, plan: Plan, steps: Steps) -> SignedAsset:
        steps.enter("verifying")
        identified = self._behind is not None
        signed = read_back(part, store, plan, self._engine, self._limits, identified=identified)
        return replace(signed, notes=as_note(self.warnings) + signed.notes)


def _empty(written: BytesIO) -> None:
    written.seek(0)
    written.truncate()
