"""The body of one request: read within bounds, or left unread without hurting the answer."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from provenance.service.signing.messages import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from provenance.service.signing.limits import ServiceLimits

_JSON = "application/json"
_SWALLOWED = 4  # times the largest body
_SWALLOWING_SECONDS = 2.0


class Body:
    """Reads a body once."""

    def __init__(self, request: Request, limits: ServiceLimits) -> None:
        self._request = request
        self._limits = limits
        self._pieces = request.stream()
        self._done = False

    async def read(self) -> bytes:
        """Return the whole body.

        Raises:
            Refusal: It is not JSON by its own account, too large, or too slow.
        """
        kind = self._request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != _JSON:
            raise Refusal(415, f"The request must be of the type {_JSON}.")
        most = self._limits.body_bytes
        if int(self._request.headers.get("content-length", 0)) > most:
            raise self._too_large()
        content = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                async for piece in self._pieces:
                    content += piece
                    if len(content) > most:
                        raise self._too_large()
        except TimeoutError as error:
            raise Refusal(408, "The request did not arrive in time.") from error
        except ClientDisconnect as error:
            self._done = True
            raise Refusal(400, "The request ended too early.") from error
        self._done = True
        return bytes(content)

    async def swallow(self) -> None:
        """Read some of what is left, because a sender that is cut off never sees the answer."""
        if self._done or "expect" in self._request.headers:
            return
        left = self._limits.body_bytes * _SWALLOWED
        with contextlib.suppress(TimeoutError, ClientDisconnect):
            async with asyncio.timeout(_SWALLOWING_SECONDS):
                async for piece in self._pieces:
                    left -= len(piece)
                    if left < 0:
                        return

    def _too_large(self) -> Refusal:
        return Refusal(413, f"The request is larger than {self._limits.body_bytes} bytes.")
