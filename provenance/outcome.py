"""Wait for other threads so that an interrupt at any moment leaves nobody waiting in vain.

`threading.Event`, `Condition` and `concurrent.futures.Future` take their lock in Python code: an
interrupt that comes when it was just taken leaves it taken for ever, and whoever would tell the
result hangs. Here each wait has a lock of its own, which nobody else ever takes. (`with` and a lock
itself are safe up to Python 3.13. In 3.14 they have that gap, too: python/cpython issue 148874.)
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Latch:
    """Closed at first, then open for good."""

    def __init__(self) -> None:
        self._is_open = False
        self._waiting: list[threading.Lock] = []

    @property
    def is_open(self) -> bool:
        """Tell whether it was opened."""
        return self._is_open

    def open(self) -> None:
        """Let everybody through who waits or comes later; a second time changes nothing."""
        self._is_open = True
        for each in tuple(self._waiting):
            with suppress(RuntimeError):  # it was released before
                each.release()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is open, and tell whether it is.

        Args:
            timeout: Seconds to wait at most.
        """
        mine = threading.Lock()
        mine.acquire()
        self._waiting.append(mine)  # before looking: who opens it looks the other way round
        if not self._is_open:
            mine.acquire(timeout=_bounded(timeout))
        with suppress(ValueError):
            self._waiting.remove(mine)
        return self._is_open


class Outcome(Generic[Result]):
    """What one thread finds and others wait for."""

    _result: Result

    def __init__(self) -> None:
        self._error: BaseException | None = None
        self._found = Latch()

    @property
    def is_found(self) -> bool:
        """Tell whether it is there."""
        return self._found.is_open

    def succeed(self, result: Result) -> None:
        """Give everybody the result."""
        self._result = result
        self._found.open()

    def fail(self, error: BaseException) -> None:
        """Have it raised wherever the result is asked for."""
        self._error = error
        self._found.open()

    def wait(self) -> None:
        """Wait until it is there, whatever it is."""
        self._found.wait()

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result and return it, or raise what was raised instead.

        Args:
            timeout: Seconds to wait at most.

        Raises:
            TimeoutError: It is not there yet.
        """
        if not self._found.wait(timeout):
            raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._result


def _bounded(timeout: float | None) -> float:
    return -1 if timeout is None else min(max(timeout, 0), threading.TIMEOUT_MAX)
