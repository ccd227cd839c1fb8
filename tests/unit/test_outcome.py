"""Waiting for other threads: nobody waits in vain, whenever an interrupt comes."""

from __future__ import annotations

import threading

import pytest

from provenance.outcome import Latch, Outcome


def test_a_latch_lets_everybody_through_and_stays_open():
    latch, through = Latch(), []
    threads = [threading.Thread(target=lambda: through.append(latch.wait(30))) for _ in range(5)]
    for each in threads:
        each.start()
    assert not latch.wait(0.05)
    assert not latch.is_open
    assert not through
    latch.open()
    latch.open()
    for each in threads:
        each.join(30)
    assert through == [True] * 5
    assert latch.is_open
    assert latch.wait(0)


@pytest.mark.parametrize("timeout", [-1.0, 0, 1e-6])
def test_a_short_wait_ends(timeout):
    assert not Latch().wait(timeout)


def test_a_wait_that_is_too_long_for_the_system_is_a_long_one():
    latch = Latch()
    threading.Timer(0.05, latch.open).start()
    assert latch.wait(1e30)


def test_nobody_is_missed_who_comes_while_it_opens():
    for _ in range(300):
        latch = Latch()
        thread = threading.Thread(target=latch.open)
        thread.start()
        assert latch.wait(30)
        thread.join()


def test_a_result_is_given_to_all_and_an_error_is_raised_for_all():
    good, bad, error = Outcome[int](), Outcome[int](), KeyError("why")
    assert not good.is_found
    with pytest.raises(TimeoutError):
        good.result(0.01)
    good.succeed(7)
    bad.fail(error)
    bad.wait()
    assert (good.is_found, good.result(), good.result(0)) == (True, 7, 7)
    for _ in range(2):
        with pytest.raises(KeyError) as raised:
            bad.result()
        assert raised.value is error
