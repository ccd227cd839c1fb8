"""A camera app that is killed in the middle of a burst loses no picture and leaves no lie behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest
from support import media

from provenance.engine import open_engine
from provenance.model.asset import Asset
from provenance.model.status import StatusKind
from provenance.signing.private_folder import sweep

TESTS = Path(__file__).parents[2]
KILLS, FRAMES = 20, 60

BURST = f"""
    import os, sys
    from pathlib import Path
    sys.path.insert(0, {str(TESTS)!r})
    from support.sealing import new_seal
    from provenance import CaptureSession, Signer
    from provenance.signing.session import Shot
    album, seal = Path(sys.argv[1]), new_seal()
    import provenance.engine.native.engine
    for _ in sys.stdin:
        child = os.fork()
        if child:
            print(child, flush=True)
            os.waitpid(child, 0)
            print("dead", flush=True)
            continue
        frames = sorted(album.glob("*.jpg"))
        with Signer(seal) as signer, CaptureSession(signer, workers=2) as session:
            shots = (Shot(frame=f.read_bytes(), to=f, when=None) for f in frames)
            for captured in session.burst(shots):
                pass
        os._exit(0)
"""


def is_whole(engine, path: Path, original: bytes) -> str:
    """Tell what a picture is now; anything but an original or a signed one fails."""
    if path.read_bytes() == original:
        return "untouched"
    active = engine.read(Asset.of(path)).store.active
    codes = {status.code for status in active.statuses if status.kind is StatusKind.SUCCESS}
    assert {"claimSignature.validated", "assertion.dataHash.match"} <= codes
    return "signed"


@pytest.mark.slow
def test_a_kill_leaves_every_picture_signed_or_untouched(tmp_path):
    original = media.photo(640, 480)
    moments, seen, leftovers = random.Random(2026), [], 0
    program = [sys.executable, "-c", textwrap.dedent(BURST), str(tmp_path)]
    paths = [tmp_path / f"{number:03}.jpg" for number in range(FRAMES)]
    with (
        subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as app,
        open_engine() as engine,
    ):
        for _ in range(KILLS):
            for path in paths:
                path.write_bytes(original)
            app.stdin.write("go\n")
            app.stdin.flush()
            victim = int(app.stdout.readline())
            time.sleep(moments.uniform(0.1, 0.5))
            with suppress(ProcessLookupError):  # a quick machine signs all before
                os.kill(victim, signal.SIGKILL)
            assert app.stdout.readline() == "dead\n"
            assert {path for path in tmp_path.iterdir() if path.suffix == ".jpg"} == set(paths)
            leftovers += sum(path.name.endswith(".provenance-part") for path in tmp_path.iterdir())
            seen.extend(is_whole(engine, path, original) for path in paths)
            sweep(tmp_path)
            assert {path.name for path in tmp_path.iterdir()} == {path.name for path in paths}
        app.stdin.close()
    assert {"untouched", "signed"} == set(seen), "no kill fell into a burst: nothing is proven"
    assert leftovers > 0, "no kill fell into a signing: nothing is proven"
