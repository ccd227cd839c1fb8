"""Who may ask a server on loopback, and the headers of every answer.

Any page of the web can send requests to 127.0.0.1, a name of its own can lead there (DNS
rebinding), and other users of this machine can connect. So each request has to name this
address, must not come from another place, and has to know a secret that only the person
who started the program was shown: the first part of the path.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response

from provenance.service.refusal import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECRET_BYTES = 24
_HARMLESS = frozenset({"GET", "HEAD"})
_OWN_SITES = frozenset({"same-origin", "none"})  # none: typed, or opened from a terminal

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=(), display-capture=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def new_secret() -> str:
    """Return a path that nobody can guess."""
    return secrets.token_urlsafe(_SECRET_BYTES)


class Border:
    """Stands around an application, which sees paths without the secret.

    Args:
        app: Answers what is let through.
        hosts: What the header Host may say, "127.0.0.1:8765" for example.
        secret: The first part of every path.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], secret: str) -> None:
        self._app = app
        self._hosts = hosts
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_ALWAYS]
            await send(message)

        try:
            self._require_own(scope["method"], Headers(scope=scope))
            path = self._inner_path(scope)
        except Refusal as refusal:
            await _told(refusal)(scope, receive, send_with_headers)
            return
        inner = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(inner, receive, send_with_headers)

    def _require_own(self, method: str, headers: Headers) -> None:
        """Let in what comes from our own pages, or from no page at all.

        Raises:
            Refusal: It was sent to another name, or by a page of another place.
        """
        named = headers.getlist("host")
        if len(named) != 1 or named[0].lower() not in self._hosts:
            raise Refusal(421, "This server goes by another name.")
        origins = headers.getlist("origin")
        if origins not in ([], [f"http://{named[0].lower()}"]):
            raise Refusal(403, "Another page may not ask this server.")
        if not origins and method not in _HARMLESS:
            raise Refusal(403, "Only a page of this server may ask for that.")
        if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
            raise Refusal(403, "Another page may not ask this server.")

    def _inner_path(self, scope: Scope) -> str:
        """Return the path behind the secret.

        Raises:
            Refusal: The secret is missing, is another one, or the path is written oddly.
        """
        raw: bytes = scope["raw_path"]
        first, _, rest = raw.removeprefix(b"/").partition(b"/")
        if not secrets.compare_digest(first, self._secret):
            raise Refusal(403, "Open the address that the program printed when it started.")
        if b"%" in rest or not rest.isascii():
            raise Refusal(404, "There is nothing here.")
        return f"/{rest.decode('ascii')}"


def _told(refusal: Refusal) -> Response:
    answer = msgspec.json.encode({"error": refusal.sentence})
    headers = {"connection": "close"}  # whatever of the body was not read
    return Response(answer, refusal.status, headers, "application/json")
