"""Print what a repository in a folder costs: look-ups among many entries, and adding; not a test.

    python tests/benchmarks/repository.py                    # a million fingerprints
    python tests/benchmarks/repository.py --entries 100000
    python tests/benchmarks/repository.py --postgresql       # the same by a server of its own

Rows are put in all at once, as nobody waits for the disk a million times here, and the first
look-up makes the array of codes; what is looked up takes the public way. Beside a look-up stands how long reading the same memory takes.
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

from provenance.durable.repository import StoredRepository, init_repository, open_repository
from provenance.durable.repository.index.postgresql import PostgresqlIndex
from provenance.durable.repository.index.sqlite import SqliteIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NEAR = 64


def fill(repository: StoredRepository, count: int) -> None:
    """Put in entries, each with a watermark and a fingerprint; their stores are not written."""
    index = repository._index
    added = datetime.now(UTC).isoformat()
    tables = {
        "entries (manifest, store_sha256, media_type, asset_sha256, state, added, path)": (
            (f"urn:{number}", code_of(number).hex(), "image/jpeg", "", "kept", added, b"")
            for number in range(count)
        ),
        "bindings (entry, algorithm, kind, value, private)": (
            (number + 1, binding.algorithm, binding.kind.value, binding.value, 0)
            for number in range(count)
            for binding in (mark(number), print_of(code_of(number)))
        ),
    }
    with index.changing():
        for table, rows in tables.items():
            put(index, table, rows)
        if isinstance(index, SqliteIndex):
            index._rows(
                "UPDATE bindings SET code = value, position = entry - 1 WHERE algorithm = ?",
                FINGERPRINT,
            )
            index._rows("INSERT INTO arrays VALUES (?, 32, 'none', ?)", FINGERPRINT, count)
        else:
            index._rows(
                "UPDATE bindings SET code = ('x' || encode(value, 'hex'))::bit(256)"
                " WHERE algorithm = ?",
                FINGERPRINT,
            )


def put(index: SqliteIndex | PostgresqlIndex, table: str, rows: Iterable[tuple]) -> None:
    """Insert many rows at once."""
    if isinstance(index, PostgresqlIndex):
        with index._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * (table.count(",") + 1))
        index._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # no foreign text


def code_of(number: int) -> bytes:
    """Return a code that looks drawn at random, the same each time."""
    return hashlib.sha256(str(number).encode()).digest()


def timed(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Return how long a piece of work takes by the clock and of the processor, in milliseconds."""
    taken, worked = [], []
    for number in range(rounds):
        begun, busy = time.perf_counter(), time.thread_time()
        work(number)
        taken.append((time.perf_counter() - begun) * 1e3)
        worked.append((time.thread_time() - busy) * 1e3)
    taken.sort()
    return {
        "median_ms": round(statistics.median(taken), 4),
        "median_cpu_ms": round(statistics.median(worked), 4),
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

    before = resident()
    first = timed(near, 1)["best_ms"]
    memory = np.ones(count * 4, dtype=np.uint64)
    found = {
        "making_the_array_ms": first,
        "fingerprint_near": timed(near, 40),
        "fingerprint_absent": timed(absent, 40),
        "watermark": timed(watermark, 2_000),
        "memory_more_mib": round(resident() - before - count * 32 / (1 << 20), 1),
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
