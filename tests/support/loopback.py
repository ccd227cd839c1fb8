"""A server on loopback that answers as it is told, remembers what it was asked, and ends by itself."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = "127.0.0.1"
MOST_SECONDS = 20.0  # after which even an endless answer ends
PIECE = b"x" * (64 << 10)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered: a body, and whether it has an end, or comes in drops."""

    body: bytes = b""
    status: int = 200
    location: str = ""
    content_type: str = ""
    endless: bool = False
    pause: float = 0.0


@dataclass(kw_only=True)
class Listening:
    """A server that runs.

    Attributes:
        asked: Path and body of every question.
    """

    port: int
    asked: list[tuple[str, bytes]] = field(default_factory=list)

    def address(self, path: str = "/", host: str = HERE) -> str:
        return f"http://{host}:{self.port}{path}"


@contextlib.contextmanager
def listening(answer: Callable[[str, bytes], Reply]) -> Iterator[Listening]:
    """Answer on a free port of loopback until the block ends."""
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        timeout = MOST_SECONDS

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.asked.append((self.path, body))
            reply = answer(self.path, body)
            self.send_response(reply.status)
            if reply.content_type:
                self.send_header("Content-Type", reply.content_type)
            if reply.location:
                self.send_header("Location", reply.location)
            self.end_headers()
            with contextlib.suppress(OSError):
                _write(self.wfile, reply, stop)

        do_POST = do_GET  # noqa: N815  # as the library names it

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((HERE, 0), Handler) as server:
        server.daemon_threads = True
        found = Listening(port=server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            stop.set()
            server.shutdown()
            thread.join()


def _write(out, reply: Reply, stop: threading.Event) -> None:
    ends = time.monotonic() + MOST_SECONDS
    if not (reply.endless or reply.pause):
        out.write(reply.body)
        return
    pieces = iter(lambda: PIECE, None) if reply.endless else (bytes([b]) for b in reply.body)
    for piece in pieces:
        if time.monotonic() > ends or stop.wait(reply.pause):
            return
        out.write(piece)
        out.flush()
