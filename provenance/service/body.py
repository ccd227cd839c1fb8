"""The body of one request: read within bounds, or left unread without hurting the answer."""

from __future__ import annotations

import asyncio
import contextlib
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from provenance.service.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

JSON = "application/json"
_SWALLOWED = 4  # times the largest body
_SWALLOWING_SECONDS = 2.0


class Body:
    """Reads a body once.

    Args:
        request: Whose body it is.
        most: Bytes that it may have.
        seconds: Longest time until it is there.
        kinds: The media types that it may have by its own account; image/* is any of its kind.
    """

    def __init__(
        self, request: Request, *, most: int, seconds: float, kinds: tuple[str, ...] = (JSON,)
    ) -> None:
        self._request = request
        self._most = most
        self._seconds = seconds
        self._kinds = kinds
        self._pieces = request.stream()
        self._done = False

    async def read(self) -> bytes:
        """Return the whole body.

        Raises:
            Refusal: It is of another type by its own account, too large, or too slow.
        """
        content = bytearray()
        await self.pour(content.extend)
        return bytes(content)

    async def pour(self, take: Callable[[bytes], object]) -> None:
        """Hand over the whole body, piece by piece.

        Raises:
            Refusal: As `read`; some of it may have been handed over before that.
        """
        kind = self._request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not any(fnmatchcase(kind, each) for each in self._kinds):
            raise Refusal(415, f"The request must be of the type {' or '.join(self._kinds)}.")
        if int(self._request.headers.get("content-length", 0)) > self._most:
            raise self._too_large()
        left = self._most
        try:
            async with asyncio.timeout(self._seconds):
                async for piece in self._pieces:
                    left -= len(piece)
                    if left < 0:
                        raise self._too_large()
                    take(piece)
        except TimeoutError as error:
            raise Refusal(408, "The request did not arrive in time.") from error
        except ClientDisconnect as error:
            self._done = True
            raise Refusal(400, "The request ended too early.") from error
        self._done = True

    async def swallow(self) -> None:
        """Read some of what is left, because a sender that is cut off never sees the answer."""
        if self._done or "expect" in self._request.headers:
            return
        left = self._most * _SWALLOWED
        with contextlib.suppress(TimeoutError, ClientDisconnect):
            async with asyncio.timeout(_SWALLOWING_SECONDS):
                async for piece in self._pieces:
                    left -= len(piece)
                    if left < 0:
                        return

    def _too_large(self) -> Refusal:
        return Refusal(413, f"The request is larger than {self._most} bytes.")
