"""Print what a mark in pictures costs, what it survives, and what it takes; not a test.

    python tests/benchmarks/watermark.py FOLDER               # every picture in it
    python tests/benchmarks/watermark.py FOLDER --every 10    # each tenth
    python tests/benchmarks/watermark.py FOLDER --unmarked    # false readings instead
    python tests/benchmarks/watermark.py FOLDER --side 500    # made smaller first
    python tests/benchmarks/watermark.py FOLDER --looks 100   # at chance changes of each, for wrong payloads
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

from provenance.durable.watermark.canvas import canonical, luma, octave, resized
from provenance.durable.watermark.code import encode
from provenance.durable.watermark.image import LEAST_SIDE, ImageWatermark
from provenance.durable.watermark.presets import Preset
from provenance.durable.watermark.quality import psnr, ssim
from provenance.durable.watermark.shaping import Shape, visibility
from provenance.durable.watermark.tile import cover

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
    options.add_argument("--looks", type=int, help="so many at each picture, marked and not")
    options.add_argument("--speed", action="store_true")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    if chosen.speed:
        _speed()
        return
    paths = sorted(chosen.folder.iterdir())[chosen.first :: chosen.every]
    attacks = chosen.attacks.split(";")
    if chosen.looks:
        _chance_looks(paths, chosen.looks, chosen.side)
    elif chosen.unmarked:
        _false_readings(paths, attacks, chosen.side)
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


def _false_readings(paths: list[Path], attacks: list[str], side: int | None) -> None:
    counts: Counter[bool] = Counter()
    for name, picture in _pictures(paths, side):
        for attack in attacks:
            found = _payload(pictures.ATTACKS[attack](picture))
            counts[found is not None] += 1
            if found is not None:
                print(f"{name}: {attack}: read {found:016x} where nothing was written")
    print(f"{sum(counts.values())} looks at unmarked pictures, {counts[True]} readings")


def _chance_looks(paths: list[Path], looks: int, side: int | None) -> None:
    """Crop, resize and compress each picture by chance, with a mark and without; quick looks."""
    counts: Counter[tuple[str, bool]] = Counter()
    for number, (name, picture) in enumerate(_pictures(paths, side)):
        chance = np.random.default_rng(number)
        if min(picture.shape[:2]) < LEAST_SIDE:
            continue
        payload = 1 << 60 | int(chance.integers(1 << 60))
        marked = pictures.marked(picture, WATERMARK.plan(picture, payload).residual)
        for kind, shown, written in (("marked", marked, payload), ("unmarked", picture, None)):
            for _ in range(looks):
                found = _payload(_changed(shown, chance), thorough=False)
                counts[kind, found is not None] += 1
                if found not in {None, written}:
                    counts["wrong", True] += 1
                    print(f"{name}: read {found:016x} and not {written}")
        told = (
            f"{kind} {'read' if read else 'not read'}: {n}" for (kind, read), n in counts.items()
        )
        print(f"{name[:28]:28} {', '.join(told)}", flush=True)


def _changed(picture: Pixels, chance: np.random.Generator) -> Pixels:
    part = pictures.cropped(picture, chance.uniform(0, 0.3))
    part = pictures.scaled(part, chance.uniform(0.5, 1.2))
    if chance.random() < 0.2:
        part = pictures.rotated(part, chance.uniform(-4, 4))
    kind = ".webp" if chance.random() < 0.2 else ".jpg"
    return pictures.compressed(part, int(chance.integers(30, 95)), kind)


def _speed() -> None:
    picture = pictures.scene(4000, 3000)
    marked = pictures.marked(picture, WATERMARK.plan(picture, PAYLOAD).residual)
    data = cv2.imencode(".jpg", marked[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, 90))[1]
    works = {
        "decode the JPEG": lambda: cv2.imdecode(data, cv2.IMREAD_COLOR),
        "one pass, at a given strength": lambda: _one_pass(picture),
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


def _one_pass(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    view = resized(luma(picture), *canonical(width, height, octave(width, height)))
    pattern = cover(encode(PAYLOAD), visibility(view, Shape.TEXTURED))
    return pictures.marked(picture, resized(pattern, width, height))


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


def _payload(picture: Pixels, *, thorough: bool = True) -> int | None:
    found = WATERMARK.detect(picture, thorough=thorough)
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
