"""A crafted file kills or stops the child, never the caller, and the next file is read."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import msgspec
import pytest
from support import definitions, hostile, media, sealing

from provenance import errors
from provenance.engine.guard import engine as guard
from provenance.engine.guard import sandbox, ward
from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.guard.messages import Answer, Fault
from provenance.engine.native.engine import NativeEngine
from provenance.errors import (
    EngineCrashed,
    EngineError,
    LimitReached,
    NoCredentials,
    RemoteCredentials,
    StorageError,
    UnsupportedFormat,
)
from provenance.limits import Limits
from provenance.model.asset import Asset

HANGS = hostile.crowded_mp4(100_000)  # half a minute of processor time
UNCOUNTED = 10**9


@pytest.fixture(scope="module")
def signed(tmp_path_factory) -> Path:
    """A signed JPEG."""
    return sign(tmp_path_factory.mktemp("signed"), "jpeg", "image/jpeg")


@pytest.fixture
def engine():
    with GuardedEngine() as guarded:
        yield guarded


def sign(folder: Path, kind: str, mime: str) -> Path:
    path = folder / f"{kind}-signed"
    source = Asset.of(media.content(kind))
    with NativeEngine() as native:
        native.sign(definitions.capture(mime, title=kind), source, path, sealing.new_seal())
    return path


def pid_of(engine: GuardedEngine) -> int:
    assert engine.protections
    return engine._reader.child.pid


def gone(pid: int, *, within: float = 10.0) -> bool:
    """Tell whether a process ends; one that nobody has waited for yet has ended, too."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            status = Path(f"/proc/{pid}/stat")
            if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_the_child_reads_what_the_engine_reads_here(engine, signed):
    with NativeEngine() as native:
        expected = native.read(Asset.of(signed))
    found = engine.read(Asset.of(signed))
    # The document itself names the time of its making.
    assert found.store.manifests == expected.store.manifests
    for part in fields(expected):
        if part.name != "store":
            assert getattr(found, part.name) == getattr(expected, part.name)


def test_paths_bytes_and_streams_read_alike(engine, signed):
    content = signed.read_bytes()
    with signed.open("rb") as opened:
        opened.read(1000)  # a stream is read from its start, wherever it stands
        sources = (signed, content, io.BytesIO(content), opened)
        digests = {engine.read(Asset.of(source)).sha256 for source in sources}
        opened.seek(0)
        assert opened.read() == content
    assert len(digests) == 1


def test_a_manifest_store_beside_its_file_is_read(engine, signed, tmp_path):
    store = engine.read(Asset.of(signed)).jumbf
    with pytest.raises(NoCredentials):
        engine.read(Asset.of(media.one("jpeg", tmp_path)))
    beside = engine.read(Asset.of(media.content("jpeg")), manifest_data=store)
    assert not beside.embedded


def test_signing_happens_here_and_reads_back_there(engine, tmp_path):
    seal = sealing.new_seal()
    source, target = Asset.of(media.content("png")), tmp_path / "signed.png"
    store = engine.sign(definitions.capture("image/png"), source, target, seal)
    assert seal.asked == 1
    assert engine.read(Asset.of(target)).jumbf == store


@pytest.mark.parametrize(
    ("content", "kind", "attribute"),
    [
        (hostile.crowded_mp4(100_000), LimitReached, ("limit", "boxes")),
        (b"hello", UnsupportedFormat, ("code", "unsupported-format")),
        (media.content("gif"), NoCredentials, ("hint", "")),
    ],
)
def test_errors_arrive_as_themselves(engine, content, kind, attribute):
    with pytest.raises(kind) as error:
        engine.read(Asset.of(content))
    assert type(error.value) is kind
    assert getattr(error.value, attribute[0]) == attribute[1]


@pytest.mark.parametrize(
    "error",
    [
        RemoteCredentials("Elsewhere.", url="https://example.org/m.c2pa", hint="Ask."),
        LimitReached("Too much.", limit="depth"),
        *(
            kind("What happened.", hint="What to do.")
            for kind in vars(errors).values()
            if isinstance(kind, type)
            and issubclass(kind, errors.ProvenanceError)
            and kind.__init__ is errors.ProvenanceError.__init__
        ),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_crosses_the_border_unchanged(error):
    sent = msgspec.msgpack.encode(Answer(fault=Fault.of(error)))
    received = msgspec.msgpack.decode(sent, type=Answer).fault.error()
    assert type(received) is type(error)
    assert vars(received) == vars(error)


def test_a_file_that_aborts_the_engine_is_an_error_and_the_next_file_is_read(engine, signed):
    before = pid_of(engine)
    with pytest.raises(EngineCrashed, match="SIGABRT") as crash:
        engine.read(Asset.of(hostile.aborting_jpeg()))
    assert "char boundary" in crash.value.__notes__[0]
    assert crash.value.__notes__[0].isascii()
    assert gone(before)
    assert engine.read(Asset.of(signed)).media_type == "image/jpeg"


def test_a_file_that_asks_for_four_gigabytes_is_harmless_or_kills_only_the_child(engine, signed):
    assert len(hostile.greedy_mp3()) == 82
    with pytest.raises(NoCredentials):
        engine.read(Asset.of(hostile.greedy_mp3()))
    with GuardedEngine(Limits(memory_bytes=2 << 30)) as poor:
        with pytest.raises(EngineCrashed):
            poor.read(Asset.of(hostile.greedy_mp3()))
        assert poor.read(Asset.of(signed)).embedded


def test_a_file_that_hangs_is_stopped_by_the_clock(signed):
    with GuardedEngine(Limits(boxes=UNCOUNTED, wall_seconds=1)) as engine:
        before = pid_of(engine)
        started = time.monotonic()
        with pytest.raises(LimitReached, match="longer than 1 s") as stopped:
            engine.read(Asset.of(HANGS))
        assert stopped.value.limit == "wall_seconds"
        assert 0.9 < time.monotonic() - started < 5
        assert gone(before)
        assert engine.read(Asset.of(signed)).embedded


def test_a_file_that_hangs_is_stopped_by_the_kernel_too(signed, monkeypatch):
    monkeypatch.setattr(guard, "PROCESSOR_SHARE", 1 / 60)
    with GuardedEngine(Limits(boxes=UNCOUNTED, wall_seconds=60)) as engine:
        with pytest.raises(LimitReached, match="processor time") as stopped:
            engine.read(Asset.of(HANGS))
        assert stopped.value.limit == "wall_seconds"
        for _ in range(3):  # the allowance is new for each file
            assert engine.read(Asset.of(signed)).embedded


def test_large_files_get_more_time():
    limits = Limits(wall_seconds=10, seconds_per_gib=4)
    assert limits.read_seconds(64 << 20) == 10
    assert limits.read_seconds((64 << 20) + (2 << 30)) == 18


def test_text_that_unfolds_too_far_is_refused(signed):
    with (
        GuardedEngine(Limits(document_bytes=500)) as engine,
        pytest.raises(LimitReached, match="500 bytes") as refusal,
    ):
        engine.read(Asset.of(signed))
    assert refusal.value.limit == "document_bytes"


def test_an_interrupt_never_leaves_an_answer_for_the_next_file(signed, tmp_path):
    other = sign(tmp_path, "gif", "image/gif")
    with GuardedEngine(Limits(boxes=UNCOUNTED)) as engine:
        before = pid_of(engine)
        interrupt = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        interrupt.start()
        with pytest.raises(KeyboardInterrupt):
            engine.read(Asset.of(HANGS))
        interrupt.join()
        assert gone(before)
        assert engine.read(Asset.of(other)).media_type == "image/gif"
        assert engine.read(Asset.of(signed)).media_type == "image/jpeg"


def test_ctrl_c_in_the_terminal_does_not_reach_the_child(engine, signed):
    before = pid_of(engine)
    assert os.getsid(before) != os.getsid(0)
    os.kill(before, signal.SIGINT)
    assert engine.read(Asset.of(signed)).embedded
    assert pid_of(engine) == before


def test_threads_get_their_own_answers(engine, signed, tmp_path):
    paths = {"image/jpeg": signed}
    paths |= {
        mime: sign(tmp_path, kind, mime)
        for kind, mime in (("png", "image/png"), ("wav", "audio/wav"))
    }
    with ThreadPoolExecutor(6) as pool:
        jobs = [
            (mime, pool.submit(engine.read, Asset.of(path)))
            for mime, path in paths.items()
            for _ in range(6)
        ]
    assert all(job.result().media_type == mime for mime, job in jobs)


def test_the_child_is_replaced_after_many_files(engine, signed, monkeypatch):
    monkeypatch.setattr(ward, "READS_PER_CHILD", 2)
    pids = []
    for _ in range(5):
        engine.read(Asset.of(signed))
        pids.append(engine._reader.child.pid)
    assert len(set(pids)) == 3
    assert all(gone(pid) for pid in pids[:-1] if pid != pids[-1])


def test_a_child_that_died_between_files_is_replaced_without_a_word(engine, signed):
    before = pid_of(engine)
    os.kill(before, signal.SIGKILL)
    engine._reader.child._process.wait()
    assert engine.read(Asset.of(signed)).embedded


def test_nothing_is_left_after_close_and_the_engine_still_works(signed):
    engine = GuardedEngine()
    before = pid_of(engine)
    engine.close()
    assert gone(before, within=0.1)
    assert engine.read(Asset.of(signed)).embedded
    last = pid_of(engine)
    engine.close()
    engine.close()
    assert gone(last, within=0.1)


def test_nothing_is_left_when_the_engine_is_forgotten():
    engine = GuardedEngine()
    before = pid_of(engine)
    del engine
    assert gone(before)


PARENT = """
import sys, threading, time
from provenance.engine.guard.engine import GuardedEngine
from provenance.limits import Limits
from provenance.model.asset import Asset

engine = GuardedEngine(Limits(boxes=10**9, wall_seconds=300))

def work():
    assert engine.protections
    print(engine._reader.child.pid, flush=True)
    if sys.argv[2] == "busy":
        engine.read(Asset.of(sys.argv[1]))

if sys.argv[3] == "main":
    work()
else:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
time.sleep(300)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
@pytest.mark.parametrize("thread", ["main", "other"])
def test_nothing_is_left_when_the_caller_is_killed(state, thread, tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(HANGS)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(film), state, thread], stdout=subprocess.PIPE
    ) as parent:
        child = int(parent.stdout.readline())
        time.sleep(0.5)
        os.kill(child, 0)
        parent.kill()
        assert gone(child)


def test_a_child_outlives_the_thread_that_started_it(engine, signed):
    starter = threading.Thread(target=lambda: engine.read(Asset.of(signed)))
    starter.start()
    starter.join()
    before = engine._reader.child.pid
    time.sleep(0.2)
    engine.read(Asset.of(signed))
    assert engine._reader.child.pid == before


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_a_child_that_cannot_start_is_an_error_and_never_a_read_in_this_process(
    engine, signed, monkeypatch, python
):
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(GuardedEngine, "_native", None)
    with pytest.raises(EngineError, match="could not be started") as refusal:
        engine.read(Asset.of(signed))
    assert "isolation" in refusal.value.hint


def test_a_failing_stream_is_a_storage_error_and_the_next_file_is_read(engine, signed):
    class Failing(io.BytesIO):
        def read(self, _size=-1):
            raise RuntimeError("the line is down")

    class Short(io.BytesIO):
        def seek(self, offset, whence=0):
            return super().seek(offset, whence) + (10 if whence == io.SEEK_END else 0)

    for stream in (Failing(signed.read_bytes()), Short(signed.read_bytes())):
        with pytest.raises(StorageError):
            engine.read(Asset.of(stream))
    assert engine.read(Asset.of(signed)).embedded


def test_a_vanished_file_is_a_storage_error(engine, tmp_path):
    asset = Asset.of(media.one("jpeg", tmp_path))
    asset.path.unlink()
    with pytest.raises(StorageError):
        engine.read(asset)


def test_nothing_that_the_child_writes_reaches_the_terminal(engine, capfd):
    with pytest.raises(EngineCrashed):
        engine.read(Asset.of(hostile.aborting_jpeg()))
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="these protections are Linux's")
def test_the_protections_named_are_in_force(engine):
    protections = engine.protections
    assert {"separate process", "memory limit", "no memory dumps"} <= set(protections)
    process = Path(f"/proc/{pid_of(engine)}")
    bounds = (process / "limits").read_text()
    assert str(Limits().memory_bytes) in bounds
    if "no new rights" in protections:
        assert "NoNewPrivs:\t1" in (process / "status").read_text()
    if "no network" in protections:
        assert "eth0" not in (process / "net" / "dev").read_text()
        assert len((process / "net" / "dev").read_text().splitlines()) == 3  # two of title, lo


CONFINED = """
import socket, sys
from provenance.engine.guard import sandbox, ward
from provenance.limits import Limits

found = (*sandbox.limit(Limits()), *sandbox.leave_network(), *sandbox.close_files())

def allowed(action):
    try:
        action()
    except OSError:
        return False
    return True

print("no files of others" in found, allowed(lambda: open(sys.argv[1]).close()))
print(allowed(lambda: open(sys.argv[1] + "new", "w").close()))
print("no network" in found)
print(allowed(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 2).close()))
import wave  # a module that nobody needed before
print(True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="these protections are Linux's")
def test_a_confined_process_opens_no_file_and_no_connection(signed):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-c", CONFINED, str(signed), str(port)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    no_files, opened, created, no_network, connected, imported = (word == "True" for word in answer)
    assert opened is not no_files
    assert created is not no_files
    assert connected is not no_network
    assert imported


def test_a_system_without_protections_names_none(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    assert sandbox.leave_network() == ()
    assert sandbox.close_files() == ()
    assert sandbox.end_with_parent() == ()
