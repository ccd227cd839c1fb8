"""A signer that is killed, interrupted or out of disk leaves the original whole and no lie behind."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from PIL import Image
from support import media

from provenance.engine import open_engine
from provenance.model.asset import Asset
from provenance.model.status import StatusKind
from provenance.signing.private_folder import sweep

TESTS = Path(__file__).parents[2]
KILLS = 30

PRELUDE = f"""
    import os, resource, signal, sys
    sys.path.insert(0, {str(TESTS)!r})
    from support.sealing import new_seal
    import provenance.engine.native.engine
    from provenance.engine import open_engine
    from provenance.errors import ProvenanceError
    from provenance.signing.describe import Capture, Edit
    from provenance.signing.signer import Signer
    from provenance.signing.metadata import MetadataChoice
    source, destination = sys.argv[1:3]
"""
# Imports once, then forks a signer for each line that it is sent.
ENDLESS = """
    seal = new_seal()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            none = MetadataChoice(level="none")
            engine = open_engine(isolation="none")
            with Signer(seal, engine=engine, metadata=none, thumbnails=False) as signer:
                print(os.getpid(), flush=True)
                while True:
                    signer.sign(source, destination, Capture(), discard_history=True)
        os.waitpid(child, 0)
        print("dead", flush=True)
"""
ONCE = """
    print("ready", flush=True)
    with Signer(new_seal()) as signer:
        signer.sign(source, destination, Capture(), progress=lambda *step: print(*step, flush=True))
    print("finished", flush=True)
"""
LITTLE_SPACE = """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))
    with Signer(new_seal()) as signer:
        try:
            signer.sign(source, destination, Capture())
        except ProvenanceError as error:
            print(error.code, error, flush=True)
            raise SystemExit(3)
"""


def program(body: str, *paths: Path) -> subprocess.Popen:
    code = textwrap.dedent(PRELUDE) + textwrap.dedent(body)
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, paths)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pixels(path: Path) -> str:
    with Image.open(path) as picture:
        return hashlib.sha256(picture.tobytes()).hexdigest()


def visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".provenance-part")}


def is_whole(engine, path: Path) -> bool:
    statuses = engine.read(Asset.of(path)).store.active.statuses
    success = {status.code for status in statuses if status.kind is StatusKind.SUCCESS}
    failure = {status.code for status in statuses if status.kind is StatusKind.FAILURE}
    return "assertion.dataHash.match" in success and failure <= {"signingCredential.untrusted"}


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "in" / "photo.jpg"
    path.parent.mkdir()
    path.write_bytes(media.photo(2400, 1800))
    return path


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "in" / "film.mp4"
    path.parent.mkdir(exist_ok=True)
    return media.large_mp4(path, 300 << 20)


@pytest.fixture
def out(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    return path


@pytest.mark.slow
@pytest.mark.parametrize("same_path", [True, False])
def test_a_kill_at_any_moment_leaves_whole_files_only(photo, out, same_path):
    destination = photo if same_path else out / "photo.jpg"
    folder, original, picture = destination.parent, digest(photo), pixels(photo)
    moments = random.Random(2026)
    leftovers = 0
    with program(ENDLESS, photo, destination) as signer, open_engine() as engine:
        for _ in range(KILLS):
            signer.stdin.write("go\n")
            signer.stdin.flush()
            victim = int(signer.stdout.readline())
            time.sleep(moments.uniform(0, 0.12))
            os.kill(victim, signal.SIGKILL)
            assert signer.stdout.readline() == "dead\n"
            leftovers += len(list(folder.iterdir())) - len(visible(folder))
            assert visible(folder) <= {"photo.jpg"}
            assert pixels(photo) == picture
            assert same_path or digest(photo) == original
            if destination.exists() and digest(destination) != original:
                assert is_whole(engine, destination)
        signer.stdin.close()
        assert signer.wait() == 0, signer.stderr.read()
    assert leftovers > 0, "no kill fell into a signing: the test proves nothing"
    assert destination.exists()
    sweep(folder)
    assert {path.name for path in folder.iterdir()} == {"photo.jpg"}


@pytest.mark.slow
def test_a_kill_takes_the_helpers_along_and_the_next_run_cleans_up(film, out):
    with program(ONCE, film, out / "film.mp4") as signer:
        wait_for(signer, "writing")
        helpers = children_of(signer.pid)
        assert helpers
        signer.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in helpers))
    assert visible(out) == set()
    assert len(list(out.iterdir())) == 1
    with program(ONCE, film, out / "film.mp4") as signer:
        assert signer.communicate()[0].endswith("finished\n")
    assert {path.name for path in out.iterdir()} == {"film.mp4"}


@pytest.mark.slow
@pytest.mark.parametrize("phase", ["looking", "reading", "writing", "verifying"])
def test_an_interrupt_ends_cleanly_and_leaves_nothing(film, out, phase):
    before = digest(film)
    with program(ONCE, film, out / "film.mp4") as signer:
        wait_for(signer, phase)
        begun = time.monotonic()
        signer.send_signal(signal.SIGINT)
        output, errors = signer.communicate(timeout=60)
        assert time.monotonic() - begun < 20
    assert "finished" not in output
    assert signer.returncode in {-signal.SIGINT, 1, 130}, errors
    assert "KeyboardInterrupt" in errors
    assert list(out.iterdir()) == []
    assert digest(film) == before


def test_a_full_disk_leaves_nothing(photo, out):
    assert photo.stat().st_size > 1 << 19
    before = digest(photo)
    with program(LITTLE_SPACE, photo, photo) as signer:
        output, errors = signer.communicate()
    assert signer.returncode == 3, errors
    assert output.startswith("storage ")
    assert {path.name for path in photo.parent.iterdir()} == {"photo.jpg"}
    assert digest(photo) == before


@pytest.mark.slow
def test_a_full_file_system_leaves_nothing(photo, out):
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(out)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        (out / "old.jpg").write_bytes(b"old content")
        with program(ONCE, photo, out / "old.jpg") as signer:
            _, errors = signer.communicate()
        assert "StorageError" in errors
        assert "No space left" in errors
        assert [path.read_bytes() for path in out.iterdir()] == [b"old content"]
    finally:
        subprocess.run(["umount", str(out)], check=True)


def wait_for(program: subprocess.Popen, phase: str) -> None:
    for line in program.stdout:
        if line.startswith(phase):
            return
    pytest.fail(f"it ended before it was {phase}: {program.stderr.read()}")


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def until(holds, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
