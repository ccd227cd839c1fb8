"""Print what signing and verifying cost, as ratios within one run; not a test.

    python tests/benchmarks/ratios.py            # a 12 MP JPEG and a 200 MB film
    python tests/benchmarks/ratios.py --large    # and the peak memory for a 2 GB film

Every round does the same work once in each way, one after the other, so that a machine
that is busy slows them all; the median of each is compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import c2pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import media  # found through the line above

from provenance import (
    Capture,
    Limits,
    MetadataChoice,
    Signer,
    TrustList,
    TrustLists,
    Verifier,
    open_credential,
)
from provenance.engine.native.engine import MERKLE_CHUNK_KIB
from provenance.engine.native.merkle import FILMS, suits_merkle_tree
from provenance.engine.native.settings import Settings
from provenance.pki.issuing import development

Work = Callable[[], object]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--large", action="store_true")
    options.add_argument("--one", type=Path, help="sign and verify one file; used by --large")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.one:
            _peak(folder, chosen.one)
            return
        photo = folder / "photo.jpg"
        photo.write_bytes(media.photo(4000, 3000))
        film = media.large_mp4(folder / "film.mp4", 200_000_000, fill="noise")
        for path, mime, rounds in ((photo, "image/jpeg", 15), (film, "video/mp4", 5)):
            _compare(folder, path, mime, rounds)
        _isolation(folder, photo)
        if chosen.large:
            _large(folder)


def _compare(folder: Path, path: Path, mime: str, rounds: int) -> None:
    keys = _keys(folder / path.stem)
    credential = open_credential(keys.chain, keys.key)
    target, bare = folder / f"ours{path.suffix}", folder / f"bare{path.suffix}"
    trust = TrustLists(
        lists=(TrustList.from_pem(keys.root.read_bytes(), kind="signer", name="root"),)
    )
    plain = {"metadata": MetadataChoice(level="none"), "thumbnails": False}
    with (
        Signer(credential, **plain) as quick,
        Signer(credential) as usual,
        Verifier(trust=trust) as verifier,
        Verifier(trust=trust, isolation="none") as here,
    ):
        what = Capture(device="Benchmark")
        ways: dict[str, Work] = {
            "SHA-256 and copy of the same bytes": lambda: _hash_and_copy(path, folder / "copy"),
            "bare engine: sign": lambda: _bare_sign(path, bare, mime, credential),
            "bare engine: sign, then read back": lambda: (
                _bare_sign(path, bare, mime, credential),
                _bare_read(bare),
            ),
            "sign, no thumbnail, no metadata": lambda: quick.sign(path, target, what),
            "sign, as by default": lambda: usual.sign(path, target, what),
            "bare engine: read": lambda: _bare_read(bare),
            "verify, isolated and warm": lambda: verifier.inspect(target),
            "verify, in this process": lambda: here.inspect(target),
        }
        _table(f"{path.name}, {path.stat().st_size / 1e6:.1f} MB", _medians(ways, rounds))


def _medians(ways: dict[str, Work], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, work in ways.items():
            start = time.perf_counter()
            work()
            if number:  # the first round warms caches and processes
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in taken.items()}


def _table(title: str, medians: dict[str, float]) -> None:
    copy, sign, read = (
        medians["SHA-256 and copy of the same bytes"],
        medians["bare engine: sign"],
        medians["bare engine: read"],
    )
    print(f"\n{title}")
    print(f"{'':38}{'ms':>9}{'/ copy':>9}{'/ bare sign':>13}{'/ bare read':>13}")
    for name, median in medians.items():
        ratios = f"{median / copy:9.2f}{median / sign:13.2f}{median / read:13.2f}"
        print(f"{name:38}{median * 1000:9.1f}{ratios}")


def _isolation(folder: Path, photo: Path) -> None:
    def cold() -> None:
        with Verifier() as verifier:
            verifier.inspect(photo)

    with Verifier() as warm, Verifier(isolation="none") as none:
        small = folder / "small.jpg"
        small.write_bytes(media.photo(640, 480))
        medians = _medians(
            {
                "no isolation": lambda: none.inspect(small),
                "warm child": lambda: warm.inspect(small),
                "new child for each file": cold,
            },
            15,
        )
    print("\nisolation, small file without credentials")
    for name, median in medians.items():
        ratio = median / medians["no isolation"]
        print(f"{name:38}{median * 1000:9.1f} ms {ratio:8.2f} x")


def _large(folder: Path) -> None:
    film = media.large_mp4(folder / "large.mp4", 2_000_000_000)
    shown = subprocess.run(
        [sys.executable, __file__, "--one", str(film)], capture_output=True, text=True, check=True
    )
    print(f"\n2 GB film: {shown.stdout.strip()}")


def _peak(folder: Path, film: Path) -> None:
    keys = _keys(folder / "peak")
    target = folder / "signed.mp4"
    started = time.perf_counter()
    with Signer(open_credential(keys.chain, keys.key)) as signer:
        signer.sign(film, target, Capture(device="Benchmark"))
    signed = time.perf_counter() - started
    with Verifier() as verifier:
        started = time.perf_counter()
        report = verifier.inspect(target)
        verified = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{report.verdict}; sign {signed:.1f} s, verify {verified:.1f} s; "
        f"peak memory {own:.0f} MiB here, {child:.0f} MiB in the largest child"
    )


def _keys(folder: Path) -> development.DevelopmentKeys:
    return development.create(folder)


def _hash_and_copy(path: Path, target: Path) -> None:
    with path.open("rb") as content:
        hashlib.file_digest(content, "sha256")
    shutil.copyfile(path, target)


def _bare_sign(path: Path, target: Path, mime: str, credential: object) -> None:
    with path.open("rb") as content:
        merkle = (
            MERKLE_CHUNK_KIB if mime in FILMS and suits_merkle_tree(content, Limits()) else None
        )
    manifest = {
        "claim_generator_info": [{"name": "bare", "version": "1", "specVersion": "2.4"}],
        "title": path.name,
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "created": True,
                "data": {
                    "allActionsIncluded": True,
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                        }
                    ],
                },
            }
        ],
    }
    settings = Settings(merkle_chunk_kib=merkle).document()
    signer = c2pa.Signer.from_callback(
        credential.sign, c2pa.C2paSigningAlg.ES256, credential.chain_pem.decode()
    )
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Builder(json.dumps(manifest), context=context) as builder,
        path.open("rb") as source,
        target.open("w+b") as written,
    ):
        builder.sign(signer, mime, source, written)


def _bare_read(path: Path) -> None:
    with (
        c2pa.Context.from_dict(Settings().document()) as context,
        c2pa.Reader(str(path), context=context) as reader,
    ):
        reader.json()


if __name__ == "__main__":
    main()
