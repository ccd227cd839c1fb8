"""A server on loopback: who is let in, and what every answer says."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from starlette.responses import Response

from provenance.errors import InvalidArgument, StorageError
from provenance.service import serving
from provenance.service.loopback.pages import Pages
from provenance.service.loopback.server import serve

PATIENCE = 20.0
pytestmark = pytest.mark.usefixtures("loopback")


async def echo(scope, receive, send):
    """Answer with the path that the application is shown."""
    await Response(f"{scope['method']} {scope['path']}")(scope, receive, send)


@contextmanager
def served(app=echo, port=0):
    stopped, ready = threading.Event(), threading.Event()
    found = []
    told = lambda url: (found.append(url), ready.set())  # noqa: E731  # two things at once
    thread = threading.Thread(
        target=serve, args=(app, told), kwargs={"port": port, "cancelled": stopped.is_set}
    )
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield found[0]
    finally:
        stopped.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def url():
    with served() as address:
        yield address


def ask(url, path=None, *, method="GET", hosts=None, headers=()):
    """Ask with exactly these headers; `path` stands in for the whole path."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.putrequest(method, path or parts.path, skip_host=True)
        for host in [parts.netloc] if hosts is None else hosts:
            connection.putheader("Host", host)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def test_whoever_knows_the_address_is_let_in_and_sees_no_secret(url):
    secret = urlsplit(url).path
    assert ask(url)[::2] == (200, "GET /")
    assert ask(url, f"{secret}pictures/one?two")[::2] == (200, "GET /pictures/one")
    assert len(secret) > 30


def test_each_start_has_another_secret(url):
    with served() as other:
        assert urlsplit(other).path != urlsplit(url).path


@pytest.mark.parametrize("path", ["/", "//", "/state", "/favicon.ico", "/wrong/", "/%2e/"])
def test_without_the_secret_nothing_is_told(url, path):
    status, headers, body = ask(url, path)
    assert status == 403
    assert "Open the address that the program printed" in body
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["%2e%2e/x", "a%00b", "%C3%A4"])
def test_a_path_in_another_spelling_leads_nowhere(url, path):
    assert ask(url, urlsplit(url).path + path)[0] == 404


@pytest.mark.parametrize(
    "hosts",
    [["evil.example"], ["evil.example:{port}"], ["127.0.0.1"], ["127.0.0.1.evil.example:{port}"]],
)
def test_another_name_that_leads_here_is_refused(url, hosts):
    port = urlsplit(url).port
    assert ask(url, hosts=[host.format(port=port) for host in hosts])[0] == 421


def test_two_names_or_none_are_refused(url):
    own = urlsplit(url).netloc
    assert ask(url, hosts=[own, own])[0] in {400, 421}
    assert ask(url, hosts=[])[0] in {400, 421}


def test_this_machine_may_be_called_localhost(url):
    host = f"localhost:{urlsplit(url).port}"
    assert ask(url, hosts=[host])[0] == 200
    assert ask(url, hosts=[host], method="POST", headers=[("Origin", f"http://{host}")])[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        [("Origin", "http://evil.example")],
        [("Origin", "null")],
        [("Origin", "https://{own}")],
        [("Origin", "http://127.0.0.1:1")],
        [("Origin", "http://{own}"), ("Origin", "http://evil.example")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [("Origin", "http://{own}"), ("Sec-Fetch-Site", "cross-site")],
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_place_is_refused(url, headers, method):
    own = urlsplit(url).netloc
    sent = [(name, value.format(own=own)) for name, value in headers]
    assert ask(url, method=method, headers=sent)[0] == 403


def test_a_change_is_for_pages_of_this_server_alone(url):
    own = f"http://{urlsplit(url).netloc}"
    assert ask(url, method="POST")[0] == 403
    assert ask(url, method="DELETE")[0] == 403
    assert ask(url, method="POST", headers=[("Origin", own)])[0] == 200
    same = [("Origin", own), ("Sec-Fetch-Site", "same-origin")]
    assert ask(url, method="POST", headers=same)[0] == 200


def test_every_answer_keeps_other_places_out(url):
    _, headers, _ = ask(url)
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["permissions-policy"].startswith("camera=(self), microphone=()")
    assert not any(name.startswith("access-control") for name in headers)
    assert "server" not in headers


def test_it_listens_on_loopback_alone(url):
    port = urlsplit(url).port
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; tells which address would
        except OSError:
            pytest.skip("this machine has no other address")
        outside = probe.getsockname()[0]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((outside, port), timeout=5)


def test_a_taken_port_is_told_in_one_line(url):
    with pytest.raises(InvalidArgument, match="cannot listen") as told:
        serve(echo, lambda _: None, port=urlsplit(url).port)
    assert "another port" in told.value.hint


def test_pages_are_the_known_files_of_a_folder(tmp_path):
    for name in ("index.html", "a.js", "b.css", "c.svg", "key.pem", "notes"):
        (tmp_path / name).write_text(name)
    pages = Pages.of(tmp_path)
    assert sorted(pages.files) == ["a.js", "b.css", "c.svg", "index.html"]
    assert pages.named("").content == b"index.html"
    assert pages.named("a.js").media_type.startswith("text/javascript")
    assert pages.named("key.pem") is None
    assert pages.named("../a.js") is None
    with pytest.raises(StorageError, match="cannot be read"):
        Pages.of(tmp_path / "gone")


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(InvalidArgument, match="no port"), serving.listening("127.0.0.1", port):
        pass
