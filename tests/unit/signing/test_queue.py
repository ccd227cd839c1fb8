"""Deferred time-stamps: kept on disk, fetched once, in order, and added to files that stayed the same."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support import media, stamping
from support.authorities import Development

from provenance import Capture, Edit, MetadataChoice, Signer, Verdict, Verifier, open_credential
from provenance.engine import open_engine
from provenance.errors import InputNotFound, StorageError
from provenance.evidence import store
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.statements import TimeStanding
from provenance.pki.timestamp import authority as asking
from provenance.signing.queue import TimestampQueue, entries

CAPTURE = Capture(device="Test One")


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
def queue(tmp_path):
    return TimestampQueue(tmp_path / "data" / "queue.sqlite3")


@pytest.fixture
def credential(development, tmp_path):
    """Return a credential in files, so that it can be opened again."""
    signer = development.signer()
    (tmp_path / "chain.pem").write_bytes(signer.chain_pem)
    (tmp_path / "signer.key").write_bytes(signer.key_pem)
    (tmp_path / "signer.key").chmod(0o600)
    with open_credential(tmp_path / "chain.pem", tmp_path / "signer.key") as credential:
        yield credential


@pytest.fixture
def sign(authority, credential, engine, queue, tmp_path):
    """Sign a photo whose time-stamp is deferred, and return its path."""

    def call(name="one.jpg", source=None, description=CAPTURE, credential=credential):
        with Signer(
            credential,
            time=authority.time("defer", seconds=0.6),
            queue=queue,
            metadata=MetadataChoice(level="none"),
            thumbnails=False,
            engine=engine,
        ) as signer:
            content = source or media.content("jpeg")
            return signer.sign(content, tmp_path / name, description).path

    return call


def states(outcomes):
    return [(each.entry.path.name, each.state) for each in outcomes]


def signature(path, label, engine):
    return store.read(engine.read(Asset.of(path)).jumbf, Limits())[label].signature


def test_signing_asks_nobody_and_a_flush_proves_the_time(authority, sign, queue, verifier, engine):
    path = sign()
    (entry,) = queue.pending()
    assert authority.imprints == []
    assert entry.placed
    assert entry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert verifier.inspect(path).nodes[0].time.standing is TimeStanding.UNKNOWN

    (outcome,) = queue.flush()

    assert outcome.state == "stamped"
    assert abs(outcome.at - datetime.now(UTC)) < timedelta(minutes=1)
    report = verifier.inspect(path)
    assert report.verdict is Verdict.TRUSTED
    assert [node.time.standing for node in report.nodes] == [TimeStanding.PROVEN] * 2
    assert report.nodes[-1].time.at == outcome.at
    waited_for = hashlib.sha256(signature(path, entry.manifest, engine)).digest()
    assert authority.stamped.count(waited_for) == 1
    assert len(authority.imprints) == 2  # and the one of the update itself
    assert queue.pending() == ()
    assert queue.flush() == ()


def test_order_is_kept_and_nothing_is_asked_twice(authority, sign, queue, engine):
    paths = [sign(f"{number}.jpg") for number in range(4)]
    labels = [entry.manifest for entry in queue.pending()]

    assert states(queue.flush()) == [(path.name, "stamped") for path in paths]
    waited = [
        hashlib.sha256(signature(path, label, engine)).digest()
        for path, label in zip(paths, labels, strict=True)
    ]
    assert [imprint for imprint in authority.imprints if imprint in waited] == waited


@pytest.mark.parametrize("mode", ["down", "slow", "wrong imprint", "error"])
def test_while_nobody_stamps_all_wait_and_only_the_first_is_tried(authority, sign, queue, mode):
    paths = [sign(f"{number}.jpg") for number in range(3)]
    before = [path.read_bytes() for path in paths]
    authority.mode = mode
    outcomes = queue.flush(authority=authority.time(seconds=0.6))

    assert states(outcomes) == [(path.name, "waiting") for path in paths]
    assert [path.read_bytes() for path in paths] == before
    assert len(authority.imprints) <= 1
    assert queue.pending()[0].problem.startswith("No time-stamp was given")
    authority.mode = "good"
    assert {each.state for each in queue.flush()} == {"stamped"}


def test_a_token_that_was_fetched_is_kept_when_the_rest_fails(authority, sign, queue, engine):
    path = sign()
    (entry,) = queue.pending()
    waited = hashlib.sha256(signature(path, entry.manifest, engine)).digest()
    asked = []

    def fails_after_the_first(name, body):
        asked.append(body)
        if len(asked) > 1:
            authority.mode = "error"
        return authority.answer(name, body)

    with stamping.listening(fails_after_the_first) as server:
        broken = asking.TimestampAuthority(server.address("/tsa"), network=stamping.HERE)
        assert states(queue.flush(authority=broken)) == [("one.jpg", "waiting")]
    assert queue.pending()[0].token
    authority.mode = "good"

    assert states(queue.flush()) == [("one.jpg", "stamped")]
    assert authority.imprints.count(waited) == 1


def test_a_flush_that_died_after_the_file_was_placed_is_noticed(sign, queue, authority, verifier):
    path = sign()
    (entry,) = queue.pending()
    queue.flush()
    asked, content = len(authority.imprints), path.read_bytes()
    again = entries.Entries(queue.path).insert(
        path, entry.sha256, entry.manifest, entry.authority, entry.origin, placed=True
    )

    assert [each.state for each in queue.flush()] == ["already"]
    assert (len(authority.imprints), path.read_bytes()) == (asked, content)
    assert again not in {each.number for each in queue.pending()}


def test_missing_files_stay_until_they_are_back_or_given_up(sign, queue, tmp_path):
    path, kept = sign("one.jpg"), sign("two.jpg")
    path.rename(tmp_path / "moved.jpg")

    assert states(queue.flush()) == [("one.jpg", "missing"), (kept.name, "stamped")]
    (waiting,) = queue.pending()
    assert "add it again" in waiting.problem
    (tmp_path / "moved.jpg").rename(path)
    assert states(queue.flush()) == [("one.jpg", "stamped")]
    sign("three.jpg").unlink()
    assert states(queue.flush(drop_missing=True)) == [("three.jpg", "dropped")]
    assert queue.pending() == ()


def test_a_moved_file_can_be_added_again(sign, queue, authority, credential, verifier):
    path = sign()
    moved = path.with_name("moved.jpg")
    queue.remove(queue.pending()[0].number)
    path.rename(moved)
    added = queue.add(moved, authority.time("defer"), credential=credential)

    assert added.path == moved
    assert states(queue.flush()) == [("moved.jpg", "stamped")]
    assert verifier.inspect(moved).nodes[-1].time.at
    with pytest.raises(InputNotFound):
        queue.add(path, authority.time("defer"))


@pytest.mark.parametrize("change", ["content", "replaced", "not media", "signed again"])
def test_changed_files_are_given_up_and_left_alone(sign, queue, authority, change, tmp_path):
    path = sign()
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    if change == "signed again":
        sign(source=path.read_bytes(), description=Edit())
    else:
        new = {"content": content, "replaced": media.content("jpeg"), "not media": b"gone"}
        path.write_bytes(new[change])
    before = path.read_bytes()
    outcomes = queue.flush()

    assert states(outcomes)[0] == ("one.jpg", "changed")
    assert outcomes[0].reason
    assert queue.pending() == ()
    if change == "signed again":
        assert states(outcomes)[1:] == [("one.jpg", "stamped")]
    else:
        assert path.read_bytes() == before
        assert authority.imprints == []


def test_what_never_appeared_is_forgotten_but_not_at_once(sign, queue, authority):
    path = sign()
    (entry,) = queue.pending()
    queue.remove(entry.number)
    rows = entries.Entries(queue.path)
    rows.insert(path.with_name("never.jpg"), "0" * 64, "urn:x", entry.authority, "")
    rows.insert(path, "0" * 64, "urn:x", entry.authority, "")

    assert queue.flush() == ()
    assert len(queue.pending()) == 2
    with sqlite3.connect(queue.path) as connection:
        connection.execute("UPDATE pending SET added = '2026-01-01T00:00:00+00:00'")
    assert queue.flush() == ()
    assert queue.pending() == ()
    assert authority.imprints == []


def test_what_was_killed_between_placing_and_confirming_is_stamped(sign, queue, authority):
    path = sign()
    (entry,) = queue.pending()
    queue.remove(entry.number)
    entries.Entries(queue.path).insert(
        path, entry.sha256, entry.manifest, entry.authority, entry.origin
    )

    assert states(queue.flush()) == [("one.jpg", "stamped")]


def test_a_signing_that_fails_leaves_nothing_in_the_queue(sign, queue, monkeypatch):
    def no_room(*_):
        raise StorageError("No room.")

    monkeypatch.setattr("provenance.signing.destination.Destination.deliver", no_room)
    with pytest.raises(StorageError, match="No room"):
        sign()
    assert queue.pending() == ()


def test_without_a_known_credential_one_has_to_be_given(sign, queue, development):
    sign(credential=development.signer())

    (outcome,) = queue.flush()
    assert outcome.state == "failed"
    assert "queue.flush(credential)" in outcome.reason
    assert states(queue.flush(development.signer())) == [("one.jpg", "stamped")]


def test_the_queue_is_its_owners_and_holds_no_secret(sign, queue, tmp_path):
    sign()
    key = (tmp_path / "signer.key").read_bytes().splitlines()[1]

    assert stat.S_IMODE(queue.path.stat().st_mode) == 0o600
    assert all(key not in path.read_bytes() for path in queue.path.parent.iterdir())
    assert queue.pending()[0].origin


def test_two_flushes_never_run_at_once(sign, queue):
    sign()
    with (
        entries.Entries(queue.path).alone(),
        pytest.raises(StorageError, match="Another flush"),
    ):
        queue.flush()
    assert len(queue.flush()) == 1


def test_an_empty_queue_makes_no_file(queue):
    assert queue.pending() == ()
    assert not queue.path.exists()


def test_a_file_that_is_no_queue_is_said_in_one_line(queue):
    queue.path.parent.mkdir()
    queue.path.write_bytes(b"something else" * 100)
    with pytest.raises(StorageError, match=r"The queue .* cannot be used: file is not a database"):
        queue.pending()


def damage(queue, column, value):
    first = f"UPDATE pending SET {column} = ? WHERE number = (SELECT min(number) FROM pending)"  # noqa: S608  # words of this file
    with contextlib.closing(sqlite3.connect(queue.path)) as connection, connection:
        connection.execute(first, (value,))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("authority", "{}"),
        ("authority", "no JSON"),
        ("authority", '{"urls": ["ftp://x"], "hosts": [], "timeout_seconds": 1}'),
        ("authority", '{"urls": ["http://x/"], "hosts": [], "timeout_seconds": 1}'),
        ("added", "some day"),
        ("token", "text"),
    ],
)
def test_a_damaged_entry_is_said_in_one_line_and_can_be_given_up(sign, queue, column, value):
    sign()
    sign("two.jpg")
    damage(queue, column, value)
    for ask in (queue.pending, queue.flush):
        with pytest.raises(StorageError, match=r"entry 1 is damaged\. Give it up: .*remove\(1\)"):
            ask()
    queue.remove(1)
    assert states(queue.flush()) == [("two.jpg", "stamped")]


@pytest.mark.parametrize("origin", ["no JSON", "[1, 2]", '["one"]'])
def test_a_damaged_place_of_a_key_holds_up_nobody_else(sign, queue, origin):
    sign()
    sign("two.jpg")
    damage(queue, "origin", origin)
    assert states(queue.flush()) == [("one.jpg", "failed"), ("two.jpg", "stamped")]


def test_a_kept_token_that_does_not_hold_is_fetched_anew(sign, queue, authority, verifier):
    of_others = authority.time("require").stamp(b"something else")
    for token in (b"\0", of_others):
        path = sign()
        damage(queue, "token", token)
        (outcome,) = queue.flush()
        assert outcome.at
        assert verifier.inspect(path).nodes[-1].time.standing is TimeStanding.PROVEN
        path.unlink()


def test_by_default_it_lies_with_the_data_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    assert TimestampQueue().path.is_relative_to(tmp_path)
    assert isinstance(TimestampQueue().path, Path)
