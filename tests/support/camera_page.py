"""The example camera as a process of its own, and a plain way to ask it."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = Path(__file__).resolve().parents[2] / "examples" / "camera_app" / "app.py"
PATIENCE = 30.0  # seconds to start, to answer or to stop


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict:
        return json.loads(self.body)


@dataclass(frozen=True)
class Camera:
    """A camera that runs.

    Attributes:
        url: The address that it printed, secret and all.
    """

    url: str
    pictures: Path

    @property
    def origin(self) -> str:
        return self.url.rsplit("/", 2)[0]

    @property
    def root(self) -> Path:
        """The root of the keys that it made for itself."""
        return self.pictures / ".camera" / "keys" / "root.pem"

    @property
    def taken(self) -> list[Path]:
        return sorted(path for path in self.pictures.iterdir() if path.is_file())

    def ask(self, path: str = "", *, method: str = "GET", body=None, headers=None) -> Answer:
        """Ask below the secret as its own page does, unless headers say otherwise."""
        return ask(self.url + path, method=method, body=body, headers=headers)

    def take(self, frame: bytes, kind: str = "image/jpeg", **headers: str) -> Answer:
        return self.ask(
            "pictures",
            method="POST",
            body=frame,
            headers={"Content-Type": kind, "Origin": self.origin} | headers,
        )


def ask(url: str, *, method: str = "GET", body=None, headers=None) -> Answer:
    """Ask with a new connection."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request(method, parts.path, body=body, headers=headers or {})
        with connection.getresponse() as answer:
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
    finally:
        connection.close()


@contextlib.contextmanager
def camera(pictures: Path, *arguments: object) -> Iterator[Camera]:
    """Run the camera until the block ends; it has to stop well."""
    words = [sys.executable, "-W", "error", APP, pictures, "--port", "0", *arguments]
    running = subprocess.Popen(
        list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        line = running.stdout.readline()
        assert line, running.communicate(timeout=PATIENCE)[1]
        yield Camera(url=line.split()[-1], pictures=pictures)
    finally:
        running.terminate()
        _, complaints = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert not complaints
