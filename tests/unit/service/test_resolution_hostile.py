"""The resolution service and askers who mean no good: too much, too slow, too often, without a right."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import struct
import threading
import time
import zlib
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from PIL import Image
from support import resolution
from support.repositories import mark
from support.resolution import BY_CONTENT, GENEROUS, KEPT, MARKED, NEAR, by_binding, labels, upload
from support.signing_service import ask

from provenance.durable.recovery import clues
from provenance.errors import InvalidArgument
from provenance.model.asset import Asset
from provenance.service.place import Place


def test_large_files_are_refused_before_and_while_they_come(repository):
    limits = replace(GENEROUS, upload_bytes=1000)
    with resolution.serving(resolution.service(repository, limits=limits)) as url:
        assert upload(url, b"x" * 1001).status == 413
        assert upload(url, (b"x" * 100 for _ in range(30))).status == 413  # of no stated length
        assert labels(upload(url, MARKED + b"1")) == [KEPT, NEAR]


def test_a_file_that_comes_in_drops_is_not_waited_for(repository):
    limits = replace(GENEROUS, upload_seconds=0.5)
    with resolution.serving(resolution.service(repository, limits=limits)) as url:
        with _talking(url) as drip:
            head = f"POST {BY_CONTENT} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
            drip.sendall(
                f"{head}Content-Type: image/png\r\nContent-Length: 1000\r\n\r\nabc".encode()
            )
            began = time.monotonic()
            assert b"408" in drip.recv(1000).split(b"\r\n")[0]
        assert time.monotonic() - began < 5
        assert ask(url, "/health").status == 200


def test_headers_that_never_end_are_cut_off(repository):
    limits = replace(GENEROUS, silence_seconds=0.5)
    with resolution.serving(resolution.service(repository, limits=limits)) as url:
        with _talking(url) as drip:
            drip.sendall(b"GET /health HTTP/1.1\r\nA: ")
            with contextlib.suppress(ConnectionResetError):
                assert drip.recv(1000) == b""
        assert ask(url, "/health").status == 200


def test_one_address_cannot_take_all_places_for_files(repository):
    going, seen = threading.Event(), threading.Semaphore(0)

    def slow(asset, engine):
        seen.release()
        assert going.wait(20)
        return resolution.gather(asset, engine)

    with resolution.serving(resolution.service(repository, gather=slow)) as url:
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(upload(url, MARKED + b"1").status))
            for _ in range(2)
        ]
        for each in threads:
            each.start()
        assert all(seen.acquire(timeout=20) for _ in threads)
        assert upload(url, MARKED + b"1").status == 429
        assert labels(by_binding(url, mark(1))) == [KEPT]
        going.set()
        for each in threads:
            each.join()
        assert found == [200, 200]
        assert upload(url, MARKED + b"1").status == 200


def test_who_asks_too_often_is_told_when_to_come_back(repository):
    limits = replace(GENEROUS, requests_per_minute=60)
    with resolution.serving(resolution.service(repository, limits=limits)) as url:
        replies = [by_binding(url, mark(1)) for _ in range(15)]
        assert [each.status for each in replies[:10]] == [200] * 10
        assert replies[-1].status == 429
        assert int(replies[-1].headers["retry-after"]) >= 1


def test_tokens_are_asked_for_where_there_are_any(repository):
    served = resolution.service(repository, tokens=("a" * 20, "b" * 20))
    with resolution.serving(served) as url:
        path = f"/manifests/{KEPT}"
        reply = ask(url, path)
        assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
        assert ask(url, path, token="a" * 19).status == 401
        assert ask(url, path, headers={"Authorization": "Basic " + "a" * 20}).status == 401
        assert [ask(url, path, token=each * 20).status for each in "ab"] == [200, 200]
        assert upload(url, MARKED + b"1").status == 401


def test_a_repository_that_fails_is_told_to_its_owner_alone(repository):
    class Failing:
        def __getattr__(self, name):
            return getattr(repository, name)

        def entry(self, label):
            raise OSError(f"a secret about {label}")

    told: list[str] = []
    with resolution.serving(resolution.service(Failing()), told) as url:
        reply = ask(url, f"/manifests/{KEPT}")
    assert (reply.status, reply.said) == (500, {"error": "The service failed."})
    assert told == ["A request failed: OSError."]


def test_a_damaged_store_is_told_to_its_owner_alone(tmp_path):
    told: list[str] = []
    with resolution.filled(tmp_path / "repository") as repository:
        for blob in (tmp_path / "repository" / "stores").rglob("*"):
            if blob.is_file():
                blob.write_bytes(b"other bytes")
        with resolution.serving(resolution.service(repository), told) as url:
            reply = ask(url, f"/manifests/{KEPT}")
    assert (reply.status, reply.said) == (500, {"error": "The repository cannot be read now."})
    assert "repository check" in told[0]


@pytest.mark.parametrize(
    ("choices", "named"),
    [
        ({"place": Place(host="192.0.2.1", plain_http=True)}, "Anybody who reaches"),
        ({"place": Place(host="192.0.2.1"), "tokens": ("a" * 20,)}, "show every token"),
        ({"place": Place(host="0.0.0.0"), "public": True}, "no address"),  # noqa: S104  # refused
    ],
)
def test_it_is_not_open_by_accident(repository, choices, named):
    with pytest.raises(InvalidArgument, match=named):
        resolution.serve(resolution.service(repository, **choices), lambda _url: None)


def test_files_that_hurt_decoders_hurt_a_child_alone(repository):
    """Real files of bad will, the real way of looking at them, and a service that lives on."""
    flat = b"\x00" * 4096
    with resolution.serving(resolution.service(repository, gather=clues.gather)) as url:
        for content in (_bomb(), b"\xff\xd8\xff" + flat, b"RIFF" + flat, b"<svg/>", b""):
            reply = upload(url, content)
            assert reply.status == 200
            assert reply.said["matches"] == []
            assert reply.said["problem"]
        assert labels(by_binding(url, mark(1))) == [KEPT]


def test_a_decoder_that_dies_while_it_looks_costs_one_answer(repository):
    """A child is stopped before it is asked, and killed while it is waited for."""
    picture = Asset(name="picture", data=_picture())

    def hurt(asset, engine):
        engine.show(picture, side=64)
        child = engine._viewer.child.pid
        os.kill(child, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (child, signal.SIGKILL)).start()
        return clues.gather(asset, engine)

    ways = iter([hurt, clues.gather])

    def look(asset, engine):
        return next(ways)(asset, engine)

    served = resolution.service(repository, gather=look)
    with resolution.serving(served) as url:
        first = upload(url, _picture())
        assert (first.status, first.said["matches"]) == (200, [])
        assert "hostile" in first.said["problem"] or "died" in first.said["problem"]
        assert upload(url, _picture()).said == {"matches": []}


def _picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((160, 120), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _bomb() -> bytes:
    """Return a picture of 50,000 by 50,000 pixels by its own account."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(10 << 20), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@contextlib.contextmanager
def _talking(url: str):
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        yield connection
