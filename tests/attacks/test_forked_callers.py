"""Callers that fork while another thread is reading: no reader is shared, and nobody waits for ever."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from support import hostile, media

from provenance import Verdict, Verifier

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
PATIENCE = 30  # seconds


def verdict_in_a_fork(verifier, content):
    """Return the exit code of a fork that expects the file to carry no credentials."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        found = verifier.inspect(content).verdict
        os._exit(0 if found is Verdict.ABSENT else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_fork_reads_while_its_parent_does():
    content, slow = media.content("jpeg"), hostile.crowded_wav(250_000)
    with Verifier() as verifier:
        assert verifier.inspect(content).verdict is Verdict.ABSENT
        reading = threading.Thread(target=verifier.inspect, args=(slow,))
        reading.start()
        time.sleep(0.3)
        assert reading.is_alive()
        assert verdict_in_a_fork(verifier, content) == 0
        reading.join()
        assert verifier.inspect(content).verdict is Verdict.ABSENT
