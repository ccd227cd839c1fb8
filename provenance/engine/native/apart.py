"""Run native work in a thread of its own, so that an interrupt never unwinds through it.

An exception that passes through a native frame aborts the process; Python raises
KeyboardInterrupt only in the main thread.
"""

from __future__ import annotations

import contextvars
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from provenance.outcome import Latch, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


def run_apart(work: Callable[[], Result], *, stop: Callable[[], None]) -> Result:
    """Return what `work` returns, or raise what it raises.

    When this thread is interrupted, `stop` is called and the interrupt goes on only
    after the work has ended: nothing still writes to a file that the caller removes. Work that
    has not begun by then never begins.
    """
    outcome: Outcome[Result] = Outcome()
    begun, ended = threading.Lock(), Latch()
    context = contextvars.copy_context()

    def body() -> None:
        try:
            if begun.acquire(blocking=False):
                outcome.succeed(context.run(work))
        except BaseException as error:  # noqa: BLE001  # it is raised again by the caller's thread
            outcome.fail(error)
        finally:
            ended.open()

    try:
        # An interrupt can fall into the start, too, when the thread runs already.
        threading.Thread(target=body, name="provenance-engine", daemon=True).start()
        ended.wait()  # before Python 3.13 an interrupted `Thread.join` takes it for ended
    except BaseException:
        if not begun.acquire(blocking=False):
            stop()
            _wait_out(ended)
        raise
    return outcome.result()


def _wait_out(ended: Latch) -> None:
    """Wait to the end, however often someone presses Ctrl-C meanwhile."""
    while not ended.is_open:
        with suppress(BaseException):
            ended.wait()
