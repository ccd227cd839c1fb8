"""Sign and verify one file in a process of its own, and weigh what that took."""

from __future__ import annotations

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.studio import open_studio

from provenance import Capture

if TYPE_CHECKING:
    from pathlib import Path


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
    whom = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in whom)
    return Weight(verdict=str(verdict), seconds=time.monotonic() - started, memory=peak / 1024)
