"""Print what signing at capture costs beside the bare engine, within one run; not a test.

    python tests/benchmarks/capture.py              # a 12 MP JPEG and a burst of 100
    python tests/benchmarks/capture.py --rounds 1000

Every round does the same work once in each way, one after the other, so that a machine that is
busy slows them all. Beside the clock stands the processor time, which a busy machine hardly
changes; that of a session counts all of its threads. A session signs in a thread of its own, and
waking that takes its time in the slowest of a hundred frames: so the bare engine is asked from
another thread as well.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import c2pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import media  # found through the line above

from provenance import Capture, CaptureSession, MetadataChoice, Signer, open_credential
from provenance.engine.native.settings import Settings
from provenance.pki.issuing import development

Work = Callable[[], object]
BURST, BURSTS = 100, 7
MANIFEST = {
    "claim_generator_info": [{"name": "bare", "version": "1", "specVersion": "2.4"}],
    "title": "frame.jpg",
    "assertions": [
        {
            "label": "c2pa.actions.v2",
            "created": True,
            "data": {
                "allActionsIncluded": True,
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                    }
                ],
            },
        }
    ],
}


class Bare:
    """The engine as its wrapper offers it, from bytes to bytes, with or without preparation."""

    def __init__(self, credential: object) -> None:
        self._credential = credential
        self._context = self._new_context()
        self._signer = self._new_signer()

    def _new_context(self, **verify: bool) -> c2pa.Context:
        document = Settings().document()
        return c2pa.Context.from_dict(document | {"verify": document["verify"] | verify})

    def _new_signer(self) -> c2pa.Signer:
        return c2pa.Signer.from_callback(
            self._credential.sign,
            c2pa.C2paSigningAlg.ES256,
            self._credential.chain_pem.decode(),
        )

    def prepared(self, frame: bytes) -> bytes:
        """Sign with a context and a signer that were made before."""
        return self._sign(frame, self._context, self._signer)

    def as_documented(self, frame: bytes) -> bytes:
        """Sign with a new context and a new signer."""
        with self._new_context() as context, self._new_signer() as signer:
            return self._sign(frame, context, signer)

    def checking(self, frame: bytes) -> bytes:
        """Sign, and let the engine verify the result and its hash by its own settings."""
        verify = {"verify_after_sign": True, "verify_after_sign_hash": True}
        with self._new_context(**verify) as context:
            return self._sign(frame, context, self._signer)

    def read(self, frame: bytes) -> str:
        """Read a signed frame."""
        with c2pa.Reader("image/jpeg", io.BytesIO(frame), context=self._context) as reader:
            return reader.json()

    def _sign(self, frame: bytes, context: c2pa.Context, signer: c2pa.Signer) -> bytes:
        written = io.BytesIO()
        with c2pa.Builder(json.dumps(MANIFEST), context=context) as builder:
            builder.sign(signer, "image/jpeg", io.BytesIO(frame), written)
        return written.getvalue()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=300)
    chosen = options.parse_args()
    frame = media.photo(4000, 3000)
    with tempfile.TemporaryDirectory() as name:
        keys = development.create(Path(name) / "keys")
        credential = open_credential(keys.chain, keys.key)
        plain = {"metadata": MetadataChoice(level="none"), "thumbnails": False}
        with Signer(credential, **plain) as signer:
            _latency(frame, credential, signer, chosen.rounds)
            _burst(frame, credential, signer)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of this process, all of the above: {peak:.0f} MiB")


def _latency(frame: bytes, credential: object, signer: Signer, rounds: int) -> None:
    bare = Bare(credential)
    signed, what = bare.prepared(frame), Capture(device="Benchmark")
    png = media.drawing(1200, 900)
    with CaptureSession(signer, device="Benchmark") as session, ThreadPoolExecutor(1) as thread:
        ways: dict[str, Work] = {
            "SHA-256 and copy of the same bytes": lambda: (
                hashlib.sha256(frame).digest(),
                bytes(bytearray(frame)),
            ),
            "bare engine, all prepared": lambda: bare.prepared(frame),
            "bare engine, in a thread": lambda: thread.submit(bare.prepared, frame).result(),
            "bare engine, as documented": lambda: bare.as_documented(frame),
            "bare engine, then read back": lambda: bare.read(bare.prepared(frame)),
            "bare engine, verify_after_sign_hash": lambda: bare.checking(frame),
            "bare engine: read alone": lambda: bare.read(signed),
            "session.sign": lambda: session.sign(frame),
            "Signer.sign from bytes to bytes": lambda: signer.sign(frame, None, what),
            "session.sign of a Pillow image": lambda: session.sign(png),
        }
        taken = _measured(ways, rounds)
    print(f"12 MP JPEG of {len(frame) / 1e6:.1f} MB, {rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':38}{'median ms':>10}{'p99 ms':>9}{'cpu ms':>9}   each / bare engine")
    base = taken["bare engine, all prepared"]
    least = _half(base[0]), _last(base[0]), _half(base[1])
    for name, (clock, processor) in taken.items():
        found = _half(clock), _last(clock), _half(processor)
        shown = "".join(f"{each * 1e3:9.2f}" for each in found)
        ratios = "".join(f"{one / other:7.2f}" for one, other in zip(found, least, strict=True))
        print(f"{name:39}{shown}  {ratios}")


def _measured(ways: dict[str, Work], rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    taken: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in ways}
    for number in range(rounds + 2):
        for name, work in ways.items():
            clock, processor = time.perf_counter(), time.process_time()
            work()
            if number > 1:  # the first rounds warm caches, threads and processes
                taken[name][0].append(time.perf_counter() - clock)
                taken[name][1].append(time.process_time() - processor)
    return taken


def _burst(frame: bytes, credential: object, signer: Signer) -> None:
    """Sign the same frames on one core and on all, and the bare engine in as many threads."""
    allowed = os.sched_getaffinity(0)
    cores, bare = len(allowed), Bare(credential)

    def by_session(workers: int | None) -> None:
        frames = (frame for _ in range(BURST))
        assert all(each.signed for each in sessions[workers].burst(frames))

    def by_bare(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            assert all(pool.map(bare.prepared, (frame for _ in range(BURST))))

    ways: dict[str, tuple[Work, set[int]]] = {
        "session, 1 worker on one core": (lambda: by_session(1), {min(allowed)}),
        f"session, {cores} workers": (lambda: by_session(cores), allowed),
        f"session, {cores + 1} workers, the usual": (lambda: by_session(None), allowed),
        "bare engine, 1 thread on one core": (lambda: by_bare(1), {min(allowed)}),
        f"bare engine, {cores} threads": (lambda: by_bare(cores), allowed),
    }
    with ExitStack() as stack:
        sessions = {
            workers: stack.enter_context(CaptureSession(signer, workers=workers))
            for workers in (None, 1, cores)
        }
        _print_bursts(ways, cores)


def _print_bursts(ways: dict[str, tuple[Work, set[int]]], cores: int) -> None:
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(BURSTS):
        for name, (work, on) in ways.items():
            os.sched_setaffinity(0, on)
            clock, processor = time.perf_counter(), time.process_time()
            work()
            spent = time.perf_counter() - clock, time.process_time() - processor
            taken[name].append(spent)
    print(f"\nburst of {BURST} frames of 12 MP, the median of {BURSTS}, on {cores} cores")
    print(f"{'':38}{'seconds':>10}{'cpu s':>9}{'of all cores':>14}{'rate':>7}")
    alone = 0.0
    for name, runs in taken.items():
        seconds, processor = (_half(list(values)) for values in zip(*runs, strict=True))
        alone = seconds if "one core" in name else alone
        busy = _half([processor / seconds for seconds, processor in runs]) / cores
        print(f"{name:38}{seconds:10.2f}{processor:9.2f}{busy:14.2f}{alone / seconds:7.2f}")


def _half(values: list[float]) -> float:
    return statistics.median(values)


def _last(values: list[float]) -> float:
    """Return the 99th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


if __name__ == "__main__":
    main()
