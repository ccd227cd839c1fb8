"""Verify many mutated signed files, and fail if one is believed that should not be; not a test.

    python tests/benchmarks/campaign.py                            # 3,000 files
    python tests/benchmarks/campaign.py --files 50000 --workers 2  # hours' worth
    python tests/benchmarks/campaign.py --seed 7 --only 1234       # one file again, as it was

Every readable format is signed by a listed signer, by an unlisted one, and as an edit of a file
by an unlisted one. No mutant may end in an exception or hang, none may get a better verdict than
the file that it was made of, and what the signature covers in one that is still believed has to
stand there as it was.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import covered, media, mutants  # found through the line above
from support.studio import open_studio

from provenance import Capture, Edit, TrustList, TrustLists, Verdict, Verifier
from provenance.verification.weight import RANK

if TYPE_CHECKING:
    from provenance.model.report import Report

BELIEVED = (Verdict.TRUSTED, Verdict.VALID)
PATIENCE = 60.0  # seconds for one file; the reader itself is stopped sooner
SLOWEST = 5
CREDENTIALS = "content_credential.c2pa"  # of an archive, in its folder META-INF


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A signed file, by whom, its verdict, and the ranges that its signature covers."""

    name: str
    signer: str
    data: bytes
    store: bytes
    verdict: Verdict
    ranges: list[tuple[int, int]]

    @property
    def zipped(self) -> bool:
        """Tell whether whole members are hashed, of which the map of a file says nothing."""
        return self.data.startswith(b"PK")


@dataclass(kw_only=True)
class Tally:
    """What came of a part of the campaign."""

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    survivors: int = 0

    def note(
        self, sample: Sample, change: str, which: str, verdict: Verdict, seconds: float
    ) -> None:
        """Count one mutant, and hold its verdict against that of the file it was made of."""
        self.verdicts[sample.name, verdict] += 1
        self.changes[change, verdict] += 1
        self.slowest = sorted([*self.slowest, (seconds, which)], reverse=True)[:SLOWEST]
        if seconds > PATIENCE:
            self.wrong.append(f"{which}: took {seconds:.0f} s")
        if RANK[verdict] > RANK[sample.verdict]:
            self.wrong.append(f"{which}: {verdict}, and was {sample.verdict}")

    def add(self, other: Tally) -> None:
        """Add what came of another part."""
        self.verdicts += other.verdicts
        self.changes += other.changes
        self.slowest = sorted(self.slowest + other.slowest, reverse=True)[:SLOWEST]
        self.wrong += other.wrong
        self.survivors += other.survivors


def main() -> int:
    """Run the campaign; 1 if anything was wrong."""
    options = argparse.ArgumentParser()
    options.add_argument("--files", type=int, default=3_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", type=int, help="number of one mutant")
    chosen = options.parse_args()
    started, whole = time.monotonic(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        samples, root = make_samples(Path(folder))
        numbers = [chosen.only] if chosen.only is not None else range(chosen.files)
        parts = [list(numbers)[place :: chosen.workers] for place in range(chosen.workers)]
        with ProcessPoolExecutor(chosen.workers, mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(part_of, chosen.seed, part, samples, root) for part in parts]
            for job in jobs:
                whole.add(job.result())
    show(whole, time.monotonic() - started)
    return 1 if whole.wrong else 0


def make_samples(folder: Path) -> tuple[list[Sample], bytes]:
    """Sign every format three times; return the files and the root of the listed signer."""
    found = []
    with (
        open_studio(folder / "listed") as listed,
        open_studio(folder / "unlisted", "Nobody") as unlisted,
    ):
        for name in sorted(media.EVERY):
            own = listed.bare.sign(media.content(name), None, Capture())
            foreign = unlisted.bare.sign(media.content(name), None, Capture())
            edited = listed.bare.sign(foreign.data, None, Edit(actions=("c2pa.edited",)))
            for signer, made in (("own", own), ("foreign", foreign), ("edited", edited)):
                report, data = listed.verifier.inspect(made.data), made.data
                zipped = data.startswith(b"PK")
                sample = Sample(
                    name=name,
                    signer=signer,
                    data=data,
                    store=made.manifest_store,
                    verdict=report.verdict,
                    ranges=[] if zipped else covered.covered(data, made.manifest_store, report),
                )
                found.append(sample)
        return found, listed.root


def part_of(seed: int, numbers: list[int], samples: list[Sample], root: bytes) -> Tally:
    """Verify the mutants of these numbers, each made from the seed and its own number alone."""
    found = Tally()
    trust = TrustLists(lists=(TrustList.from_pem(root, kind="signer", name="own"),))
    with Verifier(trust=trust) as verifier:
        for number in numbers:
            random, sample = Random(f"{seed} {number}"), samples[number % len(samples)]
            others = [each for each in samples if each.signer == sample.signer]
            change, data = mutants.mutant(random, sample.data, [each.data for each in others])
            which = f"{number}, {sample.name} {sample.signer}, {change}"
            started = time.monotonic()
            try:
                report = verifier.inspect(data)
            except Exception as error:  # noqa: BLE001  # any at all is what is looked for
                found.wrong.append(f"{which}: {error!r}")
                continue
            found.note(sample, change, which, report.verdict, time.monotonic() - started)
            believed = report.verdict in BELIEVED and data != sample.data
            if believed and not any(unchanged(each, data, report) for each in (sample, *others)):
                found.wrong.append(f"{which}: believed, though covered bytes changed")
            found.survivors += believed
    return found


def unchanged(sample: Sample, data: bytes, report: Report) -> bool:
    """Tell whether what the signature of a file covers stands in another as it was."""
    if sample.zipped:
        return members(data) == members(sample.data)
    if len(data) == len(sample.data):
        ranges = sample.ranges
    else:
        try:
            ranges = covered.covered(data, sample.store, report)
        except LookupError:
            return False
    return content(data, ranges) == content(sample.data, sample.ranges)


def members(data: bytes) -> dict[str, bytes] | None:
    """Return the members of an archive but for the credentials; None when it is no archive."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [each for each in archive.namelist() if not each.endswith(CREDENTIALS)]
            return {each: archive.read(each) for each in names}
    except (
        BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ):
        return None


def content(data: bytes, ranges: list[tuple[int, int]]) -> bytes:
    """Return the bytes of these ranges, one after the other."""
    return b"".join(data[start:end] for start, end in ranges)


def show(whole: Tally, seconds: float) -> None:
    """Print the figures."""
    verdicts = list(Verdict)
    for title, table in (("format", whole.verdicts), ("change", whole.changes)):
        print(f"{title:16}" + "".join(f"{each:>14}" for each in verdicts))
        for name in sorted({row for row, _ in table}):
            print(f"{name:16}" + "".join(f"{table[name, each]:14,}" for each in verdicts))
        print()
    files = sum(whole.verdicts.values())
    print(f"{files:,} files in {seconds:,.0f} s; {whole.survivors:,} of them changed and believed")
    for took, which in whole.slowest:
        print(f"  {took:6.2f} s  {which}")
    print(f"{len(whole.wrong):,} wrong")
    for each in whole.wrong:
        print(f"  {each}")


if __name__ == "__main__":
    raise SystemExit(main())
