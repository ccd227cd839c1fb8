"""One question to one named host: no other host, no other address, no more bytes, no more time."""

from __future__ import annotations

import socket
import time

import pytest
from support.listening import server
from support.loopback import HERE, Reply, listening

from provenance.errors import NetworkNotAllowed
from provenance.limits import Network
from provenance.pki import transport

BOUNDS = transport.Bounds(most_bytes=1000, silence_seconds=5, whole_seconds=0.5)
ALLOWED = Network(hosts=frozenset({HERE}))


def ask(address, network=ALLOWED, **how):
    return transport.ask(transport.Question(address=address, **how), network, BOUNDS)


@pytest.fixture
def leading(monkeypatch):
    """Let every name lead to an address."""

    def lead(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    return lead


def test_a_question_is_asked_and_answered():
    with listening(lambda path, body: Reply(body=path.encode() + body)) as server:
        assert ask(server.address("/a?b=c")) == b"/a?b=c"
        assert ask(server.address("/a"), body=b"question", content_type="text/x") == b"/aquestion"
        assert ask(server.address("", host="localhost"), Network(hosts=frozenset({"localhost"})))


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=302, location="http://192.0.2.1/"), "the answer is 302"),
        (Reply(status=500), "the answer is 500"),
        (Reply(status=204), "the answer is 204"),
        (Reply(endless=True), "the answer is too large"),
        (Reply(body=b"x" * 900, pause=0.05), "the answer is too slow"),
        (Reply(body=b"x", pause=2), "the answer is too slow"),
    ],
    ids=["redirect", "error", "empty", "endless", "drops", "silence"],
)
def test_what_is_no_answer_ends_soon(reply, why):
    started = time.monotonic()
    with (
        listening(lambda *_: reply) as server,
        pytest.raises(transport.Unanswered, match=why),
    ):
        ask(server.address())
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "answer",
    [
        b"\x1b[31mTRUSTED by Reuters " + b"A" * 50_000 + b"\r\n\r\n",
        b"HTTP/1.1 \x1b[31mfine\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\x1b[31m\r\n",
    ],
    ids=["status line", "status", "chunk"],
)
def test_words_of_an_answer_are_not_repeated(answer):
    with server(answer) as strange, pytest.raises(transport.Unanswered) as refused:
        ask(strange.url)
    assert str(refused.value) == "the answer is not HTTP as it should be"


def test_headers_in_drops_end_soon():
    with socket.create_server((HERE, 0)) as server:
        started = time.monotonic()
        with pytest.raises(transport.Unanswered, match="too slow"):
            ask(f"http://{HERE}:{server.getsockname()[1]}/")
    assert time.monotonic() - started < 4


def test_many_silent_addresses_end_soon(monkeypatch):
    """Whoever runs a name decides to how many addresses it leads."""

    def silent(self, _address):
        time.sleep(self.gettimeout())
        raise TimeoutError

    many = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (HERE, 1))] * 1000
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: many)
    monkeypatch.setattr(socket.socket, "connect", silent)
    started = time.monotonic()
    with pytest.raises(transport.Unanswered, match="too slow"):
        ask(f"http://{HERE}:1/")
    assert time.monotonic() - started < 4


def test_nobody_there():
    with pytest.raises(transport.Unanswered):
        ask(f"http://{HERE}:1/")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/",
        "ftp://127.0.0.1/",
        "http://127.0.0.1@example.com/",
        "http://user@127.0.0.1/",
        "ldap://127.0.0.1/cn=x",
        "file:///etc/passwd",
        "http://[::1",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "nonsense",
        "",
    ],
)
def test_any_other_host_or_way_is_refused(address, leading):
    leading()  # a name that is looked up would lead nowhere
    with pytest.raises(NetworkNotAllowed):
        ask(address)


CARRIED = [  # newer addresses that lead to older ones inside, or to nobody in public
    *("::127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a01:203", "64:ff9b:1::a01:203"),
    *("2002:a01:203::1", "fec0::1", "::ffff:0:127.0.0.1"),
]
INSIDE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "224.0.0.1", "::1"]


@pytest.mark.parametrize("inside", [*INSIDE, "fe80::1%eth0", "fd00::1", *CARRIED])
def test_a_name_that_leads_inside_is_refused(inside, leading):
    leading(inside)
    with pytest.raises(NetworkNotAllowed, match=r"leads to .*, which is no public address"):
        ask("http://ocsp.example.com/", Network(hosts=frozenset({"ocsp.example.com"})))


@pytest.mark.parametrize(
    "outside", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1"]
)
def test_a_public_address_is_asked(outside, leading, monkeypatch):
    def refuse(*_):
        raise OSError("nobody is there")

    leading(outside)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(transport.Unanswered, match="nobody is there"):
        ask("http://ocsp.example.com/", Network(hosts=frozenset({"ocsp.example.com"})))


def test_unless_that_address_is_named_as_well(monkeypatch):
    with listening(lambda *_: Reply(body=b"here")) as server:
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda _, *r, **k: real(HERE, *r, **k))
        network = Network(hosts=frozenset({"ocsp.example.com", HERE}))
        assert ask(server.address(host="ocsp.example.com"), network) == b"here"


def test_proxies_of_the_surroundings_are_not_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with listening(lambda *_: Reply(body=b"here")) as server:
        assert ask(server.address()) == b"here"
