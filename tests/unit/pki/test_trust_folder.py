"""The folder of trust lists keeps what it was given, and refuses what was changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from support.authorities import Development, pem

from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError, TrustListError
from provenance.limits import Network
from provenance.pki.trust import official
from provenance.pki.trust.folder import TrustFolder

DATE = datetime(2026, 5, 4, tzinfo=UTC)
ALLOWED = Network(hosts=frozenset({"raw.githubusercontent.com"}))


@pytest.fixture(scope="module")
def pki() -> Development:
    return Development()


@pytest.fixture
def folder(tmp_path) -> TrustFolder:
    return TrustFolder(tmp_path / "trust")


def names(folder: TrustFolder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir())


def test_a_folder_that_is_not_there_holds_no_lists(folder):
    assert folder.entries() == ()
    assert folder.lists().lists == ()


def test_a_list_comes_back_as_it_was_added(folder, pki):
    entry = folder.add(pki.root_pem, "signer", "My studio", source="root.pem", date=DATE)
    (found,) = folder.lists().lists
    assert (found.kind, found.name, found.source, found.date) == (
        "signer",
        "My studio",
        "root.pem",
        DATE,
    )
    assert found.anchors == (pki.root.certificate,)
    assert (entry.sha256, entry.certificates) == (found.sha256, 1)


def test_kinds_stay_apart(folder, pki):
    folder.add(pki.root_pem, "signer", "a")
    folder.add(pki.root_pem, "time", "b")
    assert [f.name for f in folder.lists().of("time")] == ["b"]


def test_a_list_of_the_same_name_is_replaced_and_leaves_nothing_behind(folder, pki):
    folder.add(pki.root_pem, "signer", "mine")
    folder.add(pem(pki.issuer.certificate), "signer", "mine")
    assert folder.lists().lists[0].anchors == (pki.issuer.certificate,)
    assert len(names(folder)) == 2


def test_removing_leaves_nothing_behind(folder, pki):
    folder.add(pki.root_pem, "signer", "mine")
    folder.remove("mine")
    assert names(folder) == []
    with pytest.raises(InvalidArgument, match="No trust list is named 'mine'"):
        folder.remove("mine")


def test_a_list_that_cannot_be_read_changes_nothing(folder, pki):
    folder.add(pki.root_pem, "signer", "mine")
    before = names(folder)
    with pytest.raises(TrustListError):
        folder.add(b"nothing", "signer", "mine")
    assert names(folder) == before


@pytest.mark.parametrize("name", ["", "...", "///", "x" * 200])
def test_a_name_that_cannot_be_a_name(folder, pki, name):
    with pytest.raises(InvalidArgument):
        folder.add(pki.root_pem, "signer", name)


def test_a_name_never_leaves_the_folder(folder, pki):
    folder.add(pki.root_pem, "signer", "../../evil")
    assert all(path.parent == folder.path for path in folder.path.rglob("*"))


def test_two_names_that_are_too_much_alike(folder, pki):
    folder.add(pki.root_pem, "signer", "My studio")
    with pytest.raises(InvalidArgument, match="too much like"):
        folder.add(pki.root_pem, "signer", "my-studio")


def test_a_kind_that_does_not_exist(folder, pki):
    with pytest.raises(InvalidArgument):
        folder.add(pki.root_pem, "nonsense", "mine")


def test_a_list_that_was_changed_by_hand_is_refused(folder, pki):
    entry = folder.add(pki.root_pem, "signer", "mine")
    (folder.path / entry.file).write_bytes(Development().root_pem)
    with pytest.raises(TrustListError, match="mine was changed after it was installed") as caught:
        folder.lists()
    assert "provenance trust remove" in caught.value.hint


def test_a_list_that_is_gone_is_refused(folder, pki):
    entry = folder.add(pki.root_pem, "signer", "mine")
    (folder.path / entry.file).unlink()
    with pytest.raises(TrustListError, match="cannot be read"):
        folder.lists()


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 50_000,
        {"kind": "nonsense"},
        {"name": 5},
        {"file": "../../etc/passwd"},
        {"date": "2026-05-04"},
        {"date": 7},
        {"unknown": 1},
    ],
)
def test_a_damaged_record_is_refused(folder, pki, record):
    folder.add(pki.root_pem, "signer", "mine")
    path = folder.path / "mine.json"
    if isinstance(record, dict):
        record = json.dumps(json.loads(path.read_bytes()) | record).encode()
    path.write_bytes(record)
    with pytest.raises(TrustListError, match=r"mine\.json"):
        folder.lists()


def test_a_folder_that_cannot_be_written(tmp_path, pki):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        TrustFolder(tmp_path / "file" / "trust").add(pki.root_pem, "signer", "mine")


# Fetching the official lists.


class Publisher:
    """Stands for the published addresses, and remembers who asked."""

    def __init__(self, **lists: bytes) -> None:
        self.lists = lists
        self.asked: list[str] = []

    def __call__(self, address: str, network: Network) -> bytes:
        self.asked.append(address)
        return self.lists["time" if "TSA" in address else "signer"]


def test_both_official_lists_are_installed(folder, pki):
    published = Publisher(signer=pki.root_pem, time=pem(pki.time_issuer.certificate))
    changes = folder.update(ALLOWED, published, date=DATE)
    assert published.asked == [found.address for found in official.OFFICIAL]
    assert [c.added for c in changes] == [("Root",), ("Time issuer",)]
    assert {(e.kind, e.date) for e in folder.entries()} == {("signer", DATE), ("time", DATE)}


def test_an_update_says_what_changed(folder, pki):
    folder.update(ALLOWED, Publisher(signer=pki.root_pem, time=pki.root_pem))
    newer = Publisher(signer=pem(pki.issuer.certificate), time=pki.root_pem)
    signer, time = folder.update(ALLOWED, newer)
    assert (signer.added, signer.removed) == (("Issuer",), ("Root",))
    assert signer.before
    assert (time.added, time.removed) == ((), ())


def test_one_list_that_fails_keeps_all_old_ones(folder, pki):
    folder.update(ALLOWED, Publisher(signer=pki.root_pem, time=pki.root_pem), date=DATE)
    before = folder.entries()
    with pytest.raises(TrustListError):
        folder.update(ALLOWED, Publisher(signer=pem(pki.issuer.certificate), time=b"<html>"))
    assert folder.entries() == before


def test_a_pin_refuses_another_list_and_keeps_the_old_one(folder, pki):
    folder.update(ALLOWED, Publisher(signer=pki.root_pem, time=pki.root_pem))
    before = folder.entries()
    pins = {e.name: e.sha256 for e in before}
    newer = Publisher(signer=pem(pki.issuer.certificate), time=pki.root_pem)
    with pytest.raises(TrustListError, match="is not the pinned one: its SHA-256 is"):
        folder.update(ALLOWED, newer, pins=pins)
    assert folder.entries() == before
    unchanged = Publisher(signer=pki.root_pem, time=pki.root_pem)
    assert len(folder.update(ALLOWED, unchanged, pins=pins)) == 2


def test_a_damaged_list_is_cured_by_an_update(folder, pki):
    published = Publisher(signer=pki.root_pem, time=pki.root_pem)
    for change in folder.update(ALLOWED, published):
        (folder.path / change.entry.file).write_bytes(b"")
    folder.update(ALLOWED, published)
    assert len(folder.lists().lists) == 2


def test_own_lists_survive_an_update(folder, pki):
    folder.add(pki.root_pem, "signer", "My studio")
    folder.update(ALLOWED, Publisher(signer=pki.root_pem, time=pki.root_pem))
    assert "My studio" in [e.name for e in folder.entries()]


def test_without_permission_nothing_is_fetched(folder):
    with pytest.raises(NetworkNotAllowed, match=r"raw\.githubusercontent\.com"):
        folder.update(Network())
    assert not folder.path.exists()
