"""The crew of a session: an interrupt ends it and leaves nobody waiting; what fails stops nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import pytest

from provenance.signing.session.captured import Captured
from provenance.signing.session.crew import Crew

INTERRUPTED = """
    import hashlib, random, signal
    from provenance.signing.session.captured import Captured
    from provenance.signing.session.crew import Crew

    class Interrupt(BaseException):
        pass

    def interrupt(*_):
        raise Interrupt

    def work(stopped):
        hashlib.sha256(some).digest()  # lets others have the interpreter meanwhile
        return Captured(original=some[:1])

    def burst(crew):
        waiting = []
        while True:
            waiting.append(crew.hand_in(work, lambda error: Captured(original=b"", error=error), wait=True))
            if len(waiting) > 3:
                waiting.pop(0).result()

    signal.signal(signal.SIGALRM, interrupt)
    some, rounds = bytes(50_000), 0
    for _ in range(600):
        crew = Crew(3, 1)
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0002, 0.006))
                burst(crew)
            finally:
                crew.close(cancel=True)
        except Interrupt:
            rounds += 1
        crew.close(cancel=False)
    print(rounds)
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="interrupts need a timer")
def test_an_interrupt_while_frames_are_handed_in_leaves_nobody_waiting():
    program = [sys.executable, "-c", textwrap.dedent(INTERRUPTED)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("600\n", "")


def test_work_that_raises_after_all_takes_no_place_and_no_thread():
    def failing(_):
        raise MemoryError

    crew = Crew(1, 0)
    for _ in range(3):
        crew.hand_in(failing, failing, wait=True)
    done = crew.hand_in(lambda _: Captured(original=b"x"), failing, wait=True)
    assert done.result(30).original == b"x"
    crew.close(cancel=False)
