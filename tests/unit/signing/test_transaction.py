"""A file appears whole under its final name, or not at all, and nothing is left behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from provenance.errors import InvalidArgument, SigningFailed, StorageError
from provenance.model.asset import Asset
from provenance.signing.private_folder import sweep
from provenance.signing.transaction import Transaction

OLD, NEW = b"old content", b"new content"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in" / "a.jpg"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    return path


def put(source: Path, destination: Path) -> None:
    with Transaction(destination, source=Asset.of(source)) as transaction:
        assert not transaction.part.exists()
        transaction.part.write_bytes(NEW)
        transaction.commit()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def leftover(folder: Path, *, stem: str = "b.jpg") -> Path:
    path = folder / f".{stem}.0123456789abcdef.provenance-part"
    path.mkdir(mode=0o700)
    (path / "output").write_bytes(b"half")
    return path


def test_commit_puts_the_file_in_place_and_leaves_nothing_else(source, folder):
    put(source, folder / "b.jpg")
    assert names(folder) == ["b.jpg"]
    assert (folder / "b.jpg").read_bytes() == NEW
    assert source.read_bytes() == OLD


def test_nothing_stands_under_the_final_name_before_the_commit(source, folder):
    with Transaction(folder / "b.jpg", source=Asset.of(source)) as transaction:
        transaction.part.write_bytes(NEW)
        assert not (folder / "b.jpg").exists()
        assert transaction.part.parent.parent == folder
        assert stat.S_IMODE(transaction.part.parent.stat().st_mode) == 0o700
        transaction.commit()


@pytest.mark.parametrize(
    "error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError]
)
def test_any_exception_leaves_no_trace(source, folder, error):
    (folder / "b.jpg").write_bytes(b"was here")
    with (  # noqa: PT012
        pytest.raises(error),
        Transaction(folder / "b.jpg", source=Asset.of(source)) as transaction,
    ):
        transaction.part.write_bytes(NEW)
        raise error
    assert names(folder) == ["b.jpg"]
    assert (folder / "b.jpg").read_bytes() == b"was here"
    assert source.read_bytes() == OLD


def test_leaving_without_a_commit_writes_nothing(source, folder):
    with Transaction(folder / "b.jpg", source=Asset.of(source)) as transaction:
        transaction.part.write_bytes(NEW)
    assert names(folder) == []


def test_the_source_itself_may_be_replaced(source):
    put(source, source)
    assert source.read_bytes() == NEW
    assert names(source.parent) == ["a.jpg"]


def test_the_source_under_another_spelling_is_replaced_once(source, monkeypatch):
    monkeypatch.chdir(source.parent)
    put(source, Path("../in/./a.jpg"))
    assert source.read_bytes() == NEW
    assert names(source.parent) == ["a.jpg"]


def test_a_link_stays_and_the_file_behind_it_is_replaced(source, folder):
    link = folder / "link.jpg"
    link.symlink_to(source)
    put(source, link)
    assert link.is_symlink()
    assert source.read_bytes() == NEW
    assert names(folder) == ["link.jpg"]


def test_a_dangling_link_gets_its_file(source, folder):
    link = folder / "link.jpg"
    link.symlink_to(folder / "later.jpg")
    put(source, link)
    assert (folder / "later.jpg").read_bytes() == NEW
    assert link.is_symlink()


def test_another_name_of_the_source_keeps_the_old_content(source):
    twin = source.with_name("twin.jpg")
    twin.hardlink_to(source)
    put(source, source)
    assert twin.read_bytes() == OLD
    assert source.read_bytes() == NEW


def test_a_loop_of_links_is_refused(source, folder):
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    with pytest.raises((InvalidArgument, StorageError)):
        put(source, folder / "a")


def test_a_missing_folder_is_named(source, folder):
    with pytest.raises(InvalidArgument, match=r"folder .*/missing does not exist"):
        put(source, folder / "missing" / "b.jpg")


def test_a_folder_or_a_device_is_no_destination(source, folder):
    with pytest.raises(InvalidArgument, match="is a folder"):
        put(source, folder)
    with pytest.raises(InvalidArgument, match="no regular file"):
        put(source, Path(os.devnull))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_write_protected_destination_or_folder_is_respected(source, folder):
    (folder / "b.jpg").write_bytes(b"mine")
    (folder / "b.jpg").chmod(0o444)
    with pytest.raises(InvalidArgument, match="write-protected"):
        put(source, folder / "b.jpg")
    folder.chmod(0o555)
    with pytest.raises(StorageError, match="cannot be written"):
        put(source, folder / "c.jpg")
    folder.chmod(0o755)


def test_a_source_that_changes_meanwhile_stops_it(source, folder):
    with Transaction(folder / "b.jpg", source=Asset.of(source)) as transaction:
        transaction.part.write_bytes(NEW)
        source.write_bytes(b"someone else wrote this")
        with pytest.raises(SigningFailed, match="changed while it was being signed"):
            transaction.commit()
    assert names(folder) == []


def test_a_source_that_was_swapped_for_one_of_the_same_size_and_time_stops_it(source, folder):
    before = source.stat()
    with Transaction(folder / "b.jpg", source=Asset.of(source)) as transaction:
        transaction.part.write_bytes(NEW)
        other = source.with_name("other")
        other.write_bytes(b"OLD CONTENT")
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        other.replace(source)
        with pytest.raises(SigningFailed):
            transaction.commit()


def test_a_replaced_file_keeps_mode_and_attributes(source, folder):
    place = folder / "b.jpg"
    place.write_bytes(OLD)
    place.chmod(0o640)
    try:
        os.setxattr(place, "user.tag", b"holiday")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes on this file system")
    put(source, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert os.getxattr(place, "user.tag") == b"holiday"


def test_what_a_group_may_do_is_not_passed_on_to_another_group(source, folder, monkeypatch):
    place = folder / "b.jpg"
    place.write_bytes(OLD)
    place.chmod(0o664)

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    put(source, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o664  # the same group, by itself
    if os.geteuid():
        pytest.skip("only root can make a file of a foreign group")
    monkeypatch.undo()
    os.chown(place, -1, 54321)
    monkeypatch.setattr(os, "chown", refuse)
    put(source, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o604


def test_owner_and_group_are_kept_where_that_is_allowed(source, folder):
    if os.geteuid():
        pytest.skip("only root may give files away")
    place = folder / "b.jpg"
    place.write_bytes(OLD)
    os.chown(place, 12345, 54321)
    put(source, place)
    assert (place.stat().st_uid, place.stat().st_gid) == (12345, 54321)


@pytest.mark.parametrize(
    ("mask", "source_mode", "expected"),
    [(0o022, 0o644, 0o644), (0o077, 0o644, 0o600), (0o022, 0o600, 0o600), (0, 0o755, 0o644)],
)
def test_a_new_file_is_no_wider_than_the_umask_and_the_source(
    source, folder, mask, source_mode, expected
):
    source.chmod(source_mode)
    old = os.umask(mask)
    try:
        put(source, folder / "b.jpg")
    finally:
        os.umask(old)
    assert stat.S_IMODE((folder / "b.jpg").stat().st_mode) == expected


@pytest.mark.parametrize(
    "name", ["ü" * 60 + ".jpg", "\N{CAMERA}" * 62, "a b\n.jpg", "-x.jpg", "x" * 250]
)
def test_awkward_names_work(source, folder, name):
    put(source, folder / name)
    assert names(folder) == [name]


def test_the_next_run_sweeps_what_a_dead_process_left(folder):
    left = leftover(folder)
    assert sweep(folder) == (left,)
    assert names(folder) == []


def test_a_living_signer_is_never_swept(source, folder):
    with Transaction(folder / "b.jpg", source=Asset.of(source)) as transaction:
        transaction.part.write_bytes(NEW)
        assert sweep(folder) == ()
        transaction.commit()
    assert (folder / "b.jpg").read_bytes() == NEW


HOLD = """
import fcntl, os, sys
fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX)
print("held", flush=True)
input()
"""


def test_a_living_signer_of_another_process_is_never_swept(folder):
    left = leftover(folder)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(left)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert sweep(folder) == ()
        holder.kill()
    assert sweep(folder) == (left,)


def test_foreign_files_are_never_swept(folder):
    guest = leftover(folder, stem="c.jpg") / "diary.txt"
    guest.write_text("mine")
    (folder / ".b.jpg.provenance-part").mkdir()
    (folder / ".b.jpg.0123456789abcdef.provenance-part").write_text("a file, not a folder")
    (folder / ".d.jpg.0123456789abcdef.provenance-part").symlink_to(folder)
    (folder / "photo.part").write_text("x")
    before = names(folder)
    assert sweep(folder) == ()
    assert names(folder) == before
    assert guest.read_text() == "mine"


def test_sweeping_a_folder_that_is_gone_says_nothing(tmp_path):
    assert sweep(tmp_path / "gone") == ()


@pytest.mark.parametrize("opened", [False, True], ids=["before opening", "before locking"])
def test_a_sweep_of_what_was_just_made_does_not_break_a_signer(source, folder, monkeypatch, opened):
    real_open, raced = os.open, []

    def racing(path, *arguments, **options):
        if not str(path).endswith("provenance-part") or raced:
            return real_open(path, *arguments, **options)
        raced.append(path)
        handle = real_open(path, *arguments, **options) if opened else None
        raced.extend(sweep(folder))
        return handle or real_open(path, *arguments, **options)

    monkeypatch.setattr(os, "open", racing)
    put(source, folder / "b.jpg")
    assert len(raced) == 2
    assert names(folder) == ["b.jpg"]


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from provenance.errors import StorageError
    from provenance.model.asset import Asset
    from provenance.signing.transaction import Transaction
    source, destination, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with Transaction(destination, source=Asset.of(source)) as transaction:
            transaction.part.write_bytes(bytes(8 << 20))
            transaction.commit()
    except (OSError, StorageError):
        raise SystemExit(3)
"""


def fill_the_disk(source: Path, destination: Path, limit: int) -> int:
    code = textwrap.dedent(FULL)
    command = [sys.executable, "-c", code, str(source), str(destination), str(limit)]
    return subprocess.run(command, check=False).returncode


def test_a_full_disk_leaves_no_trace(source, folder):
    assert fill_the_disk(source, folder / "b.jpg", 1 << 20) == 3
    assert names(folder) == []


def test_a_full_file_system_leaves_no_trace(source, folder):
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mount.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        (folder / "b.jpg").write_bytes(OLD)
        assert fill_the_disk(source, folder / "b.jpg", 0) == 3
        assert names(folder) == ["b.jpg"]
        assert (folder / "b.jpg").read_bytes() == OLD
    finally:
        subprocess.run(["umount", str(folder)], check=True)
