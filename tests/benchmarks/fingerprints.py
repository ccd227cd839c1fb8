"""Print how well fingerprints and the comparison of scenes do on a folder of pictures; not a test.

    python tests/benchmarks/fingerprints.py FOLDER                     # 100 pictures
    python tests/benchmarks/fingerprints.py FOLDER --pictures 300 --pairs 60000

Pictures that are near each other by the perceptual hash, in any of eight orientations, are
variants of one design; pairs of them are told apart from the wrong pairs, and listed.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.renditions import RENDITIONS, fitted, posted  # found through the line above

from provenance.durable.fingerprints import ALL, PerceptualHash
from provenance.durable.scene import Sameness, changed_regions, compare, features

SIDE = 1600
WRONG = ("none", "posted", "crop 25", "headline", "in an app")
"""Renditions that are compared with other pictures."""


@dataclass
class Tally:
    """What came of one rendition."""

    near: dict[str, list[bool]] = field(
        default_factory=lambda: {each.algorithm: [] for each in ALL}
    )
    outcomes: list[Sameness] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--pictures", type=int, default=100)
    options.add_argument("--pairs", type=int, default=10_000)
    chosen = options.parse_args()
    files = sorted(chosen.folder.iterdir())
    files = files[:: max(1, len(files) // chosen.pictures)][: chosen.pictures]
    pictures = {path.name: _opened(path) for path in files}
    _fingerprints_of_unlike(pictures)
    queries, references = _renditions(pictures)
    _wrong_pairs(pictures, queries, references, chosen.pairs)


def _opened(path: Path) -> Image.Image:
    image = Image.open(path)
    image.draft("RGB", (SIDE, SIDE))
    return fitted(image.convert("RGB"), SIDE)


def _bits(fingerprint, image: Image.Image) -> int:
    return int.from_bytes(fingerprint.code(fingerprint.of(np.asarray(image)).value))


def _fingerprints_of_unlike(pictures: dict[str, Image.Image]) -> None:
    for fingerprint in ALL:
        started = time.process_time()
        codes = {name: _bits(fingerprint, image) for name, image in pictures.items()}
        each = (time.process_time() - started) / len(pictures)
        pairs = list(itertools.combinations(codes, 2))
        near = [pair for pair in pairs if (codes[pair[0]] ^ codes[pair[1]]).bit_count() <= 64]
        print(
            f"{fingerprint.algorithm}: {1e3 * each:.0f} ms; near {len(near)} of {len(pairs)} pairs"
        )
        for one, other in near[:20]:
            print(f"    {one}  {other}")


def _renditions(pictures: dict[str, Image.Image]) -> tuple[dict, dict]:
    tallies = {name: Tally() for name in RENDITIONS}
    references, queries, costs = {}, {}, []
    for picture, image in pictures.items():
        thumbnail = np.asarray(posted(image, 512, 80))
        references[picture] = features(thumbnail)
        codes = {each.algorithm: _bits(each, image) for each in ALL}
        for name, rendition in RENDITIONS.items():
            copy = rendition(image)
            tally, query = tallies[name], np.asarray(copy)
            for each in ALL:
                apart = (_bits(each, copy) ^ codes[each.algorithm]).bit_count()
                tally.near[each.algorithm].append(apart <= each.near)
            started = time.process_time()
            found = features(query)
            match = compare(found, references[picture])
            costs.append(time.process_time() - started)
            tally.outcomes.append(match.outcome)
            if name in WRONG:
                queries[picture, name] = found
            if match.outcome is Sameness.SAME:
                tally.changed.append(changed_regions(query, thumbnail, match).changed)
    _print(tallies)
    print(f"features of a query and one comparison: {1e3 * np.mean(costs):.0f} ms")
    return queries, references


def _print(tallies: dict[str, Tally]) -> None:
    print(f"\n{'per cent':16}  iscc  phash |  same differ undec. | mean changed, share over 3 %")
    for name, tally in tallies.items():
        near = [100 * np.mean(flags) for flags in tally.near.values()]
        shares = [100 * tally.outcomes.count(each) / len(tally.outcomes) for each in Sameness]
        changed = np.array(tally.changed or [0.0])
        print(
            f"{name:16} {near[0]:5.1f}  {near[1]:5.1f} | {shares[0]:5.1f} {shares[1]:5.1f} "
            f"{shares[2]:5.1f}  | {100 * changed.mean():5.1f}  {100 * (changed > 0.03).mean():5.1f}"
        )


def _wrong_pairs(pictures: dict, queries: dict, references: dict, most: int) -> None:
    designs = _designs(pictures)
    pairs = [
        (query, name, other)
        for (query, name), other in itertools.product(queries, references)
        if designs[query] != designs[other]
    ]
    random.Random(1).shuffle(pairs)
    pairs = pairs[:most]
    started, counts, wrong = time.process_time(), [], []
    for query, name, other in pairs:
        match = compare(queries[query, name], references[other])
        counts.append(match.inliers)
        if match.outcome is Sameness.SAME:
            wrong.append((match.inliers, query, name, other))
    each = (time.process_time() - started) / max(1, len(pairs))
    print(f"\n{len(pairs)} wrong pairs, {1e3 * each:.1f} ms each; same: {len(wrong)}")
    print("pairs by agreeing places:", np.bincount(counts).tolist())
    for pair in sorted(wrong, reverse=True)[:40]:
        print("   ", *pair)


def _designs(pictures: dict[str, Image.Image]) -> dict[str, int]:
    """Number the pictures so that variants of one design have one number."""
    fingerprint = PerceptualHash()
    turns = [*Image.Transpose, None]
    upright = {name: _bits(fingerprint, image) for name, image in pictures.items()}
    designs = {name: number for number, name in enumerate(pictures)}
    for name, image in pictures.items():
        codes = [
            _bits(fingerprint, image if turn is None else image.transpose(turn)) for turn in turns
        ]
        for other, code in upright.items():
            if designs[other] != designs[name] and any(
                (code ^ turned).bit_count() <= fingerprint.near for turned in codes
            ):
                joined = designs[other]
                designs.update({each: designs[name] for each in designs if designs[each] == joined})
    return designs


if __name__ == "__main__":
    main()
