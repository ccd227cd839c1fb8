"""Fetching is bounded, never redirected, and only over https."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from provenance.errors import NetworkNotAllowed, TrustListError
from provenance.limits import Network
from provenance.pki.trust import official

HERE = Network(hosts=frozenset({"127.0.0.1"}))


class Answers(BaseHTTPRequestHandler):
    """Answers by path, and remembers every path."""

    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        status = {"/moved": 302, "/gone": 404}.get(self.path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/list")
        self.end_headers()
        body = b"x" * (9 << 20) if self.path == "/huge" else b"the list"
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server():
    handler = type("Handler", (Answers,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", handler.seen
        listening.shutdown()
        thread.join()


def test_an_answer_is_read_whole(server):
    address, _ = server
    assert official.read(f"{address}/list", HERE) == b"the list"


def test_a_redirect_is_not_followed(server):
    address, seen = server
    with pytest.raises(TrustListError, match="the answer is 302"):
        official.read(f"{address}/moved", HERE)
    assert seen == ["/moved"]


def test_an_error_is_said(server):
    address, _ = server
    with pytest.raises(TrustListError, match="the answer is 404") as caught:
        official.read(f"{address}/gone", HERE)
    assert "provenance trust add" in caught.value.hint


def test_an_answer_that_is_too_large_is_given_up(server):
    address, _ = server
    with pytest.raises(TrustListError, match="too large"):
        official.read(f"{address}/huge", HERE)


def test_an_answer_that_is_too_slow_is_given_up(server, monkeypatch):
    monkeypatch.setattr(official, "_WHOLE_SECONDS", -1.0)
    with pytest.raises(TrustListError, match="too slow"):
        official.read(f"{server[0]}/list", HERE)


def test_nobody_there(server):
    with pytest.raises(TrustListError, match="could not be fetched"):
        official.read("http://127.0.0.1:1/list", HERE)


def test_proxies_of_the_surroundings_are_not_asked(server, monkeypatch):
    address, seen = server
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert official.read(f"{address}/list", HERE) == b"the list"
    assert seen == ["/list"]


@pytest.mark.parametrize("address", ["http://example.org/list", "file:///etc/passwd", "nonsense"])
def test_only_https(address):
    everywhere = Network(hosts=frozenset({"example.org", ""}))
    with pytest.raises(NetworkNotAllowed, match="https"):
        official.fetch(address, everywhere)


def test_a_host_that_is_not_allowed():
    with pytest.raises(NetworkNotAllowed, match=r"example\.org may not be contacted"):
        official.fetch("https://example.org/list", Network(hosts=frozenset({"other.org"})))


def test_the_official_addresses_are_https_on_one_host():
    assert {found.host for found in official.OFFICIAL} == {"raw.githubusercontent.com"}
    assert all(found.address.startswith("https://") for found in official.OFFICIAL)
    assert [found.kind for found in official.OFFICIAL] == ["signer", "time"]
