"""The signing service as the official SDKs ask it, and as somebody asks it who means no good."""

from __future__ import annotations

import base64
import contextlib
import errno
import json
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from support.signing_service import ask, claim, serving

from provenance import open_credential
from provenance.credentials import algorithms
from provenance.errors import CredentialError, InvalidArgument, StorageError
from provenance.evidence.keys import is_signature
from provenance.pki import profile
from provenance.pki.issuing import development, request
from provenance.service.signing import single
from provenance.service.signing.app import CONFIGURATION, ENROL, HEALTH
from provenance.service.signing.desk import SIGN
from provenance.service.signing.limits import ServiceLimits
from provenance.service.signing.server import Place, serve

WRONG = "a-token-of-somebody-else"
DATA = b"what COSE calls Sig_structure " * 100


def is_signed(chain_pem: bytes, algorithm: str, reply) -> bool:
    signature = base64.b64decode(reply.said["signature"], validate=True)
    key = x509.load_pem_x509_certificate(chain_pem).public_key()
    whole = len(signature) == algorithms.signature_bytes(key)
    return whole and is_signature(key, algorithm, signature, DATA)


@pytest.fixture(scope="session")
def csr(tmp_path_factory):
    made = request.create(
        tmp_path_factory.mktemp("device") / "d", organization="Evil", name="Evil", country="DE"
    )
    return made.request.read_text()


def test_it_is_well(url):
    assert ask(url, HEALTH).status == 200


def test_it_tells_its_configuration_as_the_sdks_read_it(url, token, pki):
    told = ask(url, CONFIGURATION, token=token)
    assert told.status == 200
    assert told.said.keys() == {
        "algorithm", "timestamp_url", "signing_url", "certificate_chain",
    }  # fmt: skip
    assert told.said["algorithm"] == "es256"
    assert told.said["timestamp_url"] == "http://time.example/"
    assert told.said["signing_url"] == url + SIGN
    assert base64.b64decode(told.said["certificate_chain"]) == pki.chain.read_bytes()


@pytest.mark.parametrize("algorithm", ["es256", "es384", "es512", "ps256", "ed25519"])
def test_it_signs_by_every_algorithm(algorithm, token, tmp_path):
    keys = development.create(tmp_path / "keys", algorithm=algorithm)
    service = single.service(
        Place(port=0), lambda: open_credential(keys.chain, keys.key), lambda: token
    )
    with serving(service) as url:
        assert ask(url, CONFIGURATION, token=token).said["algorithm"] == algorithm
        signed = ask(url, SIGN, token=token, body=claim(DATA))
    assert is_signed(keys.chain.read_bytes(), algorithm, signed)


def test_it_issues_a_certificate_that_says_what_we_say(url, token, csr):
    told = ask(url, ENROL, token=token, body={"csr": csr, "metadata": {"deviceId": "x"}})
    assert told.status == 200
    chain = told.said["certificate_chain"].encode()
    leaf, _issuer, root = x509.load_pem_x509_certificates(chain)
    asked = x509.load_pem_x509_csr(csr.encode())
    assert leaf.public_key() == asked.public_key()
    assert "Evil" not in leaf.subject.rfc4514_string()
    assert root.subject == root.issuer
    assert told.said["serial_number"] == str(leaf.serial_number)
    assert datetime.fromisoformat(told.said["expires_at"]) == leaf.not_valid_after_utc
    assert leaf.not_valid_after_utc < datetime.now(UTC) + timedelta(days=1)
    assert not [fault for fault in profile.check(chain) if fault.severity != "note"]


def test_a_request_may_come_as_base64_and_with_the_header_of_the_sdk_for_android(url, token, csr):
    body = "".join(csr.splitlines()[1:-1])
    told = ask(url, ENROL, headers={"X-API-Key": token}, body={"csr": body})
    assert told.status == 200
    assert ask(url, SIGN, headers={"X-API-Key": token}, body=claim(DATA)).status == 401


@pytest.mark.parametrize(
    "csr",
    ["", "nonsense", "AAAA", "-----BEGIN CERTIFICATE REQUEST-----\n", "A" * 20_000, "\ud800"],
    ids=["empty", "text", "zeros", "cut", "long", "surrogate"],
)
def test_what_is_no_request_is_refused(csr, url, token):
    told = ask(url, ENROL, token=token, body={"csr": csr})
    assert told.status == 400
    assert "\n" not in told.said["error"]


def test_a_request_that_somebody_else_signed_is_refused(url, token, csr):
    der = bytearray(base64.b64decode("".join(csr.splitlines()[1:-1])))
    der[-1] ^= 1
    told = ask(url, ENROL, token=token, body={"csr": base64.b64encode(der).decode()})
    assert told.status == 400
    assert "possession" in told.said["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic {token}"},
        {"Authorization": "{token}"},
        {"Authorization": "Bearer {token}x"},
        {"Authorization": "Bearer {half}"},
        {"X-API-Key": "{token}"},
    ],
)
@pytest.mark.parametrize("path", [CONFIGURATION, SIGN])
def test_without_the_token_nothing_is_done(path, headers, token, url):
    sent = {k: v.format(token=token, half=token[:-1]) for k, v in headers.items()}
    told = ask(url, path, headers=sent, body=None if path == CONFIGURATION else claim(DATA))
    assert told.status == 401
    assert told.headers["www-authenticate"] == "Bearer"
    assert told.said.keys() == {"error"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"", {}, 400),
        (b"[]", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[" * 50_000, {}, 400),
        (b"{}", {}, 400),
        (b'{"claim": 1}', {}, 400),
        (b'{"claim": null}', {}, 400),
        (b'{"claim": ""}', {}, 400),
        (b'{"claim": "!"}', {}, 400),
        (b'{"claim": "aGk"}', {}, 400),
        (b'{"claim": "aGk="}', {"Content-Type": "text/plain"}, 415),
        (b'{"claim": "aGk="}', {"Content-Type": ""}, 415),
        (b'{"claim": "aGk="}', {"Content-Type": "application/json; charset=utf-8"}, 200),
        (b'{"claim": "aGk=", "more": 1}', {}, 200),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(body, headers, status, url, token):
    told = ask(url, SIGN, token=token, headers=headers, body=body)
    assert told.status == status
    assert status == 200 or ("\n" not in told.said["error"] and "signature" not in told.said)


def test_a_claim_that_is_too_large_is_refused_however_it_comes(url, token):
    for size in (1 << 20, (1 << 20) + 1, 3 << 20):
        told = ask(url, SIGN, token=token, body=claim(bytes(size)))
        assert told.status == (200 if size == 1 << 20 else 413)
    pieces = (b"x" * 65_536 for _ in range(40))
    assert ask(url, SIGN, token=token, method="POST", body=pieces).status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", SIGN, 405),
        ("PUT", SIGN, 405),
        ("DELETE", ENROL, 405),
        ("POST", CONFIGURATION, 405),
        ("OPTIONS", SIGN, 405),
        ("TRACE", HEALTH, 405),
        ("POST", SIGN + "/", 404),
        ("POST", "/" + SIGN, 404),
        ("POST", "/api/v1/c2pa/%73ign", 404),
        ("POST", "/api/v1/c2pa%2Fsign", 404),
        ("POST", "/api/v1/x/../c2pa/sign", 404),
        ("POST", SIGN.upper(), 404),
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/../../etc/passwd", 404),
    ],
)
def test_there_is_nothing_else(method, path, status, url, token):
    body = claim(DATA) if method == "POST" else None
    told = ask(url, path, method=method, token=token, body=body)
    assert told.status == status
    assert told.said.keys() == {"error"}


def test_every_answer_has_the_headers_and_none_names_a_program(url, token):
    replies = [
        ask(url, HEALTH),
        ask(url, "/nowhere"),
        ask(url, CONFIGURATION, token=token),
        ask(url, SIGN, token=WRONG, body=b"{"),
    ]
    for told in replies:
        assert told.headers["cache-control"] == "no-store"
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["content-type"] == "application/json"
        assert not {"server", "x-powered-by"} & told.headers.keys()


def test_twenty_at_once_are_all_signed(url, token, pki):
    with ThreadPoolExecutor(20) as phones:
        signed = list(
            phones.map(lambda _: ask(url, SIGN, token=token, body=claim(DATA)), range(60))
        )
    assert all(is_signed(pki.chain.read_bytes(), "es256", each) for each in signed)


class SlowKey:
    """A credential that takes its time."""

    def __init__(self, credential, seconds):
        self._credential, self._seconds = credential, seconds
        self.algorithm, self.chain_pem = credential.algorithm, credential.chain_pem
        self.notes, self.close = (), credential.close

    def sign(self, data):
        time.sleep(self._seconds)
        if data == b"broken":
            raise CredentialError("The key in /secret/place is gone.")
        if data == b"bug":
            raise ZeroDivisionError(self)
        return self._credential.sign(data)


def slow(pki, token, *, seconds=0.0, log=None, **limits):
    credential = SlowKey(open_credential(pki.chain, pki.key), seconds)
    service = single.service(Place(port=0), lambda: credential, lambda: token)
    return serving(replace(service, limits=ServiceLimits(**limits), audit_log=log))


def test_a_key_that_does_not_answer_is_waited_for_within_bounds(pki, token):
    with slow(pki, token, seconds=2, work_seconds=0.3, workers=1) as url:
        started = time.monotonic()
        assert ask(url, SIGN, token=token, body=claim(DATA)).status == 503
        busy = ask(url, SIGN, token=token, body=claim(DATA))
        assert time.monotonic() - started < 1.5
    assert busy.status == 503
    assert int(busy.headers["retry-after"]) >= 1


def test_a_key_that_never_answers_does_not_hold_up_the_stop(pki, token):
    with ThreadPoolExecutor(1) as phone:
        with slow(pki, token, seconds=8, stop_seconds=1, work_seconds=30) as url:
            waiting = phone.submit(ask, url, SIGN, token=token, body=claim(DATA))
            time.sleep(0.3)
            started = time.monotonic()
        assert time.monotonic() - started < 4
        assert waiting.exception() or waiting.result().status >= 500


def test_what_a_key_says_reaches_the_log_and_not_the_asker(pki, token, tmp_path):
    log = tmp_path / "audit.jsonl"
    with slow(pki, token, log=log) as url:
        broken = ask(url, SIGN, token=token, body=claim(b"broken"))
        bug = ask(url, SIGN, token=token, body=claim(b"bug"))
    assert (broken.status, bug.status) == (503, 500)
    assert b"/secret/place" not in broken.body + bug.body
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[1]["fault"].startswith("The key in /secret/place")
    assert lines[2]["fault"] == "ZeroDivisionError"


def test_what_cannot_be_recorded_is_not_answered(pki, token, tmp_path, monkeypatch):
    write = os.write

    def fail(file, line):
        if b'"event":"sign"' in line:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, line)

    with slow(pki, token, log=tmp_path / "audit.jsonl") as url:
        monkeypatch.setattr(os, "write", fail)
        told = ask(url, SIGN, token=token, body=claim(DATA))
        assert ask(url, CONFIGURATION, token=token).status == 200
    assert told.status == 503
    assert "signature" not in told.said


def test_a_log_that_cannot_be_written_stops_the_start(pki, token, tmp_path):
    service = single.service(
        Place(port=0), lambda: open_credential(pki.chain, pki.key), lambda: token
    )
    with pytest.raises(StorageError, match="audit log"):
        serve(replace(service, audit_log=tmp_path), lambda _url: pytest.fail("it started"))


def test_strangers_are_refused_in_bounds_and_do_not_lock_others_out(pki, token, tmp_path):
    log = tmp_path / "audit.jsonl"
    with slow(pki, token, log=log, refusals_per_minute=1) as url:
        told = [ask(url, SIGN, token=WRONG, body=claim(DATA)) for _ in range(30)]
        assert ask(url, SIGN, token=token, body=claim(DATA)).status == 200
    assert {each.status for each in told} == {401, 429}
    assert all("retry-after" in each.headers for each in told if each.status == 429)
    assert len(log.read_text().splitlines()) < 20


def raw(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /health HT",
        b"GET /health HTTP/1.1\r\nHost: x\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /api/v1/c2pa/sign HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nx",
    ],
    ids=["nothing", "half a line", "half of the headers", "kept alive", "half a body"],
)
def test_a_connection_that_falls_silent_is_ended(sent, pki, token):
    with slow(pki, token, silence_seconds=1, body_seconds=1) as url, raw(url) as connection:
        connection.sendall(sent)
        started = time.monotonic()
        while connection.recv(4096):
            pass
        assert time.monotonic() - started < 5


def test_drops_do_not_keep_a_connection_open(pki, token):
    with slow(pki, token, silence_seconds=1) as url, raw(url) as connection:
        started = time.monotonic()
        with contextlib.suppress(OSError):  # reset or closed, as the system says it
            for _ in range(200):
                connection.sendall(b"X")
                time.sleep(0.05)
        assert time.monotonic() - started < 4


def test_more_connections_than_there_are_places_are_ended(pki, token):
    with slow(pki, token, connections=5, silence_seconds=3) as url:
        held = [raw(url) for _ in range(12)]
        time.sleep(0.3)
        ended = 0
        for connection in held:
            connection.settimeout(0.1)
            try:
                ended += connection.recv(1) == b""
            except TimeoutError:
                pass
            except ConnectionResetError:
                ended += 1
        assert ended == 7
        for connection in held:
            connection.close()
        time.sleep(0.3)
        assert ask(url, HEALTH).status == 200


@pytest.mark.parametrize(
    "sent",
    [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP\r\n\r\n", b"GET /" + b"a" * 70_000, b"\x16\x03\x01"],
    ids=["bytes", "no version", "endless line", "TLS"],
)
def test_what_is_no_http_is_ended(sent, url):
    with raw(url) as connection:
        connection.sendall(sent + b"\r\n\r\n")
        assert connection.recv(4096)[:12] in {b"HTTP/1.1 400", b""}
    assert ask(url, HEALTH).status == 200


def test_the_log_tells_all_and_holds_no_secret(url, token, log, csr):
    ask(url, SIGN, token=token, body=claim(b"something of mine"))
    ask(url, ENROL, token=token, body={"csr": csr})
    ask(url, CONFIGURATION, token=WRONG)
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    signed, issued, refused = lines[-3:]
    assert (signed["event"], signed["client"], signed["status"]) == ("sign", "client", 200)
    assert issued["certificate_id"]
    assert (refused["status"], refused["refusal"]) == (401, "The token is not known.")
    assert refused["token"] != signed["token"]
    for secret in (token, WRONG, claim(b"something of mine")["claim"]):
        assert secret not in text
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (Place(host="192.0.2.1", plain_http=True), "192.0.2.1"),
        (Place(host="0.0.0.0"), "show every token"),  # noqa: S104
        (Place(host="0.0.0.0", plain_http=True), "no address that an app can reach"),  # noqa: S104
        (Place(host="no such host", plain_http=True), "no address of this machine"),
    ],
)
def test_a_place_that_cannot_be_or_should_not_be_is_refused(place, why, pki, token):
    service = single.service(place, lambda: open_credential(pki.chain, pki.key), lambda: token)
    with pytest.raises(InvalidArgument, match=why):
        serve(service, lambda _url: pytest.fail("it started"))


def test_a_port_that_is_taken_is_one_line(url, pki, token):
    place = Place(port=urlsplit(url).port)
    service = single.service(place, lambda: open_credential(pki.chain, pki.key), lambda: token)
    with pytest.raises(InvalidArgument, match="cannot listen"):
        serve(service, lambda _url: pytest.fail("it started"))
