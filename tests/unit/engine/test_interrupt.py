"""Ctrl-C during native work ends it cleanly: no abort, no thread that still writes."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from support import media

TESTS = Path(__file__).resolve().parents[2]

PROGRAM = """
    import sys, threading, time
    from pathlib import Path
    from provenance.engine.native.engine import NativeEngine
    from provenance.model.asset import Asset
    from support import definitions, sealing

    source, target, when = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

    def tell(phase, done):
        if phase == when:
            print("now", flush=True)
            time.sleep(0.02)  # so that the interrupt arrives while there is work left

    def pause():
        if when == "key":
            print("now", flush=True)
            time.sleep(1)

    engine, seal = NativeEngine(), sealing.new_seal()
    seal.before = pause
    try:
        engine.sign(
            definitions.capture("video/mp4"), Asset.of(source), target, seal, progress=tell
        )
    except KeyboardInterrupt:
        assert not [t for t in threading.enumerate() if t.name.startswith("provenance-")]
        size = target.stat().st_size
        target.unlink()
        time.sleep(0.2)
        assert not target.exists()
        print("interrupted", size, flush=True)
"""


@pytest.mark.parametrize("when", ["reading", "writing", "key"])
def test_an_interrupt_while_a_large_film_is_signed(tmp_path, when) -> None:
    source = media.large_mp4(tmp_path / "film.mp4", 150 << 20)
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), source, tmp_path / "new.mp4", when]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        said, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    assert "interrupted" in said
    assert int(said.rpartition("interrupted")[2]) < source.stat().st_size
    assert time.monotonic() - sent < 20
