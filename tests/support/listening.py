"""A server on this machine that writes down whoever connects, and answers as it is told.

with listening.server() as server:
    ...                        # server.url is where it listens
    assert not server.asked    # the first line of each request; "" for a mere connection
"""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
HUGE = (  # the engine aborts its process when it gets this
    b"HTTP/1.1 200 OK\r\nContent-Type: application/c2pa\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Length: 18446744073709551615\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
)
PATIENCE = 2.0  # seconds for a request to arrive


class Server(socketserver.ThreadingTCPServer):
    """Answers every request alike and remembers it."""

    daemon_threads = True

    def __init__(self, answer: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answer = answer
        self.asked: list[str] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Conversation(socketserver.StreamRequestHandler):
    timeout = PATIENCE

    def handle(self) -> None:
        self.server.asked.append("")
        line = self.rfile.readline(1000)
        self.server.asked[-1] = line.decode("latin-1").strip()
        while self.rfile.readline(1000).strip():
            pass
        self.wfile.write(self.server.answer)


@contextmanager
def server(answer: bytes = NOT_FOUND) -> Iterator[Server]:
    """Listen on a free port of this machine."""
    with Server(answer) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield listening
        finally:
            listening.shutdown()
            thread.join()
