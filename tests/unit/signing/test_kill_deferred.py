"""A burst with deferred time-stamps, and its flush, killed at any moment: nothing lost, nothing twice."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from support import media, stamping
from support.authorities import Development

from provenance import Verifier
from provenance.engine import open_engine
from provenance.evidence import store
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.report import Verdict
from provenance.model.statements import TimeStanding
from provenance.signing.private_folder import sweep
from provenance.signing.queue import TimestampQueue

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parents[2]
BURST = 24  # pictures between two kills
FLUSH_KILLS = 6
PATIENCE_SECONDS = 20.0

PRELUDE = f"""
    import os, sys
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    sys.path.insert(0, {str(TESTS)!r})
    import provenance.engine.native.engine
    from provenance import Capture, MetadataChoice, Signer, open_credential
    from provenance.engine import open_engine
    from provenance.signing.queue import TimestampQueue, flush
    from support import stamping
    keys, out, queue, url = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    authority = stamping.TimestampAuthority(url, "defer", network=stamping.HERE)
"""
# Imports once, then forks a victim for each line that it is sent.
FORKING = """
    for line in sys.stdin:
        child = os.fork()
        if not child:
            work(line.strip())
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)
"""
SIGNING = """
    def work(burst):
        with open_credential(keys / "chain.pem", keys / "signer.key") as credential, Signer(
            credential, time=authority, queue=TimestampQueue(queue), thumbnails=False,
            metadata=MetadataChoice(level="none"), engine=open_engine(isolation="none"),
        ) as signer, ThreadPoolExecutor(2) as pool:
            for path in sorted(out.glob(f"{burst}-*.jpg")):
                pool.submit(signer.sign, path, path, Capture(device="Test One"))
"""
FLUSHING = """
    flush.open_engine = lambda **_: open_engine(isolation="none")

    def work(_):
        TimestampQueue(queue).flush()
"""


class Victims:
    """Processes that do one thing, and are killed in the middle of it."""

    def __init__(self, body: str, *words: object) -> None:
        code = textwrap.dedent(PRELUDE) + textwrap.dedent(body) + textwrap.dedent(FORKING)
        self._program = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate(timeout=60)

    def kill_one(self, line: str, after: float, begun: Callable[[], bool] = lambda: True) -> None:
        """Send one to work, and kill it so many seconds after it has begun."""
        self._program.stdin.write(f"{line}\n")
        self._program.stdin.flush()
        victim = int(self._program.stdout.readline())
        ends = time.monotonic() + PATIENCE_SECONDS
        while not begun() and time.monotonic() < ends:
            time.sleep(0.002)
        time.sleep(after)
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.kill(victim, signal.SIGKILL)
        assert self._program.stdout.readline() == "dead\n"


@pytest.fixture(scope="module")
def development():
    return Development()


@pytest.fixture
def keys(development, tmp_path):
    signer = development.signer()
    (tmp_path / "chain.pem").write_bytes(signer.chain_pem)
    (tmp_path / "signer.key").write_bytes(signer.key_pem)
    (tmp_path / "signer.key").chmod(0o600)
    return tmp_path


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kills", [15, pytest.param(200, marks=pytest.mark.huge)])
def test_a_burst_killed_at_any_moment(kills, keys, development, tmp_path):
    out, queue = tmp_path / "out", TimestampQueue(tmp_path / "queue.sqlite3")
    out.mkdir()
    original, moments = media.content("jpeg"), random.Random(2027)
    with stamping.stamping(development) as authority:
        words = (keys, out, queue.path, authority.url)
        with Victims(SIGNING, *words) as signers:
            for burst in range(kills):
                for number in range(BURST):
                    (out / f"{burst:03}-{number:02}.jpg").write_bytes(original)
                last = out / f"{burst:03}-{moments.randrange(BURST // 2):02}.jpg"
                signers.kill_one(
                    f"{burst:03}",
                    moments.uniform(0, 0.03),
                    lambda last=last: last.stat().st_size != len(original),
                )
        sweep(out)
        signed = {path for path in out.iterdir() if path.read_bytes() != original}
        assert all(path.suffix == ".jpg" for path in out.iterdir())
        assert len(list(out.iterdir())) == kills * BURST
        assert len(signed) >= kills, "hardly anything was signed: the test proves little"
        assert len(signed) < kills * BURST, "no kill fell into a burst: the test proves nothing"
        assert authority.imprints == []

        waiting = {entry.path: entry for entry in queue.pending()}
        assert signed <= waiting.keys()
        wanted = _wanted(signed, waiting)
        with Victims(FLUSHING, *words) as flushes:
            for _ in range(FLUSH_KILLS):
                flushes.kill_one("flush", moments.uniform(0.02, 0.3))
        fetched_by_victims = Counter(authority.stamped)
        queue.flush()
        assert {entry.path for entry in queue.pending()}.isdisjoint(signed)

        fetched = Counter(authority.stamped)
        again = [imprint for imprint in wanted if fetched[imprint] > 1]
        assert wanted <= fetched.keys()
        # Only a kill between the answer and its place on disk lets a time-stamp be fetched again.
        assert len(again) <= FLUSH_KILLS
        assert all(fetched_by_victims[imprint] for imprint in again)
    _all_are_proven_once(signed, development)


def _wanted(signed, waiting):
    """Return the digests of the signatures that wait, every one of a whole file."""
    found = set()
    with open_engine() as engine:
        for path in signed:
            reading = engine.read(Asset.of(path))
            assert reading.sha256 == waiting[path].sha256
            evidence = store.read(reading.jumbf, Limits())[waiting[path].manifest]
            found.add(hashlib.sha256(evidence.signature).digest())
    assert len(found) == len(signed)
    return found


def _all_are_proven_once(signed, development):
    with Verifier(trust=development.lists) as verifier:
        for path in signed:
            report = verifier.inspect(path)
            assert report.verdict is Verdict.TRUSTED, path
            standings = [node.time.standing for node in report.nodes]
            assert standings == [TimeStanding.PROVEN] * 2, path
