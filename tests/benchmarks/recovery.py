"""Print how often stripped pictures lead back to their credentials, and to those of others; not a test.

    python tests/benchmarks/recovery.py FOLDER              # every picture in it
    python tests/benchmarks/recovery.py FOLDER --every 3    # each third
    python tests/benchmarks/recovery.py FOLDER --forged     # marks that lead to everybody else

Every other picture is signed durably; all of them are posted on platforms, and looked for. With
`--forged` each posted picture is held against the credentials of every other one, as if it bore
their mark: what a forger can do at best.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import pictures  # found through the line above

from provenance import Capture, ProvenanceError, Signer, Verifier, open_credential
from provenance.durable.recovery import Recovery
from provenance.durable.recovery.clues import gather
from provenance.durable.recovery.places import Asked
from provenance.durable.recovery.search import Candidate
from provenance.durable.recovery.weighing import Scales
from provenance.durable.repository import init_repository
from provenance.durable.signing import Durable
from provenance.limits import Limits
from provenance.model.soft_binding import BindingKind
from provenance.pki.issuing import development
from provenance.verification.recovery import Recovered

if TYPE_CHECKING:
    from provenance.durable.interface import Repository  # noqa: TC004  # nothing asks at run time
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset  # noqa: TC004  # likewise
    from provenance.model.frames import Showing  # noqa: TC004  # likewise
    from provenance.model.soft_binding import SoftBinding
    from provenance.verification.assembly import Examination  # noqa: TC004  # likewise
    from provenance.verification.recovery import Judge

    Marks = dict[str, tuple[str, SoftBinding]]  # name of the picture and its mark, by manifest

LARGEST = 1600
POSTED = ("platform", "crop 10 %, platform", "screenshot")


@dataclass(kw_only=True)
class Forger:
    """Stands where recovery does: has every picture bear the mark of every other one."""

    repository: Repository
    marks: Marks
    pairs: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    judged: dict[bytes, Examination | None] = field(default_factory=dict)
    shown: dict[tuple[Asset, int], Showing] = field(default_factory=dict)

    def recover(self, asset: Asset, engine: Engine, judge: Judge) -> Recovered:
        """Weigh everybody else's credentials, and count those that are accepted."""
        seen = gather(asset, engine)
        self.engine, self.judge = engine, judge
        for manifest, (name, mark) in self.marks.items():
            if name == asset.name:
                continue
            forged = replace(seen, marks=(mark,))
            scales = Scales(clues=forged, engine=self, judge=self.once, limits=Limits())
            clues, places = (mark, *seen.likenesses), (Asked(self.repository),)
            one = Candidate(manifest=manifest, clues=clues, score=1.0, places=places)
            self.pairs += 1
            if scales.weigh(one).match.accepted:
                self.taken.append((asset.name, name))
                print(f"{asset.name} is taken for {name}", flush=True)
        return Recovered()

    def once(self, store: bytes) -> Examination | None:
        """Judge credentials, each once."""
        if store not in self.judged:
            self.judged[store] = self.judge(store)
        return self.judged[store]

    def show(self, asset: Asset, *, side: int) -> Showing:
        """Decode a thumbnail, each once; stands in for the engine."""
        if (asset, side) not in self.shown:
            self.shown[asset, side] = self.engine.show(asset, side=side)
        return self.shown[asset, side]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--forged", action="store_true")
    chosen = options.parse_args()
    paths = sorted(chosen.folder.iterdir())[chosen.first :: chosen.every]
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        repository = stack.enter_context(init_repository(folder / "credentials"))
        keys = development.create(folder / "keys")
        durable = Durable(repository)
        signer = stack.enter_context(Signer(open_credential(keys.chain, keys.key), durable=durable))
        signed = _sign(paths if chosen.forged else paths[::2], signer, folder)
        if chosen.forged:
            _forge(paths, repository, signed, folder)
        else:
            _look(paths, repository, signed, folder)


def _sign(paths: list[Path], signer: Signer, folder: Path) -> Marks:
    """Return the name and the mark behind each manifest; a signed picture is kept beside."""
    marks = {}
    for path in paths:
        source, destination = folder / "source.jpg", folder / path.name
        Image.fromarray(_picture(path)).save(source, quality=92)
        try:
            signed = signer.sign(source, destination, Capture())
        except ProvenanceError as error:
            print(f"{path.name}: {error.message}", flush=True)
            continue
        mark = next(b for b in signed.soft_bindings if b.kind is BindingKind.WATERMARK)
        marks[signed.manifest_label] = (path.name, mark)
    print(f"{len(marks)} pictures signed", flush=True)
    return marks


def _look(
    paths: list[Path],
    repository: Repository,
    signed: Marks,
    folder: Path,
) -> None:
    outcomes: dict[str, Counter[str]] = {}
    seconds: list[float] = []
    with Verifier(recover=Recovery(repository)) as verifier:
        for path in paths:
            ours = path.name in {name for name, _ in signed.values()}
            for attack in POSTED:
                posted = _post(path, attack, folder, signed=ours)
                start = time.perf_counter()
                matches = verifier.inspect(posted).matches
                seconds.append(time.perf_counter() - start)
                accepted = {signed[m.manifest][0] for m in matches if m.accepted}
                for other in accepted - {path.name}:
                    print(f"{path.name}, {attack}: led to {other}", flush=True)
                told = _told(path.name, accepted, refused=bool(matches))
                outcomes.setdefault(
                    f"{'signed' if ours else 'stranger'}, {attack}", Counter()
                ).update(told)
    for name, counts in sorted(outcomes.items()):
        print(f"{name:32} {dict(counts)}")
    pairs = sum(counts["pictures"] for counts in outcomes.values()) * len(signed)
    print(f"{pairs} pairs; median {sorted(seconds)[len(seconds) // 2]:.2f} s a look")


def _told(name: str, accepted: set[str], *, refused: bool) -> list[str]:
    told = ["pictures"]
    if name in accepted:
        told.append("own")
    if accepted - {name}:
        told.append("others")
    if not accepted:
        told.append("refused" if refused else "nothing")
    return told


def _forge(
    paths: list[Path],
    repository: Repository,
    signed: Marks,
    folder: Path,
) -> None:
    forger = Forger(repository=repository, marks=signed)
    with Verifier(recover=forger) as verifier:
        for path in paths:
            if (folder / path.name).exists():
                verifier.inspect(_post(path, "platform", folder, signed=True))
    print(f"{forger.pairs} wrong pairs with a forged mark, {len(forger.taken)} taken for the same")


def _post(path: Path, attack: str, folder: Path, *, signed: bool) -> Path:
    """Post a picture: a new file of the same name without a byte of metadata."""
    posted = folder / "posted" / path.name
    posted.parent.mkdir(exist_ok=True)
    shown = _picture(folder / path.name if signed else path)
    changed = np.ascontiguousarray(pictures.ATTACKS[attack](shown)[..., ::-1])
    cv2.imwrite(str(posted), changed, (cv2.IMWRITE_JPEG_QUALITY, 75))
    return posted


def _picture(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((LARGEST, LARGEST))
    return np.asarray(upright)


if __name__ == "__main__":
    main()
