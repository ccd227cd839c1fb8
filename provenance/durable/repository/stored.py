"""A repository made of an index and blobs, whichever they are."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from provenance.durable.interface import IDENTIFIER_BITS, Entry, EntryState, Match
from provenance.durable.payload import Schema, under
from provenance.durable.repository import acceptance
from provenance.durable.repository.checking import ABANDONED_SECONDS, Check, drop_blob
from provenance.durable.repository.coding import Coder
from provenance.errors import InvalidArgument, StorageError
from provenance.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.durable.interface import Fault, Fingerprint
    from provenance.durable.repository.blobs.interface import Blobs
    from provenance.durable.repository.index.interface import Index
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset
    from provenance.model.soft_binding import SoftBinding
    from provenance.verification.recovery import Judge, Recovered

_DRAWS = 8  # of a payload that is free; one in 10^9 is taken when a thousand million are


class StoredRepository:
    """Keep manifest stores, and find them by soft bindings; threads may share one.

    A blob is durable before the row that names it, and goes after that: whatever dies in
    between, nothing that was acknowledged is lost. `provenance.durable.interface.Repository`
    tells what each method does.

    Args:
        index: Rows of entries and bindings.
        blobs: Manifest stores by their digests.
        fingerprints: Those whose values are found when they are near, by algorithm. Values of
            others are found as they are.
        limits: How large a manifest store may be, and how many boxes it may hold.
    """

    def __init__(
        self,
        index: Index,
        blobs: Blobs,
        *,
        fingerprints: Mapping[str, Fingerprint],
        limits: Limits = Limits(),
    ) -> None:
        self._index = index
        self._blobs = blobs
        self._coder = Coder(fingerprints)
        self._limits = limits

    def issue(self) -> int:
        """Return a payload of 64 bits that no other asset has, and keep it from being issued again."""
        for _ in range(_DRAWS):
            payload = under(Schema.CONTENT, secrets.randbits(IDENTIFIER_BITS))
            with self._index.changing():
                if self._index.reserve(payload):
                    return payload
        raise StorageError("No free payload was found.", hint="Try again.")

    def add(
        self,
        store: bytes,
        *,
        manifest: str,
        media_type: str,
        bindings: tuple[SoftBinding, ...],
        private: tuple[SoftBinding, ...] = (),
        asset_sha256: str = "",
        pending_at: str = "",
    ) -> Entry:
        """Keep a manifest store, durably before this returns; the same again changes nothing.

        Bindings that an entry lacks are added to it.

        Raises:
            InvalidArgument: It is not the store of that manifest, or a binding is malformed, or
                the label is that of another store or of one that was deleted.
            StorageError: It could not be kept.
        """
        entry = Entry(
            manifest=manifest,
            store_sha256=hashlib.sha256(store).hexdigest(),
            media_type=media_type,
            asset_sha256=asset_sha256,
            bindings=bindings,
            private=private,
            state=EntryState.PENDING if pending_at else EntryState.KEPT,
            added=datetime.now(UTC),
            path=pending_at,
        )
        acceptance.check(store, entry, self._limits)
        attached = tuple(
            self._coder.attached(binding, private=alone)
            for group, alone in ((bindings, False), (private, True))
            for binding in group
        )
        with self._index.changing():
            if not self._index.insert(entry):
                known = self._known(manifest)
                acceptance.check_again(known, entry)
                if known.state is EntryState.PENDING and not pending_at:
                    self._index.settle(manifest, EntryState.KEPT)
            self._blobs.put(entry.store_sha256, store)
            self._index.attach(manifest, attached)
        return self._known(manifest)

    def deliver(self, manifest: str) -> None:
        """Say that the signed file of a pending entry is in place.

        Raises:
            InvalidArgument: There is no such entry any more.
        """
        with self._index.changing():
            if self._known(manifest).state is EntryState.DELETED:
                raise acceptance.deleted(manifest)
            self._index.settle(manifest, EntryState.KEPT)

    def withdraw(self, manifest: str) -> None:
        """Take back a pending entry whose file was not put in place; one that is gone is taken back.

        Raises:
            InvalidArgument: Its file was put in place.
        """
        with self._index.changing():
            known = self._index.entry(manifest)
            if known is None:
                return
            if known.state is not EntryState.PENDING:
                raise InvalidArgument(
                    f"The entry of {manifest} is {known.state.value}, not pending.",
                    hint="To forget a signed file, delete its entry.",
                )
            self._index.erase(manifest)
        self._drop(known.store_sha256)

    def find(
        self, binding: SoftBinding, *, limit: int = 10, private: bool = True
    ) -> tuple[Match, ...]:
        """Return what a binding leads to, nearest first: exactly, or near for a fingerprint.

        Pending entries count too, as their files may be in place already.

        Raises:
            InvalidArgument: The value is not one of its algorithm, or nothing is asked for.
        """
        acceptance.check_binding(binding)
        if limit < 1:
            raise InvalidArgument(f"{limit} matches cannot be found.", hint="Ask for 1 or more.")
        found = self._coder.near(self._index, binding, limit=limit, private=private)
        if found is None:
            found = self._index.exact(binding, limit=limit, private=private)
        return tuple(
            Match(
                manifest=each.manifest,
                binding=each.binding,
                distance=each.distance,
                score=self._coder.score(each),
            )
            for each in found
        )

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None.

        Raises:
            StorageError: It should be there, and is missing or was altered.
        """
        entry = self._index.entry(manifest)
        if entry is None or entry.state is EntryState.DELETED:
            return None
        store = self._blobs.take(entry.store_sha256)
        if store is None or hashlib.sha256(store).hexdigest() != entry.store_sha256:
            what = "missing" if store is None else "damaged"
            raise StorageError(
                f"The kept manifest store of {manifest} is {what}.",
                hint="See what else is: provenance repository check.",
            )
        return store

    def entry(self, manifest: str) -> Entry | None:
        """Return an entry, or None."""
        return self._index.entry(manifest)

    def entries(self) -> Iterator[Entry]:
        """Go through all entries, oldest first, without loading them all."""
        return self._index.entries()

    def recover(self, asset: Asset, engine: Engine, judge: Judge) -> Recovered:
        """Return what the marks and fingerprints of a file lead to here: `Verifier(recover=repository)`.

        Raises:
            InvalidArgument: The extra `durable` is not installed.
            StorageError: The file or the repository could not be read.
        """
        from provenance.durable.recovery import Recovery  # noqa: PLC0415  # an extra

        return Recovery(self, limits=self._limits).recover(asset, engine, judge)

    def delete(self, manifest: str) -> bool:
        """Forget a manifest store and its bindings for good; tell whether it was there.

        Its label is kept, so that it is not added again. The blob goes, unless another entry
        needs the same one.
        """
        with self._index.changing(alone=True):
            known = self._index.entry(manifest)
            if known is None or known.state is EntryState.DELETED:
                return False
            self._index.settle(manifest, EntryState.DELETED)
        self._drop(known.store_sha256)
        return True

    def check(
        self, *, repair: bool = False, patience_seconds: float = ABANDONED_SECONDS
    ) -> tuple[Fault, ...]:
        """Hold the entries against the stored blobs, and pending ones against their files.

        Args:
            repair: Whether to put right what can be: see `provenance.durable.repository.checking`.
            patience_seconds: After this long a pending entry without its file is given up. A
                younger one may be that of a signing at work, and is no fault.
        """
        return Check(self._index, self._blobs, repair=repair, patience=patience_seconds).run()

    def algorithms(self) -> tuple[tuple[str, str], ...]:
        """Return the kind and name of each algorithm that bindings can be looked up by."""
        return self._index.algorithms()

    def close(self) -> None:
        """Free files and connections."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _known(self, manifest: str) -> Entry:
        found = self._index.entry(manifest)
        if found is None:
            raise InvalidArgument(
                f"The repository has no entry of {manifest}.", hint="Add its manifest store first."
            )
        return found

    def _drop(self, store_sha256: str) -> None:
        """Remove what nothing needs any more."""
        drop_blob(self._index, self._blobs, store_sha256)
        self._index.purge()
