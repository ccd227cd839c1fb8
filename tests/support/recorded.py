"""Answers of a web service as its documentation gives them, put under the provider's own client.

The client builds and reads real requests; nothing is contacted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

requests = pytest.importorskip("requests", reason="no client of a cloud is installed")

from requests.adapters import BaseAdapter, HTTPAdapter  # noqa: E402  # after the check
from urllib3 import HTTPResponse  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the service says."""

    body: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Recorded(BaseAdapter):
    """Answer every request by a function; `asked` keeps method, address and JSON of each."""

    def __init__(self, answer: Callable[[str, str, dict[str, Any]], Answer]) -> None:
        super().__init__()
        self._answer = answer
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def session(self) -> requests.Session:
        """Return a session that reaches nothing else."""
        made = requests.Session()
        self.under(made)
        return made

    def under(self, session: requests.Session) -> None:
        """Take the place of the network under a session."""
        session.mount("https://", self)
        session.mount("http://", self)

    def send(self, request: Any, **_: Any) -> requests.Response:
        words = (request.method, request.url, json.loads(request.body or b"{}"))
        self.asked.append(words)
        found = self._answer(*words)
        raw = HTTPResponse(
            body=BytesIO(json.dumps(found.body).encode()),
            headers={"Content-Type": "application/json", **found.headers},
            status=found.status,
            preload_content=False,
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        pass
