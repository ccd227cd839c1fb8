"""The streams that native code reads and writes through.

Native code sees of a failed read only that it failed, and may take it for the end
of the file or for damage. These streams remember the first failure, so that it can
be raised afterwards; and they are where native code is told to stop.
"""

from __future__ import annotations

import errno
import io
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine import faults
from provenance.errors import Cancelled, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.engine.interface import Progress

ASK_EVERY_BYTES = 256 << 10
"""How much native code may move between two questions to `cancelled`."""

SMALLEST_STEP = 0.01
"""Least progress worth telling."""


class Halt(Exception):
    """Make a stream callback fail, and go no further; the reason stands in the `Watch`."""


class Watch:
    """Know why native code must stop: the first failure, a wish of the caller, an interrupt."""

    def __init__(
        self,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._stopped = False
        self._reason: BaseException | None = None
        self._moved = 0
        self._told = ("", 0.0)

    def stop(self) -> None:
        """Let the next callback fail; may be called from any thread."""
        self._stopped = True

    def fail(self, reason: BaseException) -> None:
        """Remember why, and stop; the first reason counts."""
        self._reason = self._reason or reason
        self._stopped = True

    def check(self) -> None:
        """Raise the first failure unchanged, if there was one."""
        if self._reason is not None:
            raise self._reason

    def check_stop(self) -> None:
        """Raise `Halt` when native code is to stop."""
        if self._stopped:
            raise Halt

    def ask(self) -> None:
        """Ask the caller whether to go on.

        Raises:
            Halt: No.
        """
        if self._cancelled is not None and not self._stopped:
            try:
                if self._cancelled():
                    self.fail(Cancelled("Stopped, as you asked. Nothing was written."))
            except BaseException as error:  # noqa: BLE001  # the caller's own; `check` raises it
                self.fail(error)
        self.check_stop()

    def moved(self, size: int, phase: str, done: float) -> None:
        """Count `size` bytes, tell the progress of a phase, and ask now and then.

        Raises:
            Halt: Native code is to stop.
        """
        self._moved += size
        if self._moved >= ASK_EVERY_BYTES or self._stopped:
            self._moved = 0
            self.ask()
        self.tell(phase, done)

    def tell(self, phase: str, done: float) -> None:
        """Tell the caller how much of a phase is done, if that is news.

        Raises:
            Halt: The caller's function raised.
        """
        if self._progress is None or not phase:
            return
        last_phase, last = self._told
        done = min(done, 1.0)
        if phase == last_phase and (done <= last or (done < 1 and done - last < SMALLEST_STEP)):
            return
        self._told = (phase, done)
        try:
            self._progress(phase, done)
        except BaseException as error:
            self.fail(error)
            raise Halt from error


class SourceStream:
    """Read-only view of a file: remembers failures, and reads that end too early."""

    def __init__(self, content: BinaryIO, name: str, watch: Watch, *, phase: str = "") -> None:
        self.size = content.seek(0, io.SEEK_END)
        self._content = content
        self._fill = getattr(content, "readinto", None) or self._copy
        self._name = name
        self._watch = watch
        self._phase = phase
        self._at = 0
        self._furthest = 0
        self._content_at = self.size

    def readinto(self, buffer: memoryview) -> int:
        """Fill `buffer` up to the end of the file; less is a failure."""
        wanted = min(len(buffer), max(self.size - self._at, 0))
        filled = 0
        try:
            if self._content_at != self._at and wanted:
                self._content.seek(self._at)
            while filled < wanted:
                part = self._fill(buffer[filled:wanted])
                if not part:
                    raise OSError(errno.EIO, "it ended before its end")  # noqa: TRY301
                filled += part
        except Exception as error:  # the caller's own stream may raise anything
            self._watch.fail(faults.storage(self._name, error, "read"))
            raise Halt from error
        self._at = self._content_at = self._at + filled
        self._furthest = max(self._furthest, self._at)
        self._watch.moved(filled, self._phase, self._furthest / max(self.size, 1))
        return filled

    def _copy(self, buffer: memoryview) -> int:
        part = self._content.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        buffer = bytearray(size if size >= 0 else max(self.size - self._at, 0))
        return bytes(buffer[: self.readinto(memoryview(buffer))])

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, without touching the file; before its start is refused."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the start of the file")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Return the place of the next read."""
        return self._at

    def write(self, data: bytes) -> int:  # noqa: ARG002  # the wrapper demands the method
        """Refuse: a source is never written to."""
        self._watch.fail(StorageError(f"{self._name} was about to be written to."))
        raise Halt

    def flush(self) -> None:
        """Do nothing: there is nothing to write."""


class DestinationStream:
    """The new file: remembers failures and short writes."""

    def __init__(
        self, content: BinaryIO, name: str, watch: Watch, *, phase: str, expected: int
    ) -> None:
        self._content = content
        self._name = name
        self._watch = watch
        self._phase = phase
        self._expected = max(expected, 1)
        self._written = 0

    def write(self, data: bytes) -> int:
        """Write all of `data`; less is a failure."""
        try:
            if self._content.write(data) != len(data):
                raise OSError(errno.EIO, "the disk took less than was written")  # noqa: TRY301
        except OSError as error:
            self._watch.fail(faults.storage(self._name, error, "written"))
            raise Halt from error
        self._written += len(data)
        self._watch.moved(len(data), self._phase, self._written / self._expected)
        return len(data)

    def readinto(self, buffer: memoryview) -> int:
        """Read back what was written."""
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def read(self, size: int = -1) -> bytes:
        """Read back what was written."""
        try:
            return self._content.read(size)
        except OSError as error:
            self._watch.fail(faults.storage(self._name, error, "read back"))
            raise Halt from error

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, and return the new place."""
        try:
            return self._content.seek(offset, whence)
        except OSError as error:
            self._watch.fail(faults.storage(self._name, error, "written"))
            raise Halt from error

    def tell(self) -> int:
        """Return the place of the next read or write."""
        return self._content.tell()

    def flush(self) -> None:
        """Hand everything to the operating system."""
        try:
            self._content.flush()
        except OSError as error:
            self._watch.fail(faults.storage(self._name, error, "written"))
            raise Halt from error
