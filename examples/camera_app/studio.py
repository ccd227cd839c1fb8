"""What the camera does: sign a frame into the album, look at a picture, fetch time-stamps."""

from __future__ import annotations

import re
import secrets
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Self

from words import Told, harmless, told

import provenance
from provenance.engine.formats import detect
from provenance.errors import InputNotFound, StorageError, UnsupportedFormat
from provenance.pki.transport import host_of
from provenance.signing.queue import TimestampQueue

if TYPE_CHECKING:
    from provenance.credentials import Credential

SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
MOST_SHOWN = 60
_LAST_SECONDS = 10.0
_NAME = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{8}\.(?:jpg|png|webp)", re.ASCII)
_THIS_APP = provenance.SoftwareAgent(name="Example Camera Page", version="1.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """How this camera works.

    Attributes:
        device: What the app calls the camera; a browser proves nothing about it.
        time: Who dates the pictures, later; None for nobody.
        trust: Whom its reports trust.
        queue: The file that keeps what waits for a time-stamp.
    """

    device: str
    time: provenance.TimestampAuthority | None
    trust: provenance.TrustLists
    queue: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of the album, and whether it waits for a time-stamp."""

    name: str
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a time-stamp, whom it waits for, and why the last attempt failed."""

    count: int
    authorities: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that the page shows beside one picture; `time` is None where nobody dates anything."""

    pictures: tuple[Picture, ...]
    older: int
    time: Waiting | None


class Studio:
    """A camera and its album; threads may share it."""

    def __init__(self, album: Path, credential: Credential, trade: Trade) -> None:
        self._album = album
        self._credential = credential
        self._trade = trade
        self._queue = TimestampQueue(trade.queue)
        self._flushing = threading.Lock()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            time = self._trade.time
            signer = provenance.Signer(
                self._credential, time=time, queue=self._queue if time else None
            )
            capture = provenance.Capture(device=self._trade.device, software=_THIS_APP)
            session = provenance.CaptureSession(opened.enter_context(signer), device=capture)
            self._session = opened.enter_context(session)
            verifier = provenance.Verifier(trust=self._trade.trust)
            self._verifier = opened.enter_context(verifier)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._flushing.acquire(timeout=_LAST_SECONDS)  # one that is cut short loses nothing
        self._opened.close()

    def take(self, frame: bytes) -> str:
        """Sign a frame into the album, and return its name.

        The file appears in one step, verified. A time-stamp that it waits for is in the queue
        before that, whatever happens to this program.

        Raises:
            ProvenanceError: It was not signed, and nothing was written.
        """
        kind = detect(BytesIO(frame), name="The frame")
        suffix = SUFFIXES.get(kind.mime)
        if suffix is None:
            raise UnsupportedFormat(
                f"The frame is a {kind.title}.", hint="This camera takes JPEG, PNG and WebP."
            )
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}{suffix}"
        self._session.sign(frame, to=self._album / name)
        return name

    def picture(self, name: str) -> bytes:
        """Return a picture of the album.

        Raises:
            InputNotFound: There is none of that name.
            StorageError: It cannot be read.
        """
        path = self._album / name
        if not _NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise InputNotFound("There is no such picture.")
        try:
            return path.read_bytes()
        except OSError as error:
            raise StorageError(f"{name} cannot be read: {error.strerror}.") from error

    def report(self, name: str) -> Told:
        """Say in words what a picture's credentials are worth, as it is now."""
        asset = provenance.Asset(name=name, data=self.picture(name))
        return told(name, self._verifier.inspect(asset))

    def state(self) -> State:
        """Return what is in the album, the newest first, and what waits."""
        try:
            names = (path.name for path in self._album.iterdir())
            found = sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)
        except OSError as error:
            raise StorageError(f"{self._album} cannot be read: {error.strerror}.") from error
        pending = self._queue.pending()
        waiting = {entry.path.name for entry in pending}
        return State(
            pictures=tuple(
                Picture(name=name, waits=name in waiting) for name in found[:MOST_SHOWN]
            ),
            older=len(found[MOST_SHOWN:]),
            time=None
            if self._trade.time is None
            else Waiting(
                count=len(pending),
                authorities=tuple(host_of(url) for url in self._trade.time.urls),
                problem=harmless(next((entry.problem for entry in pending if entry.problem), "")),
            ),
        )

    def flush(self) -> State:
        """Fetch the time-stamps that wait, and return what is left."""
        with self._flushing:
            self._queue.flush(
                self._credential, authority=self._trade.time, drop_missing=True
            )  # whoever deletes a picture waits for it no more
        return self.state()
