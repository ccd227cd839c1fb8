"""A fixed number of threads and a bounded queue before them."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

from provenance.errors import Cancelled, InvalidArgument
from provenance.signing.session.captured import Captured

Work = Callable[[Callable[[], bool]], Captured]
Lost = Callable[[Cancelled], Captured]


class Pending:
    """A capture that is being signed, or waits for its turn."""

    def __init__(self, future: Future[Captured]) -> None:
        self._future = future

    def done(self) -> bool:
        """Tell whether the result is there."""
        return self._future.done()

    def result(self, timeout: float | None = None) -> Captured:
        """Wait for the result; why something was not signed stands in it and is not raised.

        Args:
            timeout: Seconds to wait at most.

        Raises:
            TimeoutError: It is not there yet.
        """
        return self._future.result(timeout)

    def when_done(self, call: Callable[[Captured], object]) -> None:
        """Call `call` with the result, in the thread that signed, or at once if it is there."""
        self._future.add_done_callback(lambda future: call(future.result()))


class Crew:
    """Threads that work, and places for what they work on and what waits.

    Threads may share one crew. An interrupt in a caller never reaches native code, which runs
    in the crew's threads alone; and since they alone keep count of the work, and say themselves
    when they have ended, an interrupt at any moment leaves nothing to wait for in vain.

    Args:
        workers: How many threads.
        waiting: How many jobs may wait for one.
    """

    def __init__(self, workers: int, waiting: int) -> None:
        self._places = workers + waiting
        self._owner = os.getpid()
        turn = threading.Lock()
        self._handed_in, self._place_free = threading.Condition(turn), threading.Condition(turn)
        self._queue: deque[_Job] = deque()
        self._busy = 0
        self._closed = False
        self._stopped = threading.Event()
        self._ended = tuple(threading.Event() for _ in range(workers))
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
        with self._place_free:
            while len(self._queue) + self._busy >= self._places and not self._closed:
                if not wait:
                    return None
                self._place_free.wait()
            if self._closed:
                raise InvalidArgument("The capture session is closed.", hint="Open another one.")
            self._queue.append(job)
            self._handed_in.notify()
        return Pending(job.outcome)

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

    def _send_home(self, *, cancel: bool) -> None:
        if cancel:
            self._stopped.set()
        with self._place_free:
            self._closed = True
            self._handed_in.notify_all()
            self._place_free.notify_all()

    def _wait_out(self) -> None:
        """Wait to the end, however often someone presses Ctrl-C meanwhile."""
        while not all(ended.is_set() for ended in self._ended):
            with suppress(BaseException):
                self._send_home(cancel=True)
                for ended in self._ended:
                    ended.wait()

    def _serve(self, ended: threading.Event) -> None:
        try:
            while (job := self._next()) is not None:
                with suppress(BaseException):  # of those whom the result was told
                    job.do(self._stopped)
                with self._place_free:
                    self._busy -= 1
                    self._place_free.notify_all()
        finally:
            ended.set()

    def _next(self) -> _Job | None:
        with self._handed_in:
            while not self._queue:
                if self._closed:
                    return None
                self._handed_in.wait()
            self._busy += 1
            return self._queue.popleft()


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    lost: Lost
    outcome: Future[Captured] = field(default_factory=Future)

    def do(self, stopped: threading.Event) -> None:
        """Find the outcome; what waits for it is told by this thread."""
        if stopped.is_set():
            error = Cancelled("The capture session was closed before this was signed.")
            self.outcome.set_result(self.lost(error))
        else:
            self.outcome.set_result(self.work(stopped.is_set))
