"""Connections that are bounded in number, and in how long they may stay without a request.

Uvicorn itself bounds only the pause after an answer, and any byte ends that bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio


def bounded(most: int, silence_seconds: float) -> type[H11Protocol]:
    """Return a protocol that keeps `most` connections and waits so long for whole headers."""

    class Bounded(_Impatient):
        connections_kept = most
        patience = silence_seconds

    return Bounded


class _Impatient(H11Protocol):
    connections_kept: ClassVar[int]
    patience: ClassVar[float]
    _alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.connections_kept:
            transport.abort()
        else:
            self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_idle():
            self._expect_request()
        else:
            self._forget()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect_request(self) -> None:
        if self._alarm is None:
            self._alarm = self.loop.call_later(self.patience, self._end_if_idle)

    def _end_if_idle(self) -> None:
        self._alarm = None
        if self._is_idle():
            self.transport.abort()

    def _forget(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
