"""A fixed number of threads and a bounded queue before them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue

from provenance.errors import Cancelled, InvalidArgument
from provenance.outcome import Latch, Outcome
from provenance.signing.session.captured import Captured

Work = Callable[[Callable[[], bool]], Captured]
Lost = Callable[[Cancelled], Captured]
Call = Callable[[Captured], object]


class Pending:
    """A capture that is being signed, or waits for its turn."""

    def __init__(self) -> None:
        self._outcome: Outcome[Captured] = Outcome()
        self._calls: list[tuple[threading.Lock, Call]] = []

    def done(self) -> bool:
        """Tell whether the result is there."""
        return self._outcome.is_found

    def result(self, timeout: float | None = None) -> Captured:
        """Wait for the result; why something was not signed stands in it and is not raised.

        Args:
            timeout: Seconds to wait at most.

        Raises:
            TimeoutError: It is not there yet.
        """
        return self._outcome.result(timeout)

    def when_done(self, call: Call) -> None:
        """Call `call` with the result, in the thread that signed, or at once if it is there.

        What it raises in that thread is told to `threading.excepthook`, and stops nothing; at
        once, it is raised here. It may hand in the next frame, by `try_submit` where others do
        so, too: to wait for a place in the thread that should free one may be in vain.
        """
        untold = threading.Lock()
        if not self.done():
            self._calls.append((untold, call))
        if self.done() and untold.acquire(blocking=False):
            call(self.result())

    def settle(self, captured: Captured) -> None:
        """Give the result to everybody who waits for it; called by the crew, once."""
        self._outcome.succeed(captured)
        for untold, call in tuple(self._calls):
            if untold.acquire(blocking=False):
                try:
                    call(captured)
                except BaseException:  # noqa: BLE001  # told as of any thread
                    with suppress(BaseException):
                        here = threading.current_thread()
                        threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), here)))


class Crew:
    """Threads that work, and places for what they work on and what waits.

    Threads may share one crew. An interrupt in a caller never reaches native code, which runs
    in the crew's threads alone; and since these say themselves when they have ended, and no
    interrupt leaves a lock taken (see `provenance.outcome`), nobody waits in vain.

    Args:
        workers: How many threads.
        waiting: How many jobs may wait for one.
    """

    def __init__(self, workers: int, waiting: int) -> None:
        self._places = workers + waiting
        self._owner = os.getpid()
        self._turn = threading.Lock()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._unfinished: set[_Job] = set()
        self._freed = Latch()
        self._closed = False
        self._stopped = False
        self._ended = tuple(Latch() for _ in range(workers))
        for number, ended in enumerate(self._ended):
            name = f"provenance-capture_{number}"
            threading.Thread(target=self._serve, args=(ended,), name=name, daemon=True).start()

    def hand_in(self, work: Work, lost: Lost, *, wait: bool) -> Pending | None:
        """Have `work` done; None when there is no place and the caller does not want to wait.

        Args:
            work: Called in a thread of the crew, with what tells whether to stop; never raises.
            lost: Makes the result of work that never began.
            wait: Whether to wait for a place.

        Raises:
            InvalidArgument: The crew was sent home, or is that of another process.
        """
        if self._owner != os.getpid():
            raise InvalidArgument(
                "The capture session belongs to the process that opened it.",
                hint="Open one after the fork.",
            )
        job = _Job(work, lost)
        while (freed := self._take(job)) is not None:
            if not wait:
                return None
            freed.wait()
        return job.pending

    def close(self, *, cancel: bool) -> None:
        """Take nothing more, and wait for what was taken; in a fork there is nothing to wait for.

        An interrupt meanwhile cancels what has not begun, and goes on when the rest has ended.

        Args:
            cancel: Whether to give up what has not begun, and to stop what has.
        """
        if self._owner != os.getpid():
            return
        try:
            self._send_home(cancel=cancel)
            for ended in self._ended:  # before Python 3.13 an interrupt breaks Thread.join
                ended.wait()
        except BaseException:
            self._wait_out()
            raise

    def _take(self, job: _Job) -> Latch | None:
        """Take a job; without a place for it, return what opens when there may be one."""
        with self._turn:
            if self._closed:
                raise InvalidArgument("The capture session is closed.", hint="Open another one.")
            if len(self._unfinished) >= self._places:
                return self._freed
            self._jobs.put(job)  # first: an interrupt here may cost a result, and no place
            self._unfinished.add(job)
        return None

    def _send_home(self, *, cancel: bool) -> None:
        if cancel:
            self._stopped = True
        with self._turn:
            self._closed = True
            freed = self._freed
        for _ in self._ended:
            self._jobs.put(None)
        freed.open()

    def _wait_out(self) -> None:
        """Wait to the end, however often someone presses Ctrl-C meanwhile."""
        while not all(ended.is_open for ended in self._ended):
            with suppress(BaseException):
                self._send_home(cancel=True)
                for ended in self._ended:
                    ended.wait()

    def _serve(self, ended: Latch) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                with suppress(BaseException):  # of work that raises after all
                    self._do(job)
                del job  # and the frame with it, while there is nothing to do
        finally:
            ended.open()

    def _do(self, job: _Job) -> None:
        try:
            captured = job.do(lambda: self._stopped)
        finally:
            with self._turn:
                self._unfinished.discard(job)
                freed, self._freed = self._freed, Latch()
            freed.open()  # before the result is told: who hears it may hand in another
        job.pending.settle(captured)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Work
    lost: Lost
    pending: Pending = field(default_factory=Pending)

    def do(self, stopped: Callable[[], bool]) -> Captured:
        if stopped():
            return self.lost(Cancelled("The capture session was closed before this was signed."))
        return self.work(stopped)
