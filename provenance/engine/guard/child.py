"""Start, ask and end the child process of the guard; knows nothing of media."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from provenance.engine.guard.messages import Answer, Channel, Hello, Request, Setup
from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.guard.messages import Trade
    from provenance.limits import Limits

START_SECONDS = 60.0  # a cold disk on a busy machine; normally a sixth of a second
OVERHEAD_BYTES = 1 << 20  # of an answer, beside the store and its text, or the pixels
LAST_WORDS_BYTES = 2_000

# Isolated mode ignores the caller's PYTHON variables and folders, so tell it where the
# caller found its own modules.
START = (
    "import json, sys; connection, lifeline, path = json.loads(sys.argv[1]); sys.path[:] = path; "
    "from provenance.engine.guard.worker import main; main(connection, lifeline)"
)

# The child reads into large buffers and frees them for each file: without these, glibc
# would return the memory to the kernel and fault it in again (15 to 20 % of its time).
ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": "268435456", "MALLOC_TRIM_THRESHOLD_": "268435456"}
LOADER_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # without them Python may not start


class IsolatedReader:
    """One child process that answers one request at a time.

    Attributes:
        answered: How many requests it answered.
        usable: Whether the next answer will be that to the next request.
    """

    def __init__(self, trade: Trade, limits: Limits) -> None:
        """Start the child, and do not wait until it is ready.

        Raises:
            EngineError: It does not start.
        """
        ours, theirs = socket.socketpair()
        lifeline, held_open = os.pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the child
        self._owner = os.getpid()
        most = limits.store_bytes + limits.document_bytes
        most = (limits.shown_bytes if trade == "show" else most) + OVERHEAD_BYTES
        self.channel = Channel(ours, most=most)
        try:
            self._process = _spawn(theirs.fileno(), lifeline, self._errors)
        except OSError as error:
            _free(self.channel, held_open, self._errors)
            raise _no_start(error.strerror or type(error).__name__) from error
        finally:
            theirs.close()
            os.close(lifeline)
        self._end = weakref.finalize(
            self, _end, self._process, self._owner, self.channel, held_open, self._errors
        )
        self.answered = 0
        self._busy = False
        self._until = time.monotonic() + START_SECONDS
        self._greet(trade, limits)

    @cached_property
    def hello(self) -> Hello:
        """What the child says of itself, as soon as it is ready.

        Raises:
            EngineError: It never is.
        """
        with self._starting():
            return self.channel.receive(Hello, until=self._until)

    @property
    def usable(self) -> bool:
        """Tell whether the child lives, is ours, and owes no answer."""
        return (
            self._end.alive
            and not self._busy
            and self._owner == os.getpid()
            and self._process.poll() is None
        )

    @property
    def pid(self) -> int:
        """Return the child's process id."""
        return self._process.pid

    def ask(self, request: Request, descriptor: int, *, seconds: float) -> Answer:
        """Return the answer to one request; after any exception the child is of no more use.

        Raises:
            EngineError: The child never became ready.
            TimeoutError: There was none within `seconds`.
            EOFError: The child died; `death` and `last_words` say more.
        """
        _ = self.hello  # the clock of the request starts when the child is ready
        until = time.monotonic() + seconds
        self._busy = True
        try:
            self.channel.send(request, descriptor=descriptor, until=until)
            answer = self.channel.receive(Answer, until=until)
        except TimeoutError:
            raise
        except OSError as error:
            raise EOFError from error
        self._busy = False
        self.answered += 1
        return answer

    def death(self) -> str:
        """Return the name of the signal that ended the child, or its exit code in words."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it does not answer"
        if code >= 0:
            return f"exit code {code}"
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"

    def last_words(self) -> str:
        """Return the end of what the child wrote as errors, in plain letters, for people who debug."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - LAST_WORDS_BYTES))
        text = self._errors.read().decode("utf-8", "replace").strip()
        return text.encode("unicode_escape").decode("ascii").replace("\\n", "\n")

    def end(self) -> None:
        """Kill the child and free everything; may be called again."""
        self._end()

    def _greet(self, trade: Trade, limits: Limits) -> None:
        # The kernel's "end with parent" follows the thread that started the child, not
        # the process, so it is right only for the thread that lives longest.
        main = threading.current_thread() is threading.main_thread()
        setup = Setup(trade=trade, limits=limits, end_with_parent=main)
        with self._starting():
            self.channel.send(setup, until=self._until)

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """End the child when it does not start, and say why."""
        try:
            yield
        except (OSError, EOFError) as error:
            reason = self.last_words().rpartition("\n")[2] or self.death()
            self.end()
            raise _no_start(reason) from error
        except BaseException:
            self.end()
            raise


def _spawn(connection: int, lifeline: int, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    own = str(Path(__file__).resolve().parents[3])
    path = [*(entry for entry in sys.path if Path(entry).is_absolute()), own]
    kept = {name: os.environ[name] for name in LOADER_VARIABLES if name in os.environ}
    return subprocess.Popen(  # noqa: S603  # our own interpreter and our own words
        [sys.executable, "-I", "-c", START, json.dumps([connection, lifeline, path])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env=kept | ENVIRONMENT,
        pass_fds=(connection, lifeline),
        start_new_session=True,  # Ctrl-C in a terminal is for the caller
    )


def _end(
    process: subprocess.Popen[bytes],
    owner: int,
    channel: Channel,
    held_open: int,
    errors: IO[bytes],
) -> None:
    _free(channel, held_open, errors)
    if owner == os.getpid():  # after a fork the child belongs to the other process
        process.kill()
        process.wait()


def _free(channel: Channel, held_open: int, errors: IO[bytes]) -> None:
    channel.close()
    os.close(held_open)
    errors.close()


def _no_start(reason: str) -> EngineError:
    return EngineError(
        f"The isolated reader could not be started ({reason}).",
        hint='Run `provenance doctor`, or read in this process with isolation="none".',
    )
