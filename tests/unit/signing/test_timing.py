"""Signing with time: each policy does what it says, within its timeout, and no lie gets into a file."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime

import pytest
from support import media, stamping, tokens
from support.authorities import Development

from provenance import (
    Capture,
    Edit,
    MetadataChoice,
    Signer,
    TimestampAuthority,
    TrustLists,
    Verdict,
    Verifier,
)
from provenance.engine import open_engine
from provenance.errors import InvalidArgument, NetworkNotAllowed, TimestampError
from provenance.limits import Network
from provenance.model.statements import TimeStanding
from provenance.pki.timestamp.authority import LARGEST_TOKEN
from provenance.signing.identity import Identity
from provenance.signing.queue import TimestampQueue

SECONDS = 0.6
BAD = (*stamping.LYING, *stamping.FAILING)
SLACK = 2.0  # for signing itself, and a machine that is busy


@pytest.fixture(scope="module")
def development():
    return Development()


@pytest.fixture(scope="module")
def engine():
    with open_engine() as engine:
        yield engine


@pytest.fixture(scope="module")
def verifier(development):
    with Verifier(trust=development.lists) as verifier:
        yield verifier


@pytest.fixture
def authority(development):
    with stamping.stamping(development) as authority:
        yield authority


@pytest.fixture
def photo(tmp_path):
    return media.one("jpeg", tmp_path)


@pytest.fixture
def sign(development, engine, photo, tmp_path):
    """Sign a photo with time, and return what came of it."""

    def call(time, *, destination="signed.jpg", description=None, **choices):
        with Signer(
            development.signer(),
            time=time,
            metadata=MetadataChoice(level="none"),
            thumbnails=False,
            engine=engine,
            **choices,
        ) as signer:
            target = destination and tmp_path / destination
            return signer.sign(photo, target, description or Capture(device="Test One"))

    return call


@pytest.mark.parametrize("policy", ["require", "try"])
def test_a_good_time_stamp_is_taken_in_and_proves_the_time(authority, sign, verifier, policy):
    before = datetime.now(UTC).replace(microsecond=0)
    signed = sign(authority.time(policy))
    (node,) = verifier.inspect(signed.path).nodes

    assert node.verdict is Verdict.TRUSTED
    assert node.time.standing is TimeStanding.PROVEN
    assert before <= node.time.at <= datetime.now(UTC)
    assert len(authority.imprints) == 1
    assert signed.notes == ()


@pytest.mark.parametrize("mode", BAD)
def test_without_a_good_one_require_writes_nothing(authority, sign, tmp_path, mode):
    authority.mode = mode
    begun = time.monotonic()
    with pytest.raises(TimestampError) as raised:
        sign(authority.time("require", seconds=SECONDS))

    assert time.monotonic() - begun < SECONDS + SLACK
    assert raised.value.message.startswith("No time-stamp was given (127.0.0.1: ")
    assert "\n" not in str(raised.value)
    assert raised.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


@pytest.mark.parametrize("mode", BAD)
def test_without_a_good_one_try_signs_without_time(authority, sign, verifier, mode):
    authority.mode = mode
    begun = time.monotonic()
    signed = sign(authority.time("try", seconds=SECONDS))

    assert time.monotonic() - begun < SECONDS + SLACK
    report = verifier.inspect(signed.path)
    assert report.verdict is Verdict.TRUSTED
    assert report.nodes[0].time.standing is TimeStanding.UNKNOWN
    assert b"sigTst" not in signed.path.read_bytes()
    assert [note for note in signed.notes if note.startswith("It is signed without time. No time")]


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("wrong imprint", "belongs to other data"),
        ("wrong nonce", "belongs to another question"),
        ("no nonce", "belongs to another question"),
        ("bad signature", "is not that of its authority"),
        ("refused", "did not grant"),
        ("expired", "was not valid at the time"),
        ("error", "the answer is 500"),
        ("endless", "too large"),
        ("redirect", "the answer is 302"),
        ("slow", "too slow"),
        ("dribbling", "too slow"),
        ("a page", "no time-stamp"),
        ("huge", "too large for a signature"),
    ],
)
def test_the_error_says_what_was_wrong(authority, mode, why):
    authority.mode = mode
    with pytest.raises(TimestampError, match=why):
        authority.time(seconds=SECONDS).stamp(b"a message")


@pytest.mark.parametrize("policy", ["require", "try"])
def test_a_time_stamp_that_the_engine_does_not_take_is_like_none(
    authority, sign, monkeypatch, policy
):
    authority.mode = "huge"
    monkeypatch.setattr("provenance.pki.timestamp.authority.LARGEST_TOKEN", 1 << 20)
    if policy == "try":
        (note,) = sign(authority.time(policy)).notes
        assert note.startswith("It is signed without time. The engine did not take in the time")
        return
    with pytest.raises(TimestampError, match="The engine did not take in the time-stamp"):
        sign(authority.time(policy))


def test_the_largest_token_that_is_taken_fits(authority, sign, verifier, monkeypatch):
    authority.mode, authority.padding = "huge", 9
    answer = authority.answer("", _request())
    assert LARGEST_TOKEN - 1000 < len(answer.body) < LARGEST_TOKEN

    assert verifier.inspect(sign(authority.time()).path).nodes[0].time.standing == "proven"


def _request():
    nonce, imprint = bytes.fromhex("020101"), bytes.fromhex("0420") + bytes(32)
    algorithm = bytes.fromhex("300d06096086480165030402010500")
    return tokens.tlv(0x30, bytes.fromhex("020101"), tokens.tlv(0x30, algorithm, imprint), nonce)


def test_what_an_answer_is_called_does_not_matter(authority, sign, verifier):
    authority.mode = "odd type"

    assert verifier.inspect(sign(authority.time()).path).nodes[0].time.standing == "proven"


def test_the_next_authority_is_asked_when_one_fails(authority, development, sign, verifier):
    with stamping.stamping(development) as first:
        first.mode = "slow"
        both = TimestampAuthority(
            (first.url, authority.url), network=stamping.HERE, timeout_seconds=2.0
        )
        signed = sign(both)

    assert len(first.imprints) == len(authority.imprints) == 1
    assert verifier.inspect(signed.path).nodes[0].time.standing is TimeStanding.PROVEN


def test_with_lists_an_authority_that_nobody_vouches_for_is_refused(development, sign):
    with stamping.stranger() as unknown:
        assert sign(unknown.time()).path.exists()
        with pytest.raises(TimestampError, match="No path leads"):
            sign(unknown.time(trust=development.lists), destination="other.jpg")
        with pytest.raises(TimestampError):
            sign(unknown.time(trust=TrustLists()), destination="other.jpg")


def test_an_edit_is_stamped_and_its_parent_is_not_asked_about(authority, sign, verifier, tmp_path):
    sign(None)
    (tmp_path / "photo.jpg").write_bytes((tmp_path / "signed.jpg").read_bytes())
    edited = sign(authority.time(), destination="edited.jpg", description=Edit())

    assert len(authority.imprints) == 1
    standings = [node.time.standing for node in verifier.inspect(edited.path).nodes]
    assert standings == [TimeStanding.PROVEN, TimeStanding.UNKNOWN]


def test_time_and_identity_go_together(authority, development, sign, verifier):
    somebody = Identity(credential=development.signer(), roles=("cawg.creator",))
    signed = sign(authority.time(), identity=somebody)
    (node,) = verifier.inspect(signed.path).nodes

    assert node.time.standing is TimeStanding.PROVEN
    assert len(node.identities) == 1
    assert len(authority.imprints) == 1


def test_nobody_is_asked_where_the_network_does_not_allow_it(authority):
    with pytest.raises(NetworkNotAllowed, match=r"127\.0\.0\.1 may not be contacted"):
        TimestampAuthority(authority.url)
    with pytest.raises(NetworkNotAllowed, match=r"example\.org may not"):
        TimestampAuthority((authority.url, "http://example.org/"), network=stamping.HERE)
    inside = Network(hosts=frozenset({"localhost.example"}))
    assert TimestampAuthority("http://localhost.example/", network=inside).urls
    assert authority.imprints == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"urls": "ftp://127.0.0.1/"},
        {"urls": "127.0.0.1"},
        {"urls": ()},
        {"urls": ("http://127.0.0.1/",) * 9},
        {"policy": "maybe"},
        {"timeout_seconds": 0},
        {"timeout_seconds": 60},
    ],
)
def test_what_makes_no_sense_is_refused_at_once(wrong):
    with pytest.raises(InvalidArgument):
        TimestampAuthority(**({"urls": "http://127.0.0.1/", "network": stamping.HERE} | wrong))


@pytest.mark.parametrize("name", ["http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_never_asked(authority, sign, monkeypatch, name):
    with stamping.stamping() as proxy:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with pytest.raises(TimestampError, match="names a proxy"):
            sign(authority.time())
        assert any("names a proxy" in note for note in sign(authority.time("try")).notes)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        sign(authority.time(), destination="other.jpg")

    assert proxy.server.asked == []
    assert len(authority.imprints) == 1


def test_results_in_memory_are_stamped_and_deferred_ones_say_what_to_do(
    authority, sign, tmp_path, verifier
):
    assert verifier.inspect(sign(authority.time(), destination=None).data).nodes[0].time.at
    queue = TimestampQueue(tmp_path / "queue.sqlite3")
    deferred = sign(authority.time("defer"), destination=None, queue=queue)

    assert any("TimestampQueue.add" in note for note in deferred.notes)
    assert queue.pending() == ()


def test_a_queue_without_anything_deferred_is_a_mistake(sign, tmp_path):
    with pytest.raises(InvalidArgument, match="no time-stamp is deferred"):
        sign(None, queue=TimestampQueue(tmp_path / "queue.sqlite3"))


def test_what_the_key_raises_still_comes_first(authority, engine, development, photo, tmp_path):
    class Broken:
        algorithm, chain_pem = "es256", development.signer().chain_pem

        def sign(self, data: bytes) -> bytes:
            raise io.UnsupportedOperation("no token in the slot")

    with (
        Signer(Broken(), time=authority.time(), engine=engine) as signer,
        pytest.raises(io.UnsupportedOperation, match="no token"),
    ):
        signer.sign(photo, tmp_path / "signed.jpg", Capture())
    assert authority.imprints == []
