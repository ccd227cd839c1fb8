"""What holds for every answer: its headers, and that a request is written as it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from provenance.service import answers
from provenance.service.refusal import Refusal

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
    """Stands around the application.

    Args:
        app: Answers what is let through.
        secure: Whether it is reached by TLS directly.
        escaped: Below which path other spellings of characters are what they are elsewhere.
        hosts: What the header Host may say, as any page can send requests to this machine under
            a name of its own; None for anything.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        secure: bool,
        escaped: bytes | None = None,
        hosts: frozenset[str] | None = None,
    ) -> None:
        self._app = app
        self._headers = (*_ALWAYS, _SECURE) if secure else _ALWAYS
        self._escaped = escaped
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._headers]
            await send(message)

        if not self._is_named(Headers(scope=scope)):
            refusal = Refusal(421, "This server goes by another name.")
            await answers.refusal(refusal)(scope, receive, send_with_headers)
            return
        # A proxy in front that forbids a path must not be led around by another spelling of it.
        if not self._is_plain(scope.get("raw_path", b"")):
            scope = {**scope, "path": _NOWHERE, "raw_path": b"/"}
        await self._app(scope, receive, send_with_headers)

    def _is_named(self, headers: Headers) -> bool:
        named = [each.lower() for each in headers.getlist("host")]
        return self._hosts is None or (len(named) == 1 and named[0] in self._hosts)

    def _is_plain(self, path: bytes) -> bool:
        before, found, _ = path.partition(b"%")
        return not found or (self._escaped is not None and before.startswith(self._escaped))
