"""The signing service on loopback, in this process or as the command, and a phone's way to ask it."""

from __future__ import annotations

import base64
import http.client
import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from provenance.service.signing.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.service.signing.server import Service

PATIENCE = 20.0  # seconds for a service to start, to answer or to stop


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict:
        return json.loads(self.body)


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """Serve in a thread of this process until the block ends; gives the address."""
    stopped, ready = threading.Event(), threading.Event()
    found: list[str] = []

    def tell(url: str) -> None:
        found.append(url)
        ready.set()

    thread = threading.Thread(
        target=serve, args=(service, tell), kwargs={"cancelled": stopped.is_set}
    )
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield found[0]
    finally:
        stopped.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def command(*arguments: object) -> Iterator[tuple[subprocess.Popen, str]]:
    """Run `provenance serve signer` until the block ends; gives the process and its address."""
    words = [sys.executable, "-m", "provenance_cli", *map(str, arguments)]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = running.stdout.readline()
        assert line, running.communicate(timeout=PATIENCE)[1]
        yield running, line.split()[-1]
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        running.communicate(timeout=PATIENCE)


def ask(
    url: str, path: str, *, method: str = "", token: str = "", headers=None, body=None
) -> Reply:
    """Ask as a phone does: a new connection, JSON, a bearer token."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    sent = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    method = method or ("GET" if body is None else "POST")
    try:
        connection.request(method, path, body=content, headers=sent | (headers or {}))
        with connection.getresponse() as answer:
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, told, answer.read())
    finally:
        connection.close()


def claim(content: bytes) -> dict[str, str]:
    """Return the question that has `content` signed."""
    return {"claim": base64.b64encode(content).decode()}
