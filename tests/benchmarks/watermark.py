"""Print what a mark in pictures costs, what it survives, and what it takes; not a test.

    python tests/benchmarks/watermark.py FOLDER               # every picture in it
    python tests/benchmarks/watermark.py FOLDER --every 10    # each tenth
    python tests/benchmarks/watermark.py FOLDER --unmarked    # false readings instead
    python tests/benchmarks/watermark.py FOLDER --side 500    # made smaller first
    python tests/benchmarks/watermark.py --speed              # a drawn picture of 12 megapixels

Pictures of which most is of one colour (drawings, signs, pages) are told apart from photographs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import pictures  # found through the line above

from provenance.durable.watermark.image import ImageWatermark
from provenance.durable.watermark.presets import Preset
from provenance.durable.watermark.quality import psnr, ssim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.interface import Pixels

PAYLOAD = 1 << 60 | 0x0123456789ABCDE
FLAT = 0.7
"""Share of pixels like all their neighbours from which on a picture counts as flat."""
LARGEST = 12_000_000
ROUNDS = 5
WATERMARK = ImageWatermark()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path, nargs="?")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--side", type=int, help="make the long side this many pixels first")
    options.add_argument("--preset", choices=[each.name for each in Preset], default="BALANCED")
    options.add_argument(
        "--attacks", default=";".join(pictures.ATTACKS), help="names, with semicolons between them"
    )
    options.add_argument("--unmarked", action="store_true")
    options.add_argument("--speed", action="store_true")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    if chosen.speed:
        _speed()
        return
    paths = sorted(chosen.folder.iterdir())[chosen.first :: chosen.every]
    attacks = chosen.attacks.split(";")
    if chosen.unmarked:
        _false_readings(paths, attacks)
    else:
        _survival(paths, attacks, Preset[chosen.preset], chosen.side)


def _survival(paths: list[Path], attacks: list[str], preset: Preset, side: int | None) -> None:
    read: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    quality: dict[str, list[tuple[float, float]]] = defaultdict(list)
    wrong = 0
    for name, picture in _pictures(paths, side):
        kind = "flat" if _flatness(picture) > FLAT else "photo"
        plan = WATERMARK.plan(picture, PAYLOAD, preset=preset)
        marked = pictures.marked(picture, plan.residual)
        quality[kind].append(_alike(picture, marked))
        lost = []
        for attack in attacks:
            found = _payload(pictures.ATTACKS[attack](marked))
            read[kind][attack].append(found == PAYLOAD)
            wrong += found not in {None, PAYLOAD}
            if found != PAYLOAD:
                lost.append(attack)
        one, other = quality[kind][-1]
        print(
            f"{name[:28]:28} {kind:5} {one:5.1f} dB {other:.4f} margin {plan.margin:4.2f} {lost}",
            flush=True,
        )
    for kind, pairs in quality.items():
        ratios, likeness = zip(*pairs, strict=True)
        print(
            f"\n{kind}: {len(pairs)} pictures, PSNR mean {statistics.mean(ratios):.2f}, worst {min(ratios):.2f} dB, SSIM mean {statistics.mean(likeness):.4f}"
        )
        for attack, hits in read[kind].items():
            print(f"  {attack:22} {100 * statistics.mean(hits):6.1f} %")
    print(f"wrong payloads: {wrong}")


def _false_readings(paths: list[Path], attacks: list[str]) -> None:
    counts: Counter[bool] = Counter()
    for name, picture in _pictures(paths, None):
        for attack in attacks:
            found = _payload(pictures.ATTACKS[attack](picture))
            counts[found is not None] += 1
            if found is not None:
                print(f"{name}: {attack}: read {found:016x} where nothing was written")
    print(f"{sum(counts.values())} looks at unmarked pictures, {counts[True]} readings")


def _speed() -> None:
    picture = pictures.scene(4000, 3000)
    marked = pictures.marked(picture, WATERMARK.plan(picture, PAYLOAD).residual)
    data = cv2.imencode(".jpg", marked[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, 90))[1]
    works = {
        "decode the JPEG": lambda: cv2.imdecode(data, cv2.IMREAD_COLOR),
        "plan, closed loop": lambda: WATERMARK.plan(picture, PAYLOAD),
        "detect, unscaled": lambda: WATERMARK.detect(marked, thorough=False),
        "detect, full search, unmarked": lambda: WATERMARK.detect(picture),
    }
    for name, work in works.items():
        times = []
        for _ in range(ROUNDS):
            start = time.thread_time()
            work()
            times.append(time.thread_time() - start)
        print(f"{name:30} {min(times):6.3f} s of processor time")


def _pictures(paths: list[Path], side: int | None) -> Iterator[tuple[str, Pixels]]:
    for path in paths:
        with Image.open(path) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
        if upright.width * upright.height > LARGEST:
            factor = (LARGEST / (upright.width * upright.height)) ** 0.5
            upright = upright.resize(
                (round(upright.width * factor), round(upright.height * factor))
            )
        picture = np.asarray(upright)
        yield path.name, pictures.fitted(picture, side) if side else picture


def _payload(picture: Pixels) -> int | None:
    found = WATERMARK.detect(picture)
    return int.from_bytes(found.binding.value, "big") if found else None


def _alike(picture: Pixels, marked: Pixels) -> tuple[float, float]:
    square = np.mean(np.square(picture.astype(np.float32) - marked))
    gray = [cv2.cvtColor(each, cv2.COLOR_RGB2GRAY).astype(np.float32) for each in (picture, marked)]
    return psnr(float(square)), ssim(*gray)


def _flatness(picture: Pixels) -> float:
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return float(np.mean(cv2.Laplacian(gray, cv2.CV_16S) == 0))


if __name__ == "__main__":
    main()
