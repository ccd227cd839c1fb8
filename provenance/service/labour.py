"""Work that may block, such as a key in hardware: off the loop, bounded in number and time."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

from provenance.service.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_Made = TypeVar("_Made")


class Labour:
    """Threads that end with the process, so that a key that never answers cannot hold it up.

    Args:
        most: How many may work at once; more are refused.
        seconds: How long one is waited for. Its place stays taken until it is done.
        late: What is said when it takes longer.
    """

    def __init__(self, *, most: int, seconds: float, late: str) -> None:
        self._most = most
        self._seconds = seconds
        self._late = late
        self._busy = 0

    async def do(self, work: Callable[[], _Made]) -> _Made:
        """Return what the work returns, or raise what it raises.

        Raises:
            Refusal: Too many are at work, or it takes too long.
        """
        if self._busy >= self._most:
            raise Refusal(503, "The service is busy.", retry_after=1)
        self._busy += 1
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_Made] = loop.create_future()
        threading.Thread(target=self._run, args=(work, loop, done), daemon=True).start()
        try:
            async with asyncio.timeout(self._seconds):
                return await done
        except TimeoutError as error:
            raise Refusal(503, self._late, retry_after=5) from error

    def _run(
        self,
        work: Callable[[], _Made],
        loop: asyncio.AbstractEventLoop,
        done: asyncio.Future[_Made],
    ) -> None:
        made: _Made | None = None
        failure: Exception | None = None
        try:
            made = work()
        except Exception as error:  # noqa: BLE001  # raised again where it is waited for
            failure = error

        def tell() -> None:
            self._busy -= 1
            if done.done():  # nobody waits any more
                return
            if failure is not None:
                done.set_exception(failure)
            else:
                done.set_result(made)  # type: ignore[arg-type]  # work returned it

        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:
            return  # the service has ended meanwhile
