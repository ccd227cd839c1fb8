"""What fingerprints and repositories do for the rest of the room, and nothing of how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from provenance.model.soft_binding import SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    """Rows, columns, and red, green and blue in eight bits, upright."""

SCHEMA_BITS, IDENTIFIER_BITS = 4, 60
"""A payload is the number of its schema (1, or 2 for content that AI made), then an identifier drawn at random."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """A watermark that was read.

    Attributes:
        binding: Its algorithm and its payload, 8 bytes, big endian.
        confidence: How clearly it was read, 0.0 to 1.0. The payload is right or there is none:
            this says nothing of whether somebody else wrote it.
    """

    binding: SoftBinding
    confidence: float


class Fingerprint(Protocol):
    """Tell alike pictures, or recordings, from others by codes of equal length in bits.

    One algorithm may have codes of several families, as of pictures and of sound: values of
    different families are never near, whatever their bits.
    """

    @property
    def algorithm(self) -> str:
        """Return the dotted name with a version."""

    @property
    def bits(self) -> int:
        """Return the length of a code."""

    def of(self, picture: Pixels) -> SoftBinding:
        """Return the fingerprint of a picture."""

    def near_for(self, value: bytes) -> int:
        """Return the most bits in which codes of the same content differ, in the family of `value`.

        Raises:
            InvalidArgument: The value is not one of this algorithm.
        """

    def family(self, value: bytes) -> bytes:
        """Return how every value begins that can be near to this one; b"" where all can.

        Raises:
            InvalidArgument: The value is not one of this algorithm.
        """

    def code(self, value: bytes) -> bytes:
        """Return the bits that are compared, of a binding's value; `bits // 8` bytes.

        Raises:
            InvalidArgument: The value is not one of this algorithm.
        """


class EntryState(StrEnum):
    """Where an entry stands.

    PENDING: Kept before the signed file was put in place; repaired when nobody did that.
    KEPT: The signed file was delivered.
    DELETED: Somebody asked for it to be forgotten; the label stays, so that it is not added again.
    """

    PENDING = "pending"
    KEPT = "kept"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One manifest store that a repository keeps.

    Attributes:
        manifest: Label of its active manifest; the key.
        store_sha256: Digest of the manifest store, in hexadecimal.
        media_type: Of the asset that the store belongs to.
        asset_sha256: Digest of the signed file, in hexadecimal; "" when it is not known.
        bindings: What leads to it, for anybody.
        private: What leads to it for the owner of the repository alone; it is never given out.
        state: Where it stands.
        added: When, zoned.
        path: Where the signed file was to be put, while the state is PENDING; "" afterwards.
    """

    manifest: str
    store_sha256: str
    media_type: str
    bindings: tuple[SoftBinding, ...]
    state: EntryState
    added: datetime
    asset_sha256: str = ""
    path: str = ""
    private: tuple[SoftBinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A manifest that a soft binding leads to: a candidate, never a verdict.

    Attributes:
        manifest: Label of the active manifest.
        binding: What the repository holds for it, which may differ in some bits.
        distance: Bits that differ; 0 for a watermark.
        score: 1.0 for no difference, 0.0 for as much as is still called near.
        endpoint: Where the manifest can be had; "" for the repository that was asked.
    """

    manifest: str
    binding: SoftBinding
    distance: int
    score: float
    endpoint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that `Repository.check` found.

    Attributes:
        code: Stable: "blob-missing", "blob-altered", "blob-orphaned", "pending-abandoned"…
        subject: The manifest or blob.
        message: One sentence.
        repaired: Whether it was put right.
    """

    code: str
    subject: str
    message: str
    repaired: bool = False


class Repository(Protocol):
    """Keep manifest stores, and find them by soft bindings. Threads may share one.

    Every method raises only errors of `provenance.errors`: `StorageError` when the storage
    fails, `InvalidArgument` when what was given makes no sense.
    """

    def issue(self) -> int:
        """Return a payload of 64 bits that no other asset has, and keep it from being issued again."""

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

        With `pending_at` (a path) it waits for `deliver`; `asset_sha256` then has to tell which
        file is to appear there. What is `private` leads here for the owner alone.
        """

    def deliver(self, manifest: str) -> None:
        """Say that the signed file of a pending entry is in place."""

    def withdraw(self, manifest: str) -> None:
        """Take back a pending entry whose file was not put in place."""

    def find(
        self, binding: SoftBinding, *, limit: int = 10, private: bool = True
    ) -> tuple[Match, ...]:
        """Return what a binding leads to, nearest first: exactly, or near for a fingerprint.

        Without `private`, only what anybody may be told: who answers others asks like that.
        """

    def store(self, manifest: str) -> bytes | None:
        """Return the manifest store whose active manifest has this label, or None."""

    def entry(self, manifest: str) -> Entry | None:
        """Return an entry, or None."""

    def entries(self) -> Iterator[Entry]:
        """Go through all entries, oldest first, without loading them all."""

    def delete(self, manifest: str) -> bool:
        """Forget a manifest store and its bindings for good; tell whether it was there."""

    def check(self, *, repair: bool = False) -> tuple[Fault, ...]:
        """Hold the entries against the stored blobs, and pending ones against their files."""

    def algorithms(self) -> tuple[tuple[str, str], ...]:
        """Return the kind and name of each algorithm that bindings can be looked up by."""

    def close(self) -> None:
        """Free files and connections."""
