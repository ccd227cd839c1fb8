"""Whoever writes to a repository may be killed at any moment, and several may write at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from support.repositories import print_of, store

from provenance.durable.interface import EntryState

TESTS = Path(__file__).parents[2]
PRELUDE = f"""
    import hashlib, os, sys
    sys.path.insert(0, {str(TESTS)!r})
    from pathlib import Path
    from random import Random
    from support.repositories import FINGERPRINTS, mark, print_of, store
    import numpy, provenance.durable.repository.index.sqlite
    from provenance.durable.repository import open_repository
    address, signed = sys.argv[1], Path(sys.argv[2])

    def add(repository, label, **more):
        code = Random(label).randbytes(32)
        bindings = (mark(len(label)), print_of(code))
        repository.add(store(label), manifest=label, media_type="image/jpeg", bindings=bindings, **more)
"""
# Forks a writer for each line that it is sent; what a writer was told is done, it says at once.
ENDLESS = """
    for line in sys.stdin:
        child = os.fork()
        if not child:
            done = lambda *words: os.write(1, (" ".join(words) + "\\n").encode())
            with open_repository(address, fingerprints=FINGERPRINTS) as repository:
                done("begun", str(os.getpid()))
                for number in range(1_000_000):
                    label = f"urn:{line.strip()}:{number}"
                    if number % 3 == 0:
                        add(repository, label)
                        done("kept", label)
                    elif number % 3 == 1:
                        path = signed / label
                        content = label.encode()
                        digest = hashlib.sha256(content).hexdigest()
                        add(repository, label, pending_at=str(path), asset_sha256=digest)
                        path.with_suffix(".part").write_bytes(content)
                        path.with_suffix(".part").rename(path)
                        done("kept", label)
                        repository.deliver(label)
                    else:
                        victim = f"urn:{line.strip()}:{number - 2}"
                        repository.delete(victim)
                        done("deleted", victim)
        os.waitpid(child, 0)
        os.write(1, b"dead\\n")
"""
MANY = """
    with open_repository(address, fingerprints=FINGERPRINTS) as repository:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(25):
            add(repository, f"urn:{os.getpid()}:{number}")
            add(repository, f"urn:same:{number}")
            repository.issue()
"""


def program(body: str, *words: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PRELUDE) + textwrap.dedent(body), *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "kills"),
    [
        ("folder", 30),
        ("postgresql", 15),
        pytest.param("folder", 200, marks=pytest.mark.huge),
        pytest.param("postgresql", 200, marks=pytest.mark.huge),
    ],
    indirect=["place"],
)
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(place, tmp_path, kills):
    moments, signed = random.Random(kills), tmp_path / "signed"
    signed.mkdir()
    kept, mended = set(), set()
    with program(ENDLESS, place.address, signed) as writers:
        for number in range(kills):
            writers.stdin.write(f"{number}\n")
            writers.stdin.flush()
            said = writers.stdout.readline().split()
            assert said[0] == "begun", writers.stderr.read()
            time.sleep(moments.uniform(0, 0.1))
            os.kill(int(said[1]), signal.SIGKILL)
            deleted = set()
            while (said := writers.stdout.readline().split()) != ["dead"]:
                (kept if said[0] == "kept" else deleted).add(said[1])
            with place.open() as repository:
                faults = repository.check(repair=True, patience_seconds=0)
                assert all(fault.repaired for fault in faults), faults
                assert repository.check(patience_seconds=0) == ()
                mended |= {fault.code for fault in faults}
                kept = whole(repository, kept, deleted)
        writers.stdin.close()
        assert writers.wait() == 0, writers.stderr.read()
    assert len(kept) > kills / 3, "hardly anything was kept: the test proves nothing"
    assert "codes-differ" not in mended  # they are made before they count
    assert mended, "no kill fell into a change: the test proves nothing"


def whole(repository, kept: set[str], deleted: set[str]) -> set[str]:
    """Hold what was acknowledged against a repository, and return what is still kept of it."""
    states = {entry.manifest: entry.state for entry in repository.entries()}
    assert all(states[label] is EntryState.DELETED for label in deleted)
    still = set()
    for label in kept - deleted:
        if states[label] is EntryState.DELETED:  # the kill came before this could be said
            continue
        assert states[label] is EntryState.KEPT
        assert repository.store(label) == store(label)
        code = random.Random(label).randbytes(32)
        assert [match.manifest for match in repository.find(print_of(code))] == [label]
        still.add(label)
    return still


@pytest.mark.slow
@pytest.mark.parametrize("place", ["folder", "postgresql"], indirect=True)
def test_four_processes_add_at_once(place, tmp_path):
    writers = [program(MANY, place.address, tmp_path) for _ in range(4)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    with place.open() as repository:
        labels = [entry.manifest for entry in repository.entries()]
        assert len(labels) == len(set(labels)) == 4 * 25 + 25
        assert repository.check(patience_seconds=0) == ()
        for label in labels:
            code = random.Random(label).randbytes(32)
            assert [match.manifest for match in repository.find(print_of(code))] == [label]
