"""Sign and verify one file in a process of its own, and weigh what that took."""

from __future__ import annotations

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from support.studio import open_studio

from provenance import Capture


@dataclass(frozen=True, kw_only=True)
class Weight:
    """What signing and verifying took; memory in MiB, at its peak, of the larger process."""

    verdict: str
    seconds: float
    memory: float


def weigh(source: Path, folder: Path) -> Weight:
    """Sign `source` into `folder` and verify it, in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_weigh, source, folder).result()


def _weigh(source: Path, folder: Path) -> Weight:
    started = time.monotonic()
    with open_studio(folder / "pki") as studio:
        target = folder / f"signed-{source.name}"
        studio.signer.sign(source, target, Capture())
        verdict = studio.verifier.inspect(target).verdict
    peak = max(_own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return Weight(verdict=str(verdict), seconds=time.monotonic() - started, memory=peak / 1024)


def _own_peak() -> int:
    """Return the most memory of this process in KiB; its usage by `getrusage` counts its parent's."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
