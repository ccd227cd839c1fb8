"""Answer the engine's request for a time-stamp from this process, so that it reaches no network.

The engine asks the authority of a signer over HTTP by itself: without regard to the hosts that
it may contact, and to the functions that its C interface offers for requests. So it is given the
address of a server on loopback that lives for one signature, answers at one secret path, and
hands over only what the caller's own transport fetched and checked.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib import request as environment

from provenance.errors import TimestampError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.engine.native.streams import Watch

HERE = "127.0.0.1"
MOST_REQUEST_BYTES = 1024  # the engine's has 67
SILENCE_SECONDS = 5.0
POLL_SECONDS = 0.01


@contextmanager
def open_relay(answer: Callable[[bytes], bytes], watch: Watch) -> Iterator[str]:
    """Answer requests at the address that this yields, and keep what `answer` raises in `watch`.

    Raises:
        TimestampError: The environment sends the engine's requests to a proxy.
    """
    _refuse_proxy()
    secret = f"/{secrets.token_urlsafe(24)}"
    try:
        server = _Relay(secret, answer, watch)
    except OSError as error:
        raise TimestampError(
            f"No time-stamp can be taken in: there is no loopback address ({error.strerror}).",
            hint="Sign without time, or with the policy defer.",
        ) from error
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_port}{secret}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _refuse_proxy() -> None:
    """Make sure that the engine does not hand requests for this machine to a proxy.

    The engine takes proxies from the environment, whatever its settings say, so the
    environment is looked at here as the engine would.
    """
    proxies = environment.getproxies_environment()
    if {"http", "all"}.isdisjoint(proxies):
        return
    if not environment.proxy_bypass_environment(HERE):  # type: ignore[attr-defined]  # likewise
        raise TimestampError(
            "The environment names a proxy, to which the engine would hand its own requests.",
            hint=f"Add {HERE} to NO_PROXY.",
        )


class _Relay(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, secret: str, answer: Callable[[bytes], bytes], watch: Watch) -> None:
        self.secret = secret
        self.answer = answer
        self.watch = watch
        super().__init__((HERE, 0), _Question)

    def server_bind(self) -> None:
        """Bind without asking anybody for the name of this machine."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HERE, self.server_address[1]

    def handle_error(self, *_: object) -> None:
        """Say nothing: whoever hung up knows."""


class _Question(BaseHTTPRequestHandler):
    timeout = SILENCE_SECONDS
    server: _Relay

    def do_POST(self) -> None:
        """Answer the engine, and nobody else."""
        if not secrets.compare_digest(self.path.encode(), self.server.secret.encode()):
            self._reply(HTTPStatus.NOT_FOUND)
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MOST_REQUEST_BYTES:
            self._reply(HTTPStatus.BAD_REQUEST)
            return
        try:
            response = self.server.answer(self.rfile.read(int(length)))
        except BaseException as error:  # noqa: BLE001  # `Watch.check` raises it to the caller
            self.server.watch.fail(error)
            self._reply(HTTPStatus.BAD_GATEWAY)
            return
        self._reply(HTTPStatus.OK, response)

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _reply(self, status: HTTPStatus, body: bytes = b"") -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/timestamp-reply")  # RFC 3161 section 3.4
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
