"""What an engine does for the rest of the house, and nothing of how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from provenance.model.store import Manifest, ManifestStore

if TYPE_CHECKING:
    from io import BytesIO
    from pathlib import Path

    from provenance.model.asset import Asset
    from provenance.model.definition import ManifestDefinition
    from provenance.model.frames import Showing
    from provenance.model.look import Look
    from provenance.model.sound import Sound

Progress = Callable[[str, float], None]
"""Called with the name of a phase and how much of it is done, 0.0 to 1.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an engine read from one asset.

    Attributes:
        store: Typed and frozen.
        jumbf: The raw manifest store (C2PA 2.4, "Manifest store", ISO 19566-5).
        media_type: What the content is, decided by content.
        sha256: Digest of the whole file, in hexadecimal.
        embedded: Whether the store lies in the file itself.
        content_checked: Whether the content was held against its hash. It was not when
            the asset is a manifest store alone; then no status speaks of the content.
        beside: The manifest store as it lay beside the file; b"" for one in the file.
    """

    store: ManifestStore
    jumbf: bytes
    media_type: str
    sha256: str
    embedded: bool = True
    content_checked: bool = True
    beside: bytes = b""


Stamper = Callable[[bytes, bytes, bytes], bytes]
"""Returns a time-stamp response (RFC 3161) to a request, for a Sig_structure and its signature."""


class SealingKey(Protocol):
    """What an engine needs of a credential: a chain, and a function that signs.

    The private key itself never reaches the engine.
    """

    @property
    def algorithm(self) -> str:
        """Return the COSE algorithm: es256, es384, es512, ps256, ps384, ps512 or ed25519."""

    @property
    def chain_pem(self) -> bytes:
        """Return the certificate chain, leaf first."""

    def sign(self, data: bytes) -> bytes:
        """Sign `data` (a whole Sig_structure, not a digest); ECDSA as r||s (RFC 9053)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingBehind:
    """Who else signs: somebody who stands behind the content and behind parts of what is stated.

    An engine writes it as an identity assertion (CAWG Identity Assertion 1.3) of the type
    `cawg.x509.cose`, which names the hash over the content and these assertions.

    Attributes:
        key: The second credential.
        assertions: Labels as the engine writes them; one that is not there is left out.
        roles: What that somebody did, "cawg.creator" for example.
    """

    key: SealingKey
    assertions: tuple[str, ...]
    roles: tuple[str, ...] = ()


class Room(Protocol):
    """Room in a frame for credentials that are about to be made; see `Embedder.room`."""

    @property
    def start(self) -> int:
        """Return where in the frame the credentials go."""

    @property
    def length(self) -> int:
        """Return how many bytes they will take, exactly."""

    def sign(self, sha256: bytes) -> bytes:
        """Return the credentials, for a frame of this digest; once, and in any thread.

        Raises:
            SigningFailed, EngineError; or, unchanged, what the key raised.
        """

    def filled(self, credentials: bytes) -> bytes:
        """Return a copy of the frame with the credentials in their room."""

    def close(self) -> None:
        """Free what native code holds."""


class Embedder(Protocol):
    """Make credentials for frames in memory, with what that takes prepared once.

    The native engine gets the digest of such a frame, and never the frame itself.
    Threads may share one embedder.
    """

    def room(self, definition: ManifestDefinition, frame: bytes) -> Room | None:
        """Find room in `frame`, or return None when it is of a kind that only `Engine.sign` can sign.

        The definition names no ingredients. The frame must carry no credentials. Who got a room
        closes it.

        Raises:
            SigningFailed, LimitReached, EngineError.
        """

    def read(self, credentials: bytes) -> Manifest:
        """Return what the engine reads of credentials of its own when it sees them alone.

        That is the label of their manifest, its assertions and its statuses, without a word on the
        content, which is not there.

        Raises:
            LimitReached, EngineError.
        """

    def close(self) -> None:
        """Free what native code holds."""


class Engine(Protocol):
    """Read and sign assets.

    Every method raises only errors of `provenance.errors`, except that an
    exception of a `SealingKey` reaches the caller unchanged.
    """

    @property
    def version(self) -> str:
        """Return names and versions, for reports."""

    def read(self, asset: Asset, *, manifest_data: bytes | None = None) -> Reading:
        """Read the credentials of `asset`.

        The engine is asked about integrity only: it is given no trust list, so its
        words on trust are not to be used.

        Args:
            asset: The file.
            manifest_data: A manifest store that lies beside the file instead of in it.

        Raises:
            NoCredentials, RemoteCredentials, UnsupportedFormat, Unparseable,
            EngineCrashed, LimitReached, StorageError.
        """

    def look(self, asset: Asset, *, picture: bool) -> Look:
        """Gather the text that `asset` carries beside its credentials, and see its picture.

        What cannot be decoded is a problem in the answer, not an error.

        Args:
            asset: The file.
            picture: Whether to decode the picture, which takes longer.

        Raises:
            EngineCrashed, LimitReached, StorageError.
        """

    def show(
        self,
        asset: Asset,
        *,
        side: int,
        frames: int = 1,
        start: float = 0.0,
        every: float | None = None,
    ) -> Showing:
        """Decode what `asset` shows, upright, as it is seen on white, no larger than asked for.

        A still shows one frame, and so does a moving picture (GIF, WebP, AVIF): its first. Films
        need PyAV (the extra `video`). Frames spread over a film are key frames where there are
        new ones, and come between them only where there are none. Colour profiles are not
        applied. What cannot be decoded is a problem in the answer, not an error.

        Args:
            asset: The file.
            side: Longest side of a frame, in pixels; what is smaller stays as it is.
            frames: Most frames of a film.
            start: When the first frame of a film may be, in seconds.
            every: Seconds from one frame to the next, 0.0 for a run of consecutive frames;
                by default they are spread evenly over the film.

        Raises:
            InvalidArgument: That would be more than `Limits.shown_bytes`, or makes no sense.
            EngineCrashed, LimitReached, StorageError.
        """

    def hear(self, asset: Asset, *, seconds: float = 120.0) -> Sound:
        """Decode what `asset`, a recording or a film, sounds like: one channel at 11,025 Hz.

        Needs PyAV (the extra `video`). Channels are mixed; of several recordings in one file, as
        of languages, it is the first. What cannot be decoded is a problem in the answer, not an
        error.

        Args:
            asset: The file.
            seconds: How much is wanted, from the start.

        Raises:
            InvalidArgument: That would be more than `Limits.shown_bytes`, or makes no sense.
            EngineCrashed, LimitReached, StorageError.
        """

    def sign(
        self,
        definition: ManifestDefinition,
        source: Asset,
        destination: Path | BytesIO,
        key: SealingKey,
        *,
        behind: StandingBehind | None = None,
        stamper: Stamper | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bytes:
        """Write a signed copy of `source` to `destination` and return the manifest store.

        A `destination` on disk must not exist yet; one in memory is empty. On any failure it
        may be left in any state: it is the caller's temporary file. Somebody can stand `behind`
        a manifest with a hash over the content, so behind every one but an update. With a
        `stamper` the signature is time-stamped; whoever asks over a network is the stamper,
        never the engine.

        Raises:
            UnsupportedFormat, SigningFailed, StorageError, LimitReached, Cancelled,
            EngineError when it cannot join two credentials; or, unchanged, what `key.sign`
            raised, or the one `behind`, or `stamper`.
        """

    def embedder(self, key: SealingKey) -> Embedder | None:
        """Prepare to put credentials into frames by the short way; None where there is none.

        Raises:
            CredentialError: As `sign`.
        """
