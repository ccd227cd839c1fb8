"""What holds for every answer: its headers, and that a path is written as it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_SECURE = (b"strict-transport-security", b"max-age=31536000")
_NOWHERE = "/\x00"  # no route has it


class Border:
    """Stands around the application."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = (*_ALWAYS, _SECURE) if secure else _ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._headers]
            await send(message)

        # A proxy in front that forbids a path must not be led around by another spelling of it.
        if b"%" in scope.get("raw_path", b""):
            scope = {**scope, "path": _NOWHERE, "raw_path": b"/"}
        await self._app(scope, receive, send_with_headers)
