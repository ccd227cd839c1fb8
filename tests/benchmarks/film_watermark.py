"""Mark films, treat them as platforms do, and tell from how many the mark is read; not a test.

    python tests/benchmarks/film_watermark.py FILM.mp4 FILM.mov …
    python tests/benchmarks/film_watermark.py --drawn         # films drawn on the spot

Prints for each film the quality of what was written against its source, the time for a frame and the
growth of the file, then for each attack in how many films the payload was read. A wrong
payload ends with exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import films  # found through the line above

from provenance.durable.films import mark_film
from provenance.durable.watermark.film import WANTED_FRAMES, WANTED_SIDE, FilmWatermark
from provenance.durable.watermark.presets import Preset
from provenance.durable.watermark.quality import psnr, ssim
from provenance.errors import ProvenanceError
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYLOAD = 1 << 60 | 0x0123456789ABCDE
WATERMARK = FilmWatermark()
LOOKED_AT = 15  # frames from one comparison to the next


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What a platform does; sides and stretches are shares of the whole."""

    name: str
    crf: int = 0  # 0: the file is not touched
    scale: float = 1.0
    short_side: int = 0  # pixels; 0: as `scale` says
    crop: float = 0.0
    begin: float = 0.0
    end: float = 1.0
    rate: int = 0  # frames per second; 0: as it is


ATTACKS = (
    Attack(name="none"),
    Attack(name="crf 28", crf=28),
    Attack(name="half size", crf=20, scale=0.5),
    Attack(name="half size, crf 28", crf=28, scale=0.5),
    Attack(name="crop 10 %", crf=23, crop=0.1),
    Attack(name="crop 10 %, crf 28", crf=28, crop=0.1),
    Attack(name="trim to a third", crf=23, begin=1 / 3, end=2 / 3),
    Attack(name="30 to 24 per second", crf=23, rate=24),
    Attack(name="480p, trim, crf 26", crf=26, short_side=480, begin=1 / 3, end=2 / 3),
)


def main() -> int:
    """Mark, attack, read, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("films", nargs="*", type=Path)
    options.add_argument("--drawn", action="store_true", help="add films drawn on the spot")
    options.add_argument("--preset", default="BALANCED", choices=[one.name for one in Preset])
    chosen = options.parse_args()
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = list(chosen.films) + (drawn(folder) if chosen.drawn else [])
        for source in sources:
            tally.update(measured(source, folder, Preset[chosen.preset]))
    for attack in ATTACKS:
        print(f"{attack.name:22} {tally[attack.name]} of {tally['marked']}")
    print(f"{'unmarked read':22} {tally['unmarked read']}, wrong {tally['wrong']}")
    return 1 if tally["wrong"] or tally["unmarked read"] else 0


def drawn(folder: Path) -> list[Path]:
    """Return films of a moving texture, quick and slow."""
    recipes = {"slow": (3000,), "uneven": (3000, 4500, 1500)}
    return [
        films.write(folder / f"{name}.mp4", films.Recipe(steps=steps, frames=90))
        for name, steps in recipes.items()
    ]


def measured(source: Path, folder: Path, preset: Preset) -> Counter[str]:
    """Mark one film, and count the attacks after which it is read."""
    marked, attacked = folder / f"marked{source.suffix}", folder / "attacked.mp4"
    marked.unlink(missing_ok=True)
    started = time.perf_counter()
    try:
        result = mark_film(Asset.of(source), marked, PAYLOAD, watermark=WATERMARK, preset=preset)
    except ProvenanceError as error:
        print(f"{source.name}: {error}")
        return Counter({"marked": 1})
    each = (time.perf_counter() - started) / result.frames
    growth = marked.stat().st_size / source.stat().st_size
    loss, alike = compared(source, marked)
    counts = Counter({"marked": 1, "unmarked read": int(read(source) is not None)})
    survived = []
    for attack in ATTACKS:
        if attack.crf:
            strike(marked, attacked, attack)
        found = read(attacked if attack.crf else marked)
        counts[attack.name] += found == PAYLOAD
        counts["wrong"] += found not in {None, PAYLOAD}
        survived.append("+" if found == PAYLOAD else "-")
    print(
        f"{source.name:18} strength {result.strength:.2f} margin {result.margin:.1f} "
        f"mark {result.quality.psnr:.1f} dB {result.quality.ssim:.4f} "
        f"written {loss:.1f} dB {alike:.4f} {1000 * each:.0f} ms/frame "
        f"size x{growth:.2f} {''.join(survived)}",
        flush=True,
    )
    return counts


def read(path: Path) -> int | None:
    """Return the payload of a film."""
    found = WATERMARK.detect(pictures(path))
    return None if found is None else int.from_bytes(found.binding.value, "big")


def pictures(path: Path) -> Iterator[np.ndarray]:
    """Return frames spread over a film, as the detector wants them."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stride = max(1, stream.frames // WANTED_FRAMES)
        share = min(1.0, WANTED_SIDE / max(stream.width, stream.height))
        size = {"width": round(stream.width * share), "height": round(stream.height * share)}
        for number, frame in enumerate(container.decode(stream)):
            if number % stride == 0:
                yield frame.to_ndarray(format="rgb24", interpolation="AREA", **size)


def compared(source: Path, marked: Path) -> tuple[float, float]:
    """Return how alike the brightness of two films is: decibels, and structural similarity."""
    squares, alike = [], []
    with av.open(str(source)) as one, av.open(str(marked)) as other:
        pairs = zip(one.decode(video=0), other.decode(video=0), strict=True)
        for number, pair in enumerate(pairs):
            if number % LOOKED_AT == 0:
                before, after = (f.to_ndarray(format="gray").astype(np.float32) for f in pair)
                squares.append(float(np.mean((before - after) ** 2)))
                alike.append(ssim(before, after))
    return psnr(float(np.mean(squares))), float(np.mean(alike))


def strike(source: Path, target: Path, attack: Attack) -> None:
    """Write what an attack makes of a film."""
    with av.open(str(source)) as container, av.open(str(target), "w") as output:
        stream = container.streams.video[0]
        down, right = round(stream.height * attack.crop), round(stream.width * attack.crop)
        height, width = stream.height - 2 * down, stream.width - 2 * right
        scale = attack.short_side / min(width, height) if attack.short_side else attack.scale
        rate = attack.rate or round(stream.average_rate or 30)
        settings = {"crf": str(attack.crf), "preset": "veryfast"}
        track = output.add_stream("libx264", rate=rate, options=settings)
        track.width, track.height = (round(side * scale / 2) * 2 for side in (width, height))
        track.pix_fmt, written = "yuv420p", 0
        begin, end = (share * stream.frames for share in (attack.begin, attack.end))
        for number, frame in enumerate(container.decode(stream)):
            late = attack.rate and frame.time * attack.rate + 1e-6 < written
            if late or not begin <= number < end:
                continue
            pixels = frame.to_ndarray(format="rgb24")[down : down + height, right : right + width]
            shown = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24").reformat(
                track.width, track.height, "yuv420p", interpolation="BICUBIC"
            )
            shown.pts, shown.time_base = written, Fraction(1, rate)
            written += 1
            output.mux(track.encode(shown))
        output.mux(track.encode(None))


if __name__ == "__main__":
    sys.exit(main())
