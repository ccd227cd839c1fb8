"""Read files of strangers in a child process, so that a crafted file kills that one.

The child has bounds on memory, processor time and the clock, no network and no
files but the one that it is handed, as far as the system offers that. It stays warm
between files. Signing does not happen there: the key is here.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Self

from provenance.engine import faults
from provenance.engine.guard.child import IsolatedReader
from provenance.engine.guard.messages import Request
from provenance.errors import EngineCrashed, EngineError, LimitReached
from provenance.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.engine.extract import Extract
    from provenance.engine.guard.messages import Answer, Hello
    from provenance.engine.interface import Progress, Reading, SealingKey, StandingBehind
    from provenance.engine.native.engine import NativeEngine
    from provenance.model.asset import Asset
    from provenance.model.definition import ManifestDefinition

READS_PER_CHILD = 500  # native memory that leaks or fragments does not pile up
PROCESSOR_SHARE = 2.0  # the clock strikes first, unless the caller itself is stopped
PIECE = 1 << 20
IN_MEMORY_BYTES = 64 << 20  # of a stream, before it is copied to disk instead


class GuardedEngine:
    """Read in a child process, sign in this one; see `provenance.engine.interface.Engine`.

    Reads from several threads come one after the other. The child starts with the
    first read, and again when it died. After `close` the engine can still be used.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._reader: IsolatedReader | None = None

    @property
    def version(self) -> str:
        """Return names and versions of the engine in the child."""
        return self._hello.version

    @property
    def protections(self) -> tuple[str, ...]:
        """Return what holds the child, in words; starts it when it is not running."""
        return ("separate process", *self._hello.protections)

    def read(self, asset: Asset, *, manifest_data: bytes | None = None) -> Reading:
        """Read the credentials of `asset`, as `Engine.read` says.

        Raises:
            EngineError: The child cannot be started; nothing is ever read here instead.
        """
        with _descriptor(asset) as descriptor:
            seconds = self._limits.read_seconds(os.fstat(descriptor).st_size)
            # On disk any bytes can be a name; a message takes only text.
            name = asset.name.encode(errors="backslashreplace").decode()
            request = Request(
                name=name,
                processor_seconds=seconds * PROCESSOR_SHARE,
                manifest_data=manifest_data,
            )
            answer = self._ask(request, descriptor, seconds)
        return _extract(answer).reading(self._limits)

    def sign(
        self,
        definition: ManifestDefinition,
        source: Asset,
        destination: Path,
        key: SealingKey,
        *,
        behind: StandingBehind | None = None,
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
            progress=progress,
            cancelled=cancelled,
        )

    def close(self) -> None:
        """End the child and free what native code holds here."""
        with self._turn:
            self._drop()
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

    @property
    def _turn(self) -> threading.Lock:
        """Return the lock on the child; a new one after a fork, for its holder stayed behind."""
        if self._owner != os.getpid():
            self._owner, self._lock = os.getpid(), threading.Lock()
        return self._lock

    @property
    def _hello(self) -> Hello:
        with self._turn:
            return self._ready().hello

    def _ask(self, request: Request, descriptor: int, seconds: float) -> Answer:
        with self._turn:
            reader = self._ready()
            try:
                return reader.ask(request, descriptor, seconds=seconds)
            except TimeoutError as error:
                raise _too_slow(request.name, seconds) from error
            except EOFError as error:
                raise _crash(request.name, reader) from error
            finally:
                if not reader.usable:  # an answer that comes too late is never taken for the next
                    self._drop()

    def _ready(self) -> IsolatedReader:
        """Return a child that waits for a request; the lock is held."""
        reader = self._reader
        if reader is not None and reader.usable and reader.answered < READS_PER_CHILD:
            return reader
        self._drop()
        self._reader = IsolatedReader(self._limits)
        return self._reader

    def _drop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.end()


def _extract(answer: Answer) -> Extract:
    if answer.fault is not None:
        raise answer.fault.error()
    if answer.extract is None:
        raise EngineError("The isolated reader gave no answer.", hint="Try again.")
    return answer.extract


def _too_slow(name: str, seconds: float) -> LimitReached:
    return LimitReached(
        f"Reading {name} took longer than {seconds:g} s and was stopped.",
        limit="wall_seconds",
        hint="If you trust its maker, raise Limits.wall_seconds.",
    )


def _crash(name: str, reader: IsolatedReader) -> EngineError:
    death = reader.death()
    if death == "SIGXCPU":
        return LimitReached(
            f"Reading {name} took too much processor time and was stopped.",
            limit="wall_seconds",
            hint="If you trust its maker, raise Limits.wall_seconds.",
        )
    error = EngineCrashed(
        f"Reading {name} made the isolated reader die ({death}); the file is damaged or hostile.",
        hint="Do not open it in other programs before you know where it came from.",
    )
    if words := reader.last_words():
        error.add_note(words)
    return error


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
