"""Print how well recordings are found again by what they sound like; not a test.

    python tests/benchmarks/sounds.py                      # 12 tunes and 12 voices of 45 seconds
    python tests/benchmarks/sounds.py --number 40 --seconds 90

They are made from scratch: real music and real voices may do better or worse.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import sounds, tunes  # found through the line above

from provenance.durable.fingerprints import BY_NAME
from provenance.durable.recovery import clues
from provenance.durable.recovery.likeness import SOUND_SHARE, is_near, nearness
from provenance.engine import open_engine
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from provenance.engine.interface import Engine
    from provenance.model.soft_binding import SoftBinding


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--number", type=int, default=12)
    options.add_argument("--seconds", type=int, default=45)
    chosen = options.parse_args()
    recordings = [
        make(number, seconds=chosen.seconds)
        for make in (tunes.tune, tunes.speech)
        for number in range(chosen.number)
    ]
    with open_engine(isolation="none") as engine:
        signed = [_codes(engine, sounds.write(each, sounds.FORMS["mp3"])) for each in recordings]
        found = defaultdict(list)
        for samples, stated in zip(recordings, signed, strict=True):
            for name, rendition in sounds.RENDITIONS.items():
                found[name].append(_outcome(_codes(engine, rendition(samples)), stated))
    print(f"{len(signed)} recordings of {chosen.seconds} s, {len(signed[0])} codes each")
    for name, outcomes in found.items():
        led, accepted = (sum(each) for each in zip(*outcomes, strict=True))
        print(f"{name:32} leads back {led:4}, accepted {accepted:4} of {len(outcomes)}")
    wrong = [_outcome(own, stated) for own, stated in itertools.permutations(signed, 2)]
    led, accepted = (sum(each) for each in zip(*wrong, strict=True))
    print(f"{len(wrong)} wrong pairs: {led} lead there, {accepted} accepted")
    print("nearest of unlike ones, in bits:", _nearest(signed))


def _codes(engine: Engine, data: bytes) -> tuple[SoftBinding, ...]:
    found, _ = clues.heard(Asset(name="recording", data=data), engine)
    return found


def _outcome(own: tuple[SoftBinding, ...], stated: tuple[SoftBinding, ...]) -> tuple[bool, bool]:
    """Tell whether any code leads there, and whether that would be accepted."""
    led = any(nearness(each, stated) is not None for each in own)
    return led, is_near(own, stated, share=SOUND_SHARE)


def _nearest(signed: list[tuple[SoftBinding, ...]]) -> int:
    """Return in how few bits any two codes of different recordings differ."""
    codes = [
        [int.from_bytes(BY_NAME[each.algorithm].code(each.value)) for each in bindings]
        for bindings in signed
    ]
    return min(
        (own ^ other).bit_count()
        for one, another in itertools.combinations(codes, 2)
        for own in one
        for other in another
    )


if __name__ == "__main__":
    main()
