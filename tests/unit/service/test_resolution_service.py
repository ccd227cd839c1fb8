"""The resolution service: what it tells, what it never tells, and what it cannot make sense of."""

from __future__ import annotations

import base64
from urllib.parse import quote, urlsplit

import pytest
from support import resolution
from support.repositories import FINGERPRINT, WATERMARK, mark, store
from support.resolution import (
    BY_BINDING,
    CODE,
    DELETED,
    KEPT,
    MARKED,
    NEAR,
    PENDING,
    PRIVATE,
    by_binding,
    labels,
    upload,
    written,
)
from support.signing_service import ask

from provenance.evidence.active import active_label
from provenance.limits import Limits


@pytest.fixture(scope="session")
def url(repository):
    with resolution.serving(resolution.service(repository)) as address:
        yield address


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
