"""The resolution service: what it tells, what it never tells, and askers who mean no good."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
import time
from dataclasses import replace
from urllib.parse import quote, urlsplit

import pytest
from support import resolution
from support.repositories import FINGERPRINT, WATERMARK, mark, store
from support.resolution import CODE, DELETED, GENEROUS, KEPT, MARKED, NEAR, PENDING, PRIVATE
from support.signing_service import ask

from provenance.durable.recovery import clues
from provenance.errors import InvalidArgument
from provenance.evidence.active import active_label
from provenance.limits import Limits
from provenance.service.place import Place

BY_BINDING, BY_CONTENT = "/matches/byBinding", "/matches/byContent"


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    with resolution.filled(tmp_path_factory.mktemp("resolution") / "repository") as made:
        yield made


@pytest.fixture(scope="session")
def url(repository):
    with resolution.serving(resolution.service(repository)) as address:
        yield address


def written(value: bytes) -> str:
    return base64.b64encode(value).decode()


def by_binding(url: str, binding=None, **query: str):
    if binding is not None:
        query = {"alg": binding.algorithm, "value": written(binding.value)} | query
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return ask(url, f"{BY_BINDING}?{text}")


def upload(url: str, content: bytes, *, kind: str = "image/jpeg", query: str = "", **more):
    headers = {"Content-Type": kind}
    return ask(url, f"{BY_CONTENT}{query}", body=content, headers=headers, **more)


def labels(reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [each["manifestId"] for each in reply.said["matches"]]


def test_a_mark_leads_to_its_manifest_alone(url):
    reply = by_binding(url, mark(1))
    assert reply.said == {"matches": [{"manifestId": KEPT, "similarityScore": 100}]}
    assert reply.headers["content-type"] == "application/json"
    assert "access-control-allow-origin" not in reply.headers


def test_a_fingerprint_leads_to_what_is_near_the_nearest_first(url):
    reply = by_binding(url, alg=FINGERPRINT, value=written(CODE))
    assert labels(reply) == [KEPT, NEAR]
    assert [each["similarityScore"] for each in reply.said["matches"]] == [100, 95]


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_what_waits_was_deleted_or_is_private_is_never_told(url, number):
    assert labels(by_binding(url, mark(number))) == []


def test_no_more_is_told_than_was_asked_for(url):
    assert labels(by_binding(url, alg=FINGERPRINT, value=written(CODE), maxResults="1")) == [KEPT]
    assert len(labels(by_binding(url, mark(1), maxResults="9" * 30))) == 1


def test_a_binding_can_be_posted(url):
    body = {"alg": FINGERPRINT, "value": written(CODE)}
    assert labels(ask(url, f"{BY_BINDING}?maxResults=1", body=body)) == [KEPT]


def test_base64_may_be_of_either_alphabet_and_without_padding(url):
    raw = mark(1).value
    for text in (written(raw), written(raw).rstrip("="), base64.urlsafe_b64encode(raw).decode()):
        assert labels(by_binding(url, alg=WATERMARK, value=text)) == [KEPT]


def test_a_plus_in_an_address_is_a_plus(url):
    text = base64.b64encode(b"\xfb\xef\xbe").decode()
    assert text.startswith("+")
    assert ask(url, f"{BY_BINDING}?alg={WATERMARK}&value={text}").status == 200
    assert ask(url, f"{BY_BINDING}?alg={WATERMARK}&value=%20{text[1:]}").status == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "alg=a",
        "value=AAAA",
        "alg=a&value=",
        "alg=a&value=====",
        "alg=a&value=A",
        "alg=a&value=AB",  # bits beyond the last byte
        "alg=a&value=AA=",
        "alg=a&value=AAAA=",
        "alg=a&value=-_%2B%2F",
        "alg=a&value=%FF%FE",
        "alg=a&value=%00",
        "alg=a&value=AA%0AAA",
        "alg=&value=AAAA",
        "alg=a%00b&value=AAAA",
        "alg=a%2F..%2Fb&value=AAAA",
        "alg=%C3%A4&value=AAAA",
        "alg=a&alg=b&value=AAAA",
        f"alg={FINGERPRINT}&value=AAAA",
        "alg=a&value=AAAA&maxResults=0",
        "alg=a&value=AAAA&maxResults=-1",
        "alg=a&value=AAAA&maxResults=1.5",
        "alg=a&value=AAAA&maxResults=%D9%A3",
        "alg=a&value=AAAA&maxResults=" + "9" * 5000,
        "&".join(f"a{n}=1" for n in range(100)),
    ],
)
def test_nonsense_is_refused_in_one_sentence(url, query):
    reply = ask(url, f"{BY_BINDING}?{query}")
    assert reply.status == 400
    assert set(reply.said) == {"error"}
    assert "Traceback" not in reply.said["error"]


def test_a_long_value_is_to_be_posted(url):
    value = "A" * 2052
    assert ask(url, f"{BY_BINDING}?alg=a&value={value}").status == 414
    assert ask(url, BY_BINDING, body={"alg": "a", "value": value}).status == 200
    assert ask(url, BY_BINDING, body={"alg": "a", "value": "A" * 4000}).status == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"[" * 10_000, "application/json", 400),
        (b'{"alg": 1, "value": "AAAA"}', "application/json", 400),
        (b'{"alg": "\xff", "value": "AAAA"}', "application/json", 400),
        (b'{"alg": "a", "value": "AAAA"}', "text/plain", 415),
        (b"x" * (17 << 10), "application/json", 413),
    ],
)
def test_a_body_that_does_not_fit_is_refused(url, body, kind, status):
    reply = ask(url, BY_BINDING, body=body, headers={"Content-Type": kind})
    assert reply.status == status


def test_a_manifest_is_given_whole_or_alone(url):
    reply = ask(url, f"/manifests/{KEPT}")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/c2pa")
    assert reply.body == store(KEPT)
    assert ask(url, f"/manifests/{quote(KEPT, safe='')}").body == store(KEPT)
    alone = ask(url, f"/manifests/{KEPT}?returnActiveManifest=true").body
    assert active_label(alone, Limits()) == KEPT


@pytest.mark.parametrize("label", [PENDING, DELETED, PRIVATE, "urn:c2pa:none", "repository.json"])
def test_manifests_that_are_not_for_anybody_are_not_there(url, label):
    assert ask(url, f"/manifests/{label}").status == 404


@pytest.mark.parametrize(
    "label",
    [
        "..%2F..%2Fetc%2Fpasswd",
        "../repository.json",
        "%2e%2e",
        "%00",
        f"{KEPT}%00",
        f"{KEPT}%0A",
        "a%C3%A4",
        "%FF",
        "%F0%9F%98%80",
        "x" * 300,
        "..\\..\\a",
        "'%20OR%201=1--",
    ],
)
def test_tricks_with_paths_lead_nowhere(url, label):
    assert ask(url, f"/manifests/{label}").status in {400, 404}


@pytest.mark.parametrize("path", ["/%6danifests/" + KEPT, "/matches%2FbyBinding?alg=a", "/docs"])
def test_only_one_spelling_of_a_path_leads_somewhere(url, path):
    assert ask(url, path).status == 404


def test_a_flag_is_true_or_false(url):
    assert ask(url, f"/manifests/{KEPT}?returnActiveManifest=1").status == 400


def test_it_tells_by_what_it_finds(url):
    told = ask(url, "/services/supportedAlgorithms").said
    marks = [each["alg"] for each in told["watermarks"]]
    assert {WATERMARK, "org.media-provenance.watermark.1"} <= set(marks)
    assert {"io.iscc.v0"} <= {each["alg"] for each in told["fingerprints"]}


def test_it_is_discovered(url):
    told = ask(url, "/.well-known/c2pa-soft-binding-resolution").said
    assert told["apiEndpoint"] == url
    capabilities = ask(url, urlsplit(told["capabilitiesEndpoint"]).path).said
    assert capabilities["supportedCapabilities"] == ["queryByContent"]
    assert ask(url, "/matches/byReference", body={}).status == 404


def test_a_file_leads_to_its_manifests(url):
    assert labels(upload(url, MARKED + b"1")) == [KEPT, NEAR]
    assert labels(upload(url, MARKED + b"1", query="?maxResults=1")) == [KEPT]
    assert labels(upload(url, MARKED + b"9", query=f"?alg={WATERMARK}")) == []


def test_what_is_known_already_helps(url):
    query = f"?hintAlg={WATERMARK}&hintValue={written(mark(1).value)}"
    reply = upload(url, b"unseen", query=query)
    assert labels(reply) == [KEPT]
    assert reply.said["problem"] == "nothing can be seen here"
    nonsense = f"?hintAlg={FINGERPRINT}&hintValue=AAAA"
    assert labels(upload(url, b"unseen", query=nonsense)) == []


@pytest.mark.parametrize(
    ("kind", "query", "status"),
    [
        ("", "", 415),
        ("multipart/form-data; boundary=x", "", 415),
        ("image", "", 415),
        ("font/woff", "", 415),
        ("image/jpeg", "?hintAlg=a", 400),
        ("image/jpeg", "?hintValue=AAAA", 400),
        ("image/jpeg", "?hintAlg=a&hintValue=*", 400),
        ("image/jpeg", "?maxResults=x", 400),
    ],
)
def test_a_file_that_is_not_asked_for_properly_is_refused(url, kind, query, status):
    assert upload(url, MARKED + b"1", kind=kind, query=query).status == status


def test_a_page_cannot_ask_under_a_name_of_its_own(url):
    assert ask(url, "/health", headers={"Host": "attacker.example"}).status == 421
    assert ask(url, f"/manifests/{KEPT}", headers={"Host": "attacker.example"}).status == 421


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


def _bomb() -> bytes:
    """Return a picture of 50,000 by 50,000 pixels by its own account."""
    import struct  # noqa: PLC0415  # here alone
    import zlib  # noqa: PLC0415  # here alone

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


def test_json_of_answers_is_plain(url):
    assert json.loads(by_binding(url, mark(6)).body) == {"matches": []}
