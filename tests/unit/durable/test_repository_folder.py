"""A repository in a folder: its files, what is left in them, and what happens when they are damaged."""

from __future__ import annotations

import os
import sqlite3
import stat
from random import Random
from typing import TYPE_CHECKING

import pytest
from support.repositories import FINGERPRINT, FINGERPRINTS, Plain, flipped, mark, print_of, store

from provenance.durable.repository import init_repository, open_repository
from provenance.durable.repository.index import codes
from provenance.durable.repository.index.sqlite import SqliteIndex
from provenance.errors import InputNotFound, InvalidArgument, StorageError

if TYPE_CHECKING:
    from pathlib import Path

CODES = [Random(number).randbytes(32) for number in range(40)]


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "repository"
    init_repository(path).close()
    return path


def opened(folder: Path):
    return open_repository(folder, fingerprints=FINGERPRINTS)


def fill(folder: Path, listed=CODES) -> None:
    with opened(folder) as repository:
        for number, code in enumerate(listed):
            label = f"urn:{number}"
            repository.add(
                store(label),
                manifest=label,
                media_type="image/png",
                bindings=(mark(number), print_of(code)),
            )


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def array(folder: Path) -> Path:
    (found,) = (folder / "codes").glob("*.codes")
    return found


def names(repository, code, bits=3):
    return [match.manifest for match in repository.find(print_of(flipped(code, bits)))]


def test_all_of_it_is_its_owners_alone(folder):
    fill(folder, CODES[:2])
    for path in (folder, *folder.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


@pytest.mark.parametrize("what", ["a file", "files", "a repository"])
def test_it_is_made_only_where_nothing_is(folder, tmp_path, what):
    (tmp_path / "files").mkdir()
    for name in ("a file", "files/one"):
        (tmp_path / name).write_bytes(b"mine")
    place = folder if what == "a repository" else tmp_path / what
    with pytest.raises(InvalidArgument):
        init_repository(place)
    assert (tmp_path / "a file").read_bytes() == b"mine"


def test_what_is_no_repository_is_not_opened(tmp_path, folder):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputNotFound, match="no repository"):
            open_repository(place)
        assert not (place / "index.sqlite").exists()
    settings = folder / "repository.json"
    settings.write_text('{"format": 2, "blobs": ""}')
    with pytest.raises(InvalidArgument, match="format 2"):
        open_repository(folder)
    settings.write_text("[]")
    with pytest.raises(StorageError, match="damaged"):
        open_repository(folder)


def test_a_damaged_index_is_a_storage_error(folder):
    (folder / "index.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(StorageError, match="cannot be used"):
        open_repository(folder)


@pytest.mark.parametrize("lost", [True, False], ids=["gone", "empty"])
def test_a_lost_index_is_not_made_anew_in_silence(folder, lost):
    fill(folder, CODES[:1])
    for path in folder.glob("index.sqlite*"):
        path.unlink()
    if not lost:
        sqlite3.connect(folder / "index.sqlite").execute("VACUUM").close()
    with pytest.raises(StorageError, match="is lost"):
        opened(folder)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET state = 'strange'",
        "UPDATE entries SET added = 'yesterday'",
        "UPDATE entries SET store_sha256 = '../../../etc/passwd'",
        "UPDATE entries SET store_sha256 = char(0) || 'a'",
        "UPDATE bindings SET kind = 'strange'",
    ],
)
def test_a_row_that_others_wrote_is_a_storage_error(folder, change):
    fill(folder, CODES[:1])
    with sqlite3.connect(folder / "index.sqlite") as index:
        index.execute(change)
    index.close()
    with opened(folder) as repository:
        for ask in (repository.entry, repository.store, repository.delete):
            with pytest.raises(StorageError, match="row of the index is damaged"):
                ask("urn:0")


def test_repair_and_deletion_touch_nothing_outside(folder, tmp_path):
    """A repository of somebody else may lead its names elsewhere."""
    outside = tmp_path / "outside"
    outside.mkdir()
    letter = outside / "letter"
    letter.write_bytes(b"dear")
    fill(folder, CODES[:1])
    (folder / "stores" / "ab").symlink_to(outside)
    with sqlite3.connect(folder / "index.sqlite") as index:
        row = ("../../../outside/letter", "pending", "2020-01-01T00:00:00+00:00")
        index.execute("UPDATE entries SET store_sha256 = ?, state = ?, added = ?", row)
    index.close()
    with opened(folder) as repository, pytest.raises(StorageError):
        repository.check(repair=True)
    with sqlite3.connect(folder / "index.sqlite") as index:
        index.execute("UPDATE entries SET store_sha256 = ?, state = 'kept'", ("0" * 64,))
    index.close()
    with opened(folder) as repository:
        repository.check(repair=True)
    assert letter.read_bytes() == b"dear"


def pipe(path):
    os.mkfifo(path)


def endless(path):
    path.symlink_to("/dev/zero")


def huge(path):
    path.touch()
    os.truncate(path, 1 << 40)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("put", [pipe, endless, huge, os.mkdir])
def test_what_is_no_blob_is_a_damaged_one(folder, put):
    fill(folder, CODES[:1])
    (blob,) = [each for each in (folder / "stores").rglob("*") if each.is_file()]
    blob.unlink()
    put(blob)
    with opened(folder) as repository, pytest.raises(StorageError):
        repository.store("urn:0")


@pytest.mark.parametrize("text", ["[" * 50_000, '{"format": 1e400, "blobs": ""}'])
def test_odd_settings_are_a_storage_error(folder, text):
    (folder / "repository.json").write_text(text)
    with pytest.raises(StorageError, match="is damaged"):
        opened(folder)


def test_pipes_are_not_waited_for(folder):
    fill(folder, CODES[:1])
    (array,) = (folder / "codes").iterdir()
    array.unlink()
    pipe(array)
    with opened(folder) as repository:
        assert len(repository.find(print_of(CODES[0]))) == 1
    (folder / "repository.json").unlink()
    pipe(folder / "repository.json")
    with pytest.raises(StorageError, match="is damaged"):
        opened(folder)


def test_what_was_deleted_is_in_no_file_any_more(folder):
    with opened(folder) as repository:
        kept, gone = mark(0x1122334455667788), mark(0x4142434445464748)
        for label, binding, code in (("urn:kept", kept, CODES[0]), ("urn:gone", gone, CODES[1])):
            repository.add(
                store(label, filling=label.encode() * 4),
                manifest=label,
                media_type="image/png",
                bindings=(binding, print_of(code)),
                asset_sha256=binding.value.hex() * 4,
            )
        traces = (gone.value, CODES[1], b"urn:gone" * 4, gone.value.hex().encode())
        others = (kept.value, CODES[0], b"urn:kept" * 4, kept.value.hex().encode())
        assert all(trace in all_bytes(folder) for trace in traces + others)
        repository.delete("urn:gone")
        left = all_bytes(folder)
    assert not [trace for trace in traces if trace in left]
    assert all(trace in left for trace in others)


def test_codes_that_a_killed_deletion_left_are_erased_when_it_is_opened(folder, monkeypatch):
    fill(folder)
    with monkeypatch.context() as patch, opened(folder) as repository:
        patch.setattr(SqliteIndex, "purge", lambda _: None)
        repository.delete("urn:7")
    assert CODES[7] in array(folder).read_bytes()
    with opened(folder) as repository:
        assert CODES[7] not in array(folder).read_bytes()
        assert names(repository, CODES[8]) == ["urn:8"]
        assert repository.check() == ()


@pytest.mark.parametrize("damage", ["missing", "short", "empty"])
def test_a_file_of_codes_that_is_not_whole_is_made_anew_when_it_is_needed(folder, damage):
    fill(folder)
    path = array(folder)
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] if damage == "short" else b"")
    with opened(folder) as repository:
        assert all(names(repository, code) == [f"urn:{n}"] for n, code in enumerate(CODES))
        assert repository.check() == ()
    assert array(folder) != path


def test_check_finds_codes_that_are_not_those_of_the_rows(folder):
    fill(folder)
    with opened(folder) as repository:
        repository.delete("urn:3")
        before = repository.check()
        path = array(folder)
        path.write_bytes(path.read_bytes().replace(CODES[9], bytes(32)))
        (folder / "codes" / "org.example.0123.codes").write_bytes(b"stray")
        assert names(repository, CODES[9]) == []
        seen = repository.check()
        mended = repository.check(repair=True)
        assert names(repository, CODES[9]) == ["urn:9"]
        assert repository.check() == ()
    assert before == ()
    expected = {("codes-differ", FINGERPRINT), ("codes-orphaned", "org.example.0123.codes")}
    assert {(fault.code, fault.subject) for fault in seen} >= expected
    assert all(fault.repaired for fault in mended)


def test_codes_that_no_row_has_are_never_found(folder):
    fill(folder, CODES[:3])
    path = array(folder)
    path.write_bytes(path.read_bytes().replace(CODES[1], CODES[20]))
    with opened(folder) as repository:
        assert names(repository, CODES[20]) == []


def test_readers_see_what_a_writer_appends_and_renews(folder):
    with opened(folder) as reader, opened(folder) as writer:
        for number, code in enumerate(CODES[:20]):
            label = f"urn:{number}"
            writer.add(
                store(label), manifest=label, media_type="image/png", bindings=(print_of(code),)
            )
            assert names(reader, code) == [label]
            if number == 10:
                array(folder).unlink()
                assert writer.check(repair=True)
        writer.delete("urn:4")
        assert names(reader, CODES[4]) == []
        assert names(reader, CODES[12]) == ["urn:12"]


@pytest.mark.parametrize("width", [8, 16, 32, 7])
def test_the_look_up_finds_just_what_counting_every_bit_finds(tmp_path, width):
    chance, most = Random(2026), width * 2
    center = chance.randbytes(width)

    def differing(bits: int) -> bytes:
        mask = sum(1 << place for place in chance.sample(range(width * 8), bits))
        return (int.from_bytes(center) ^ mask).to_bytes(width)

    listed = [differing(chance.randrange(most - 5, most + 5)) for _ in range(200)]
    listed += [chance.randbytes(width) for _ in range(9_000)] + [differing(1), center]
    listed += [differing(8 * width)]
    codes.make(tmp_path / "codes", width, enumerate(listed), len(listed))
    seen = list(codes.Codes(tmp_path / "codes", width, len(listed)).within(center, most))
    distances = [(int.from_bytes(code) ^ int.from_bytes(center)).bit_count() for code in listed]
    wanted = sorted((distance, place) for place, distance in enumerate(distances))
    assert seen == [pair for pair in wanted if pair[0] <= most]
    assert len(seen) > 50


def test_codes_of_another_length_are_refused_and_leave_nothing(folder):
    fill(folder, CODES[:1])
    other = {FINGERPRINT: Plain(bits=128)}
    with open_repository(folder, fingerprints=other) as repository:
        with pytest.raises(InvalidArgument, match="256 bits here"):
            repository.add(
                store("urn:x"),
                manifest="urn:x",
                media_type="image/png",
                bindings=(print_of(bytes(16)),),
            )
        assert repository.entry("urn:x") is None
        assert repository.check(repair=True)[0].code == "blob-orphaned"
        assert repository.check() == ()
