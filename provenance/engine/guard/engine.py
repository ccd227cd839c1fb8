"""Read files of strangers in child processes, so that a crafted file kills one of those.

Each has bounds on memory, processor time and the clock, no network and no files but
the one that it is handed, as far as the system offers that. It stays warm between
files. Decoders of pictures have a child of their own: a picture that took it over
could lie about what it shows, and about nothing else. So do those that show whole
pictures and films, which are far more code. Signing does not happen there: the key is here.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Self

from provenance.engine import faults
from provenance.engine import hearing as hearings
from provenance.engine.guard import heard, shown
from provenance.engine.guard.messages import Request
from provenance.engine.guard.ward import Ward
from provenance.engine.hearing import Hearing
from provenance.engine.sight import Sight, checked
from provenance.errors import EngineCrashed, EngineError
from provenance.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BytesIO

    from provenance.engine.guard.messages import Answer
    from provenance.engine.interface import (
        Embedder,
        Progress,
        Reading,
        SealingKey,
        Stamper,
        StandingBehind,
    )
    from provenance.engine.native.engine import NativeEngine
    from provenance.model.asset import Asset
    from provenance.model.definition import ManifestDefinition
    from provenance.model.frames import Showing
    from provenance.model.look import Look
    from provenance.model.sound import Sound

PROCESSOR_SHARE = 2.0  # the clock strikes first, unless the caller itself is stopped
PIECE = 1 << 20
IN_MEMORY_BYTES = 64 << 20  # of a stream, before it is copied to disk instead


class GuardedEngine:
    """Read in a child process, sign in this one; see `provenance.engine.interface.Engine`.

    Reads from several threads come one after the other. A child starts with the
    first read, and again when it died. After `close` the engine can still be used.

    Args:
        limits: What one file may cost.
        looks: Whether files will be looked at too, so that both children start together.
    """

    def __init__(self, limits: Limits = Limits(), *, looks: bool = False) -> None:
        self._limits = limits
        self._looks = looks
        self._reader = Ward("read", limits)
        self._looker = Ward("look", limits)
        self._viewer = Ward("show", limits)

    @property
    def version(self) -> str:
        """Return names and versions of the engine in the child."""
        return self._reader.hello.version

    @property
    def protections(self) -> tuple[str, ...]:
        """Return what holds the child, in words; starts it when it is not running."""
        return ("separate process", *self._reader.hello.protections)

    def read(self, asset: Asset, *, manifest_data: bytes | None = None) -> Reading:
        """Read the credentials of `asset`, as `Engine.read` says.

        Raises:
            EngineError: The child cannot be started; nothing is ever read here instead.
        """
        if self._looks and self._looker.child is None:
            self._looker.start()  # both children start side by side; a read waits for no look
        answer = self._asked(self._reader, asset, manifest_data=manifest_data)
        if answer.extract is None:
            raise _no_answer()
        return answer.extract.reading(self._limits)

    def look(self, asset: Asset, *, picture: bool) -> Look:
        """Look at `asset` beside its credentials, in another child, as `Engine.look` says."""
        answer = self._asked(self._looker, asset, picture=picture)
        if answer.look is None:
            raise _no_answer()
        return answer.look

    def show(
        self,
        asset: Asset,
        *,
        side: int,
        frames: int = 1,
        start: float = 0.0,
        every: float | None = None,
    ) -> Showing:
        """Decode what `asset` shows, in a third child, as `Engine.show` says.

        Raises:
            EngineCrashed: The child died, or its answer cannot be one.
        """
        sight = checked(Sight(side=side, frames=frames, start=start, every=every), self._limits)
        answer = self._asked(self._viewer, asset, sight=sight)
        if answer.showing is None or not shown.fits(answer.showing, sight, self._limits):
            raise self._lie(asset)
        return answer.showing

    def hear(self, asset: Asset, *, seconds: float = 120.0) -> Sound:
        """Decode what `asset` sounds like, in the child that shows, as `Engine.hear` says.

        Raises:
            EngineCrashed: The child died, or its answer cannot be one.
        """
        hearing = hearings.checked(Hearing(seconds=seconds), self._limits)
        answer = self._asked(self._viewer, asset, hearing=hearing)
        if answer.sound is None or not heard.fits(answer.sound, hearing):
            raise self._lie(asset)
        return answer.sound

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
        """Write a signed copy, in this process, as `Engine.sign` says.

        A crafted file can kill this process: read `source` and the ingredients first.
        """
        return self._native.sign(
            definition,
            source,
            destination,
            key,
            behind=behind,
            stamper=stamper,
            progress=progress,
            cancelled=cancelled,
        )

    def embedder(self, key: SealingKey) -> Embedder | None:
        """Prepare the short way in this process, as `Engine.embedder` says; no file is parsed there."""
        return self._native.embedder(key)

    def close(self) -> None:
        """End the children and free what native code holds here."""
        self._reader.close()
        self._looker.close()
        self._viewer.close()
        native: NativeEngine | None = self.__dict__.pop("_native", None)
        if native is not None:
            native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _native(self) -> NativeEngine:
        from provenance.engine.native.engine import NativeEngine  # noqa: PLC0415  # heavy native code

        return NativeEngine(self._limits)

    def _lie(self, asset: Asset) -> EngineCrashed:
        """End the child that gave an answer that cannot be, and return the error to raise."""
        self._viewer.close()
        return EngineCrashed(
            f"Decoding {asset.name} gave an answer that cannot be; the file is hostile.",
            hint="Do not open it in other programs before you know where it came from.",
        )

    def _asked(
        self,
        ward: Ward,
        asset: Asset,
        *,
        manifest_data: bytes | None = None,
        picture: bool = False,
        sight: Sight | None = None,
        hearing: Hearing | None = None,
    ) -> Answer:
        with _descriptor(asset) as descriptor:
            seconds = self._limits.read_seconds(os.fstat(descriptor).st_size)
            request = Request(
                # On disk any bytes can be a name; a message takes only text.
                name=asset.name.encode(errors="backslashreplace").decode(),
                processor_seconds=seconds * PROCESSOR_SHARE,
                manifest_data=manifest_data,
                picture=picture,
                sight=sight,
                hearing=hearing,
            )
            return ward.ask(request, descriptor, seconds)


def _no_answer() -> EngineError:
    return EngineError("The isolated reader gave no answer.", hint="Try again.")


@contextmanager
def _descriptor(asset: Asset) -> Iterator[int]:
    """Open `asset` for the child alone: two processes share the position in a descriptor.

    Raises:
        StorageError: It cannot be read to the end.
    """
    with ExitStack() as held:
        if asset.path is not None:
            yield held.enter_context(asset.open()).fileno()
            return
        try:
            content = _opened_again(asset.stream) or _copy(asset)
        except Exception as error:  # the caller's own stream may raise anything
            raise faults.storage(asset.name, error, "read") from error
        yield held.enter_context(content).fileno()


def _opened_again(stream: BinaryIO | None) -> IO[bytes] | None:
    """Open the file behind a stream a second time, where the system can."""
    if not (isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO)):
        return None
    try:
        return Path(f"/proc/self/fd/{stream.fileno()}").open("rb")
    except OSError:
        return None


def _copy(asset: Asset) -> IO[bytes]:
    """Copy what is in memory, or behind a stream, into a file without a name."""
    size = asset.size()
    with ExitStack() as undo:
        copied = undo.enter_context(_nameless(size))
        with asset.open() as content:
            shutil.copyfileobj(content, copied, PIECE)
        if copied.tell() != size:
            raise OSError(errno.EIO, "it ended before its end")
        copied.flush()
        undo.pop_all()
    return copied


def _nameless(size: int) -> IO[bytes]:
    if hasattr(os, "memfd_create") and size <= IN_MEMORY_BYTES:
        return os.fdopen(os.memfd_create("asset"), "w+b")
    return tempfile.TemporaryFile()
