"""The relay for time-stamps: it answers the engine alone, once it has something to hand over."""

from __future__ import annotations

import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from provenance.engine.native.relay import MOST_REQUEST_BYTES, open_relay
from provenance.engine.native.streams import Watch


@pytest.fixture
def watch():
    return Watch()


def post(url, body=b"request", *, path=None, length=None):
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=5)
    headers = {"Content-Length": str(len(body) if length is None else length)}
    connection.request("POST", path or parts.path, body=body, headers=headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers["Content-Type"], answer.read()
    connection.close()
    return found


def test_it_hands_over_what_it_is_given(watch):
    with open_relay(lambda request: request[::-1], watch) as url:
        assert urlsplit(url).hostname == "127.0.0.1"
        assert post(url) == (200, "application/timestamp-reply", b"tseuqer")
    watch.check()


def test_who_does_not_know_the_path_learns_nothing(watch):
    asked = []
    with open_relay(lambda request: asked.append(request) or b"token", watch) as url:
        for path in ("/", "/tsa", urlsplit(url).path[:-1], urlsplit(url).path + "x"):
            status, _, body = post(url, path=path)
            assert (status, body) == (404, b"")
    assert asked == []
    watch.check()


@pytest.mark.parametrize("length", ["x", "-1", "", str(MOST_REQUEST_BYTES + 1), str(1 << 40)])
def test_a_request_without_a_fitting_length_is_refused(watch, length):
    with open_relay(lambda _: b"token", watch) as url:
        assert post(url, b"", length=length)[0] == 400


def test_what_fails_is_kept_for_the_caller(watch):
    def fail(_):
        raise OSError("no network")

    with open_relay(fail, watch) as url:
        assert post(url)[0] == 502
    with pytest.raises(OSError, match="no network"):
        watch.check()


def test_a_silent_visitor_keeps_nobody_waiting(watch):
    with open_relay(lambda _: b"token", watch) as url:
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port)):
            assert post(url)[0] == 200


def test_it_is_gone_afterwards(watch):
    with open_relay(lambda _: b"token", watch) as url:
        pass
    with pytest.raises(ConnectionRefusedError):
        post(url)
