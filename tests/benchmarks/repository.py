"""Print what a repository in a folder costs: look-ups among many entries, and adding; not a test.

    python tests/benchmarks/repository.py                    # a million fingerprints
    python tests/benchmarks/repository.py --entries 100000
    python tests/benchmarks/repository.py --postgresql       # the same by a server of its own

Rows are put in by thousands, as nobody waits for the disk a million times here; what is looked
up takes the public way. Beside a look-up stands how long reading the same memory takes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from typing import TYPE_CHECKING

from support import repositories  # found through the line above
from support.repositories import FINGERPRINT, FINGERPRINTS, flipped, mark, print_of, store

from provenance.durable.interface import Entry, EntryState
from provenance.durable.repository import StoredRepository, init_repository, open_repository
from provenance.durable.repository.index.interface import Attached

if TYPE_CHECKING:
    from collections.abc import Callable

TOGETHER = 1_000
NEAR = 64


def fill(repository: StoredRepository, count: int) -> None:
    """Put in entries, each with a watermark and a fingerprint; their stores are not written."""
    index = repository._index
    for start in range(0, count, TOGETHER):
        with index.changing():
            codes = {}
            for number in range(start, min(start + TOGETHER, count)):
                label = f"urn:{number}"
                index.insert(
                    Entry(
                        manifest=label,
                        store_sha256=hashlib.sha256(label.encode()).hexdigest(),
                        media_type="image/jpeg",
                        bindings=(),
                        state=EntryState.KEPT,
                        added=datetime.now(UTC),
                    )
                )
                codes[label] = code_of(number)
                index.attach(label, (Attached(binding=mark(number), private=False),))
                index.attach(label, (Attached(binding=print_of(codes[label]), private=False),))
            missing = index.uncoded(FINGERPRINT, TOGETHER)
            index.keep_codes(FINGERPRINT, dict(missing))


def code_of(number: int) -> bytes:
    """Return a code that looks drawn at random, the same each time."""
    return hashlib.sha256(str(number).encode()).digest()


def timed(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Return median, best and 95th percentile of a piece of work in milliseconds."""
    taken = []
    for number in range(rounds):
        begun = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - begun) * 1e3)
    taken.sort()
    return {
        "median_ms": round(statistics.median(taken), 4),
        "best_ms": round(taken[0], 4),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 4),
    }


def measure(repository: StoredRepository, count: int) -> dict[str, object]:
    """Look up what is there, what is near, and what is not there."""

    def near(number: int) -> None:
        wanted = number * 7919 % count
        (match, *_) = repository.find(print_of(flipped(code_of(wanted), 40)))
        assert (match.manifest, match.distance) == (f"urn:{wanted}", 40)

    def absent(number: int) -> None:
        assert not repository.find(print_of(code_of(-1 - number)))

    def watermark(number: int) -> None:
        wanted = number * 7919 % count
        assert repository.find(mark(wanted))[0].manifest == f"urn:{wanted}"

    memory = np.ones(count * 4, dtype=np.uint64)
    before = resident()
    found = {
        "fingerprint_near": timed(near, 40),
        "fingerprint_absent": timed(absent, 40),
        "watermark": timed(watermark, 2_000),
        "memory_more_mib": round(resident() - before, 1),
        "reading_that_much_memory": timed(lambda _: memory.max(), 40),
    }
    return found | {"peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


def adding(repository: StoredRepository) -> dict[str, float]:
    """Add whole entries, each durable before the next."""

    def add(number: int) -> None:
        label = f"urn:new:{number}"
        repository.add(
            store(label, filling=b"x" * 15_000),
            manifest=label,
            media_type="image/jpeg",
            bindings=(mark(number), print_of(code_of(-number))),
        )

    return timed(add, 100)


def resident() -> float:
    """Return the memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@contextmanager
def opened(folder: Path, *, server: bool):
    """Open an empty repository."""
    if not server:
        with init_repository(folder, fingerprints=FINGERPRINTS) as repository:
            yield repository
        return
    with repositories.postgresql() as address:
        where = f"{address}&blobs={folder}"
        with open_repository(where, fingerprints=FINGERPRINTS) as repository:
            yield repository


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder) / "repository", server=chosen.postgresql) as repository,
    ):
        begun = time.perf_counter()
        fill(repository, chosen.entries)
        filled = round(time.perf_counter() - begun, 1)
        answer = {"entries": chosen.entries, "near": NEAR, "filled_seconds": filled}
        answer |= measure(repository, chosen.entries) | {"adding": adding(repository)}
        begun = time.perf_counter()
        repository.delete("urn:new:1")
        answer["deleting_ms"] = round((time.perf_counter() - begun) * 1e3, 1)
        begun = time.perf_counter()
        assert not repository._index.check(repair=False)
        answer["checking_codes_seconds"] = round(time.perf_counter() - begun, 2)
        print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
