"""Keep one child process of one trade: start it when it is needed, replace it when it died.

Requests from several threads come one after the other.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from provenance.engine.guard.child import IsolatedReader
from provenance.errors import EngineCrashed, LimitReached

if TYPE_CHECKING:
    from provenance.engine.guard.messages import Answer, Hello, Request, Trade
    from provenance.errors import EngineError
    from provenance.limits import Limits

READS_PER_CHILD = 500  # native memory that leaks or fragments does not pile up


class Ward:
    """Give requests to a child of one trade; after `close` it can still be used.

    Args:
        trade: What the child does: "read" or "look".
        limits: What one file may cost it.
    """

    def __init__(self, trade: Trade, limits: Limits) -> None:
        self._trade = trade
        self._limits = limits
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self.child: IsolatedReader | None = None

    @property
    def hello(self) -> Hello:
        """Return what the child said of itself; starts it when it is not running."""
        with self._turn:
            return self._ready().hello

    def ask(self, request: Request, descriptor: int, seconds: float) -> Answer:
        """Return the child's answer, or raise the error that it names.

        Raises:
            LimitReached, EngineCrashed: It took too long, or died.
        """
        with self._turn:
            child = self._ready()
            try:
                answer = child.ask(request, descriptor, seconds=seconds)
            except TimeoutError as error:
                raise _too_slow(request.name, seconds) from error
            except EOFError as error:
                raise _crash(request.name, child) from error
            finally:
                if not child.usable:  # an answer that comes too late is never taken for the next
                    self._drop()
        if answer.fault is not None:
            raise answer.fault.error()
        return answer

    def start(self) -> None:
        """Start the child, and do not wait until it is ready."""
        with self._turn:
            self._ready()

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._drop()

    @property
    def _turn(self) -> threading.Lock:
        """Return the lock on the child; a new one after a fork, for its holder stayed behind."""
        if self._owner != os.getpid():
            self._owner, self._lock = os.getpid(), threading.Lock()
        return self._lock

    def _ready(self) -> IsolatedReader:
        """Return a child that waits for a request; the lock is held."""
        child = self.child
        if child is not None and child.usable and child.answered < READS_PER_CHILD:
            return child
        self._drop()
        self.child = IsolatedReader(self._trade, self._limits)
        return self.child

    def _drop(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            child.end()


def _too_slow(name: str, seconds: float) -> LimitReached:
    return LimitReached(
        f"Reading {name} took longer than {seconds:g} s and was stopped.",
        limit="wall_seconds",
        hint="If you trust its maker, raise Limits.wall_seconds.",
    )


def _crash(name: str, child: IsolatedReader) -> EngineError:
    death = child.death()
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
    if words := child.last_words():
        error.add_note(words)
    return error
