"""Whoever signs durably may be killed at any moment: no signed file is left without its entry."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from support import textures

from provenance.durable.interface import EntryState
from provenance.durable.repository import init_repository, open_repository
from provenance.engine import open_engine
from provenance.model.asset import Asset
from provenance.signing.private_folder import sweep

TESTS = Path(__file__).parents[2]
# Imports once, then forks a signer for each line that it is sent. Marks are planned once: drawing
# them takes long, and is nothing that a kill could spoil.
ENDLESS = f"""
    import itertools, os, sys
    sys.path.insert(0, {str(TESTS)!r})
    from pathlib import Path
    from support.sealing import new_seal
    import provenance.engine.native.engine
    from provenance.durable import marking
    from provenance.durable.repository import open_repository
    from provenance.durable.signing import Durable
    from provenance.engine import open_engine
    from provenance.signing.describe import Capture
    from provenance.signing.metadata import MetadataChoice
    from provenance.signing.signer import Signer
    from support.marks import QuickMark

    marking.ImageWatermark = QuickMark
    source, target, kept = map(Path, sys.argv[1:])
    seal = new_seal()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            none = MetadataChoice(level="none")
            with open_repository(kept) as repository:
                engine, durable = open_engine(isolation="none"), Durable(repository)
                choices = dict(engine=engine, metadata=none, thumbnails=False)
                with Signer(seal, durable=durable, **choices) as signer:
                    os.write(1, (str(os.getpid()) + chr(10)).encode())
                    for number in itertools.count():
                        name = line.strip() + "-" + str(number) + ".png"
                        signer.sign(source, target / name, Capture())
        os.waitpid(child, 0)
        os.write(1, b"dead" + bytes([10]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("kills", [30, pytest.param(200, marks=pytest.mark.huge)])
def test_no_signed_file_lacks_its_entry(tmp_path, kills):
    source, target, kept = tmp_path / "raw.png", tmp_path / "signed", tmp_path / "kept"
    textures.textured(1, 320, 240).save(source)
    target.mkdir()
    init_repository(kept).close()
    chance = random.Random(5)
    words = [sys.executable, "-c", textwrap.dedent(ENDLESS), *map(str, (source, target, kept))]
    with subprocess.Popen(words, stdin=-1, stdout=-1, text=True) as forker:
        for number in range(kills):
            _kill_one(forker, str(number), chance.uniform(0.0, 0.6))
            _hold_against(kept, target.glob(f"{number}-*.png"))
        forker.stdin.close()
        forker.wait(30)
    assert forker.returncode == 0
    _is_mended(kept, target)


def _kill_one(forker, name, seconds):
    forker.stdin.write(name + "\n")
    forker.stdin.flush()
    signer = int(forker.stdout.readline())
    time.sleep(seconds)
    os.kill(signer, signal.SIGKILL)
    assert forker.stdout.readline() == "dead\n"


def _hold_against(kept, files):
    """Whatever appeared under its name can be found."""
    with open_repository(kept) as repository, open_engine(isolation="none") as engine:
        entries = {each.asset_sha256: each for each in repository.entries()}
        for path in files:
            reading = engine.read(Asset.of(path))
            entry = entries[reading.sha256]
            assert repository.store(entry.manifest) == reading.jumbf
            for binding in entry.bindings:
                assert entry.manifest in {
                    each.manifest for each in repository.find(binding, limit=1000)
                }


def _is_mended(kept, target):
    signed = {path.name for path in target.glob("*.png")}
    assert signed  # some were finished
    sweep(target)
    assert {path.name for path in target.iterdir()} == signed
    with open_repository(kept) as repository:
        repository.check(repair=True, patience_seconds=0.0)
        assert repository.check(patience_seconds=0.0) == ()
        states = [each.state for each in repository.entries()]
    assert states == [EntryState.KEPT] * len(signed)
