"""What every repository promises, whatever it is made of."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import pytest
from support.repositories import FINGERPRINT, WATERMARK, flipped, mark, print_of, store

from provenance.durable.interface import EntryState
from provenance.errors import InvalidArgument, StorageError
from provenance.model.soft_binding import BindingKind, SoftBinding

CODE = Random(5).randbytes(32)


def add(repository, label, *bindings, **more):
    return repository.add(
        store(label), manifest=label, media_type="image/jpeg", bindings=bindings, **more
    )


def found(repository, binding, **choices):
    return [match.manifest for match in repository.find(binding, **choices)]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_what_is_added_is_there_and_is_found(place):
    before = datetime.now(UTC)
    entry = add(place.open(), "urn:a", mark(7), print_of(CODE), asset_sha256="ab" * 32)
    again = place.open()
    assert again.entry("urn:a") == entry
    assert list(again.entries()) == [entry]
    assert again.store("urn:a") == store("urn:a")
    assert entry.state is EntryState.KEPT
    assert entry.bindings == (mark(7), print_of(CODE))
    assert entry.store_sha256 == digest(store("urn:a"))
    assert before <= entry.added <= datetime.now(UTC)
    (match,) = again.find(mark(7))
    assert (match.manifest, match.binding, match.distance, match.score) == ("urn:a", mark(7), 0, 1)
    assert not again.find(mark(8))
    assert again.entry("urn:b") is None
    assert again.store("urn:b") is None
    assert again.check() == ()


def test_near_fingerprints_are_found_the_nearest_first(repository):
    for bits in (64, 65, 10, 0, 33):
        add(repository, f"urn:{bits}", print_of(flipped(CODE, bits)))
    add(repository, "urn:far", print_of(Random(6).randbytes(32)))
    matches = repository.find(print_of(CODE))
    assert [(each.manifest, each.distance) for each in matches] == [
        ("urn:0", 0),
        ("urn:10", 10),
        ("urn:33", 33),
        ("urn:64", 64),
    ]
    assert [each.score for each in matches] == [1, 1 - 10 / 64, 1 - 33 / 64, 0]
    assert matches[1].binding == print_of(flipped(CODE, 10))
    assert found(repository, print_of(CODE), limit=2) == ["urn:0", "urn:10"]


def test_each_manifest_is_found_once_by_its_nearest_fingerprint(repository):
    add(repository, "urn:a", *(print_of(flipped(CODE, bits)) for bits in (9, 5, 7)))
    add(repository, "urn:b", print_of(flipped(CODE, 6)))
    matches = repository.find(print_of(CODE), limit=2)
    assert [(each.manifest, each.distance) for each in matches] == [("urn:a", 5), ("urn:b", 6)]


def test_the_same_again_changes_nothing_and_more_bindings_are_added(repository):
    first = add(repository, "urn:a", mark(1))
    assert add(repository, "urn:a", mark(1)) == first
    assert add(repository, "urn:a", mark(2)).bindings == (mark(1), mark(2))
    assert found(repository, mark(2)) == ["urn:a"]
    assert len(list(repository.entries())) == 1


def test_one_label_names_one_store(repository):
    first = add(repository, "urn:a", mark(1))
    other = store("urn:a", filling=b"other")
    with pytest.raises(InvalidArgument, match="another manifest store"):
        repository.add(other, manifest="urn:a", media_type="image/jpeg", bindings=(mark(2),))
    assert repository.entry("urn:a") == first
    assert not repository.find(mark(2))
    assert repository.check() == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"manifest": "urn:b"}, "not that of urn:b"),
        ({"store": b"nothing"}, "not that of urn:a"),
        ({"store": store("urn:a")[:-1]}, "not that of urn:a"),
        ({"store": store("urn:a") * 2}, "not that of urn:a"),
        ({"media_type": "jpeg"}, "media type"),
        ({"media_type": "image/jpeg\0"}, "media type"),
        ({"asset_sha256": "ABC"}, "no SHA-256"),
        ({"pending_at": "/photo.jpg"}, "which file"),
        ({"pending_at": "photo.jpg", "asset_sha256": "0" * 64}, "cannot wait"),
        ({"bindings": (mark(1),), "private": (mark(1),)}, "at once"),
        ({"bindings": (print_of(b"short"),)}, "256 bits"),
        ({"bindings": tuple(map(mark, range(1001)))}, "at most 1000"),
        (
            {"bindings": (SoftBinding(algorithm="../x", value=b"1", kind=BindingKind.WATERMARK),)},
            "no name of an algorithm",
        ),
        (
            {"bindings": (SoftBinding(algorithm="x", value=b"", kind=BindingKind.WATERMARK),)},
            "0 bytes",
        ),
        (
            {
                "bindings": (
                    SoftBinding(algorithm="x", value=b"1" * 2001, kind=BindingKind.WATERMARK),
                )
            },
            "2001 bytes",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(repository, change, told):
    whole = {
        "store": store("urn:a"),
        "manifest": "urn:a",
        "media_type": "image/jpeg",
        "bindings": (),
    } | change
    with pytest.raises(InvalidArgument, match=told) as caught:
        repository.add(whole.pop("store"), **whole)
    assert caught.value.hint or "256 bits" in told
    assert list(repository.entries()) == []
    assert repository.check() == ()


def test_payloads_are_of_the_first_schema_and_never_the_same(place):
    one, other = place.open(), place.open()
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda n: (one if n % 2 else other).issue(), range(60)))
    assert len(set(drawn)) == 60
    assert {payload >> 60 for payload in drawn} == {1}
    assert max(drawn) - min(drawn) > 1 << 56  # sixty from the whole range


def test_an_issued_payload_is_not_issued_again(repository, monkeypatch):
    draws = iter([5, 5, 6])
    monkeypatch.setattr("secrets.randbits", lambda _bits: next(draws))
    assert [repository.issue(), repository.issue()] == [1 << 60 | 5, 1 << 60 | 6]


def test_a_pending_entry_waits_for_its_file(repository, tmp_path):
    path = tmp_path / "photo.jpg"
    pending = add(repository, "urn:a", mark(1), pending_at=str(path), asset_sha256=digest(b"file"))
    assert pending.state is EntryState.PENDING
    assert pending.path == str(path)
    assert repository.check(repair=True) == ()  # somebody may be at work
    repository.deliver("urn:a")
    kept = repository.entry("urn:a")
    assert (kept.state, kept.path, kept.bindings) == (EntryState.KEPT, "", (mark(1),))
    repository.deliver("urn:a")
    with pytest.raises(InvalidArgument, match="kept, not pending"):
        repository.withdraw("urn:a")


def test_a_withdrawn_entry_leaves_nothing(repository):
    add(repository, "urn:a", mark(1), print_of(CODE), pending_at="/x.jpg", asset_sha256="0" * 64)
    repository.withdraw("urn:a")
    repository.withdraw("urn:a")
    assert repository.entry("urn:a") is None
    assert not repository.find(mark(1))
    assert not repository.find(print_of(CODE))
    assert repository.check() == ()
    with pytest.raises(InvalidArgument, match="no entry"):
        repository.deliver("urn:a")
    assert add(repository, "urn:a", mark(1)).state is EntryState.KEPT


def test_adding_the_file_of_a_pending_entry_keeps_it(repository):
    add(repository, "urn:a", pending_at="/x.jpg", asset_sha256="0" * 64)
    assert add(repository, "urn:a").state is EntryState.KEPT


def test_check_keeps_pending_entries_whose_file_came_and_gives_up_the_others(repository, tmp_path):
    came, other, never = (tmp_path / name for name in ("came.jpg", "other.jpg", "né\udcffver.jpg"))
    came.write_bytes(b"file")
    other.write_bytes(b"another file")
    for label, path in (("urn:came", came), ("urn:other", other), ("urn:never", never)):
        add(repository, label, mark(len(label)), pending_at=str(path), asset_sha256=digest(b"file"))
    assert repository.entry("urn:never").path == str(never)
    seen = repository.check(patience_seconds=0)
    assert {(fault.code, fault.subject, fault.repaired) for fault in seen} == {
        ("pending-delivered", "urn:came", False),
        ("pending-abandoned", "urn:other", False),
        ("pending-abandoned", "urn:never", False),
    }
    mended = repository.check(repair=True, patience_seconds=0)
    assert all(fault.repaired for fault in mended)
    assert {fault.subject for fault in mended} == {fault.subject for fault in seen}
    assert [entry.manifest for entry in repository.entries()] == ["urn:came"]
    assert repository.entry("urn:came").state is EntryState.KEPT
    assert repository.check(patience_seconds=0) == ()


def test_what_is_deleted_is_gone_for_good(place):
    repository = place.open()
    add(repository, "urn:a", mark(1), print_of(CODE), private=(mark(3),))
    add(repository, "urn:b", mark(2), print_of(flipped(CODE, 3)))
    assert repository.delete("urn:a")
    assert not repository.delete("urn:a")
    assert not repository.delete("urn:c")
    again = place.open()
    gone = again.entry("urn:a")
    assert gone.state is EntryState.DELETED
    assert (gone.bindings, gone.private, gone.store_sha256, gone.asset_sha256) == ((), (), "", "")
    assert again.store("urn:a") is None
    assert not again.find(mark(1))
    assert not again.find(mark(3))
    assert found(again, print_of(CODE)) == ["urn:b"]
    for act in (lambda: add(again, "urn:a", mark(1)), lambda: again.deliver("urn:a")):
        with pytest.raises(InvalidArgument, match="deleted on request"):
            act()
    assert again.check() == ()
    if place.blobs:
        assert len([path for path in place.blobs.rglob("*") if path.is_file()]) == 1


def test_private_bindings_lead_here_for_the_owner_alone(repository):
    entry = add(repository, "urn:a", mark(1), private=(mark(2), print_of(CODE)))
    assert entry.bindings == (mark(1),)
    assert entry.private == (mark(2), print_of(CODE))
    for binding in entry.private:
        assert found(repository, binding) == ["urn:a"]
        assert found(repository, binding, private=False) == []
    assert found(repository, print_of(flipped(CODE, 4))) == ["urn:a"]
    assert found(repository, print_of(flipped(CODE, 4)), private=False) == []
    assert found(repository, mark(1), private=False) == ["urn:a"]


def test_what_was_added_without_knowing_the_fingerprint_is_found_by_who_does(place):
    blind = place.open(fingerprints={})
    add(blind, "urn:a", print_of(CODE))
    add(blind, "urn:odd", print_of(b"not a code"))
    assert found(blind, print_of(flipped(CODE, 1))) == []
    assert found(blind, print_of(b"not a code")) == ["urn:odd"]
    knowing = place.open()
    assert found(knowing, print_of(flipped(CODE, 1))) == ["urn:a"]
    assert knowing.check() == ()


def test_algorithms_are_told_with_their_kinds(repository):
    assert repository.algorithms() == ()
    add(repository, "urn:a", print_of(CODE), mark(1))
    add(repository, "urn:b", mark(2), mark(3))
    assert set(repository.algorithms()) == {("watermark", WATERMARK), ("fingerprint", FINGERPRINT)}


def test_entries_come_in_the_order_in_which_they_were_added(repository):
    labels = [f"urn:{number}" for number in Random(1).sample(range(1000), 520)]
    for label in labels:
        add(repository, label, mark(int(label[4:])))
    assert [entry.manifest for entry in repository.entries()] == labels
    assert all(len(entry.bindings) == 1 for entry in repository.entries())


def test_check_tells_of_missing_altered_and_orphaned_blobs(place):
    if place.blobs is None:
        pytest.skip("these blobs lie in no folder")
    repository = place.open()
    for label in ("urn:missing", "urn:altered", "urn:whole"):
        add(repository, label)

    def blob(label: str):
        name = digest(store(label))
        return place.blobs / name[:2] / name[2:]

    blob("urn:missing").unlink()
    blob("urn:altered").write_bytes(b"else")
    (place.blobs / "ab").mkdir(exist_ok=True)
    (place.blobs / "ab" / "cd.0123").write_bytes(b"left over")
    told = {
        ("blob-missing", "urn:missing", False),
        ("blob-altered", "urn:altered", False),
        ("blob-orphaned", "abcd.0123", False),
    }
    assert {(f.code, f.subject, f.repaired) for f in repository.check()} == told
    for label, what in (("urn:missing", "missing"), ("urn:altered", "damaged")):
        with pytest.raises(StorageError, match=what):
            repository.store(label)
    mended = repository.check(repair=True)
    assert {fault.code for fault in mended if fault.repaired} == {"blob-orphaned"}
    add(repository, "urn:missing")
    add(repository, "urn:altered")
    assert repository.check() == ()


def test_threads_share_a_repository(repository):
    begin = threading.Barrier(4)

    def work(thread: int) -> None:
        begin.wait()
        for number in range(10):
            code = Random(f"{thread} {number}").randbytes(32)
            add(repository, f"urn:{thread}:{number}", mark(number), print_of(code))
            assert found(repository, print_of(flipped(code, 20))) == [f"urn:{thread}:{number}"]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert len(list(repository.entries())) == 40
    assert len(repository.find(mark(3))) == 4
    assert repository.check() == ()


def test_nothing_is_asked_for_less_than_one_match(repository):
    with pytest.raises(InvalidArgument, match="0 matches"):
        repository.find(mark(1), limit=0)
