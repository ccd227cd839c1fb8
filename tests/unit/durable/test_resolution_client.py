"""The client of resolution services: what it asks, and answers of services that mean no good."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from support import loopback
from support.loopback import HERE, Reply
from support.repositories import mark, print_of, store

from provenance.durable.resolution import ResolutionClient, client, wire
from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError
from provenance.limits import Limits, Network
from provenance.model.soft_binding import BindingKind, SoftBinding
from provenance.pki import transport
from provenance.pki.transport import Bounds

LABEL, OTHER = "urn:c2pa:1", "urn:c2pa:2"
ALLOWED = Network(hosts=frozenset({HERE}))


@pytest.fixture
def answering():
    """A service that gives one answer to everything, and the client that asks it."""
    open_servers = []

    def start(reply: Reply | dict, **choices):
        made = Reply(body=json.dumps(reply).encode()) if isinstance(reply, dict) else reply
        server = loopback.listening(lambda _path, _body: made)
        running = server.__enter__()
        open_servers.append(server)
        found = ResolutionClient(running.address("/v1/"), network=ALLOWED, **choices)
        return running, found

    yield start
    for each in open_servers:
        each.__exit__(None, None, None)


def matches(*found: dict) -> dict:
    return {"matches": list(found)}


def test_it_asks_as_the_api_says(answering):
    running, asking = answering(matches({"manifestId": LABEL, "similarityScore": 80}))
    (match,) = asking.find(mark(0xFB), limit=3)
    assert (match.manifest, match.score, match.binding) == (LABEL, 0.8, mark(0xFB))
    asked = urlsplit(running.asked[0][0])
    assert asked.path == "/v1/matches/byBinding"
    assert "+" not in asked.query
    query = parse_qs(asked.query)
    assert base64.b64decode(query["value"][0]) == mark(0xFB).value
    assert query["maxResults"] == ["3"]


def test_a_long_value_goes_into_a_body(answering):
    running, asking = answering(matches())
    long = SoftBinding(algorithm="a", value=bytes(2000), kind=BindingKind.FINGERPRINT)
    assert asking.find(long) == ()
    ((path, body),) = running.asked
    assert path == "/v1/matches/byBinding?maxResults=10"
    assert wire.decoded(json.loads(body)["value"]) == bytes(2000)


def test_a_store_is_fetched_by_its_label(answering):
    running, asking = answering(Reply(body=store(LABEL)))
    assert asking.store(LABEL) == store(LABEL)
    assert running.asked[0][0] == f"/v1/manifests/{LABEL}"


@pytest.mark.parametrize("status", [404])
def test_what_is_not_there_is_none(answering, status):
    _, asking = answering(Reply(status=status))
    assert asking.store(LABEL) is None


@pytest.mark.parametrize(
    "label",
    ["../../etc/passwd", "a/b", "a%2Fb", "a\x00b", "a b", "ä", "", "a?b", "a#b", "a\r\nB: c"],
)
def test_no_odd_label_is_asked_for(answering, label):
    running, asking = answering(Reply(body=store(LABEL)))
    assert asking.store(label) is None
    assert not running.asked


OTHER_FORMS = {
    "page": Reply(body=b"<html>"),
    "nothing": Reply(body=b""),
    "list": Reply(body=b"[]"),
    "matches of a mapping": Reply(body=b'{"matches": {}}'),
    "label of a number": Reply(body=b'{"matches": [{"manifestId": 1}]}'),
    "score of a word": Reply(body=b'{"matches": [{"manifestId": "a", "similarityScore": "x"}]}'),
    "no text": Reply(body=b'{"matches": [{"manifestId": "\xff"}]}'),
    "depth": Reply(body=b'{"x":' * 100_000),
    "compressed": Reply(body=gzip.compress(b'{"matches": []}', mtime=0)),
    "endless": Reply(endless=True),
    "failure": Reply(status=500),
    "no leave": Reply(status=401),
    "unknown": Reply(status=404),
    "sent elsewhere": Reply(status=302, location="http://169.254.169.254/"),
    "a million": Reply(body=json.dumps(matches(*[{"manifestId": LABEL}] * 1_000_000)).encode()),
}


@pytest.mark.parametrize("reply", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_an_answer_of_another_form_is_one_line(answering, reply):
    _, asking = answering(reply)
    with pytest.raises(StorageError) as refused:
        asking.find(mark(1))
    assert HERE in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_service_that_does_not_know_the_algorithm_says_so(answering):
    _, asking = answering(Reply(status=400))
    with pytest.raises(InvalidArgument):
        asking.find(mark(1))


def test_an_answer_in_drops_is_not_waited_for(answering, monkeypatch):
    monkeypatch.setattr(
        client, "Bounds", lambda most_bytes, **_: Bounds(most_bytes=most_bytes, whole_seconds=0.5)
    )
    _, asking = answering(Reply(body=b"x" * 10_000, pause=0.1))
    with pytest.raises(StorageError, match="too slow"):
        asking.find(mark(1))


def test_of_many_matches_only_so_many_count(answering):
    many = [{"manifestId": f"urn:c2pa:{n}", "similarityScore": n % 101} for n in range(5_000)]
    _, asking = answering(matches(*many))
    found = asking.find(mark(1), limit=7)
    assert [each.score for each in found] == [1.0] * 7
    assert len(asking.find(mark(1), limit=10**9)) == wire.MOST_RESULTS


def test_wrong_labels_and_scores_are_not_taken_over(answering):
    odd = ["../x", "a/b", "", "a\nb", "x" * 300, "a\u202eb"]
    _, asking = answering(
        matches(
            *({"manifestId": each} for each in odd),
            {"manifestId": LABEL, "similarityScore": 10**6},
            {"manifestId": LABEL, "similarityScore": -5},
            {"manifestId": OTHER},
        )
    )
    assert [(each.manifest, each.score) for each in asking.find(print_of(bytes(32)))] == [
        (LABEL, 1.0),
        (OTHER, 0.0),
    ]


def test_the_store_of_another_manifest_is_refused(answering):
    for body in (store(OTHER), b"no store", b"", store(LABEL) + b"x"):
        _, asking = answering(Reply(body=body))
        with pytest.raises(StorageError, match="not the manifest"):
            asking.store(LABEL)


def test_a_store_has_a_largest_size(answering):
    _, asking = answering(Reply(body=store(LABEL)), limits=Limits(store_bytes=10))
    with pytest.raises(StorageError, match="too large"):
        asking.store(LABEL)


def test_another_service_is_asked_for_the_store_alone_and_without_the_token(answering, monkeypatch):
    shown: list[tuple[str, str]] = []

    def ask(question, *rest):
        shown.append((question.address.partition("?")[0], question.bearer))
        return transport.ask(question, *rest)

    monkeypatch.setattr(client, "ask", ask)
    other, _ = answering(Reply(body=store(LABEL)))
    endpoint = other.address("/repository/")
    first, asking = answering(
        matches({"manifestId": LABEL, "endpoint": endpoint}), token="secret-of-the-first"
    )
    (match,) = asking.find(mark(1))
    assert match.endpoint == endpoint.rstrip("/")
    assert not other.asked
    assert asking.store(LABEL) == store(LABEL)
    assert [path for path, _ in other.asked] == [f"/repository/manifests/{LABEL}"]
    assert shown == [
        (first.address("/v1/matches/byBinding"), "secret-of-the-first"),
        (f"{endpoint}manifests/{LABEL}", ""),
    ]


def test_another_service_that_is_not_allowed_is_not_asked(answering):
    _, asking = answering(matches({"manifestId": LABEL, "endpoint": "http://other.example/v1"}))
    assert asking.find(mark(1))
    with pytest.raises(NetworkNotAllowed, match=r"other\.example"):
        asking.store(LABEL)


@pytest.mark.parametrize(
    "endpoint",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://user:password@127.0.0.1/",
        "http://127.0.0.1/?q=",
        "http://127.0.0.1/#x",
        "http://127.0.0.1/\r\nX: y",
        "//127.0.0.1",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999999/",
        "x" * 3000,
    ],
)
def test_an_odd_endpoint_leads_nowhere(answering, endpoint):
    _, asking = answering(matches({"manifestId": LABEL, "endpoint": endpoint}))
    assert asking.find(mark(1)) == ()


def test_what_is_asked_by_tls_does_not_go_on_in_the_clear():
    asking = ResolutionClient("https://c2pa.example", network=ALLOWED)
    told = json.dumps(matches({"manifestId": LABEL, "endpoint": "http://127.0.0.1/"})).encode()
    assert asking._matches(told, mark(1)) == []


def test_it_does_not_remember_without_end(answering):
    _, asking = answering(matches())
    for start in range(0, 5_000, 1_000):
        found = [
            {"manifestId": f"urn:c2pa:{start + n}", "endpoint": "http://127.0.0.1:1"}
            for n in range(1_000)
        ]
        asking._matches(json.dumps(matches(*found)).encode(), mark(1))
    assert len(asking._elsewhere) == client._REMEMBERED


@pytest.mark.parametrize(
    "address", ["", "c2pa.example", "ftp://a", "http://", "http://a?b", "http://a b", "http://ä"]
)
def test_an_address_of_nothing_is_refused(address):
    with pytest.raises(InvalidArgument, match="no address"):
        ResolutionClient(address, network=ALLOWED)


def test_nothing_is_contacted_unless_it_is_allowed(answering):
    running, _ = answering(matches())
    asking = ResolutionClient(running.address(), network=Network())
    with pytest.raises(NetworkNotAllowed):
        asking.find(mark(1))
    assert not running.asked


@pytest.mark.parametrize("value", [b"\x00", b"\xff\xef\xbe", b"ISCC:AAA", bytes(range(256))])
def test_values_come_back_as_they_were(value):
    text = wire.encoded(value)
    for each in (text, text.rstrip("="), text.replace("+", "-").replace("/", "_")):
        assert wire.decoded(each) == value
