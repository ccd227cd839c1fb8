"""Work runs in a thread of its own; an interrupt goes on only after the work has ended."""

from __future__ import annotations

import contextvars
import signal
import threading
import time

import pytest

from provenance.engine.apart import run_apart

WHO = contextvars.ContextVar("WHO", default="nobody")


def nothing() -> None:
    """Stop nothing."""


def interrupt() -> None:
    """Press Ctrl-C: the signal goes to the main thread, which waits."""
    main = threading.main_thread().ident
    assert main is not None
    signal.pthread_kill(main, signal.SIGINT)


def test_the_result_comes_back_from_another_thread() -> None:
    assert run_apart(threading.get_ident, stop=nothing) != threading.get_ident()


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), SystemExit(2)])
def test_an_exception_comes_back_as_the_same_object(error) -> None:
    def work() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        run_apart(work, stop=nothing)
    assert caught.value is error


def test_context_variables_reach_the_work() -> None:
    token = WHO.set("me")
    try:
        assert run_apart(WHO.get, stop=nothing) == "me"
    finally:
        WHO.reset(token)


def test_an_interrupt_waits_for_the_work_to_end() -> None:
    told, ended = threading.Event(), threading.Event()

    def work() -> None:
        time.sleep(0.05)
        interrupt()
        assert told.wait(10)
        ended.set()

    with pytest.raises(KeyboardInterrupt):
        run_apart(work, stop=told.set)
    assert ended.is_set()


def test_a_second_interrupt_changes_nothing() -> None:
    stops = []
    ended = threading.Event()

    def work() -> None:
        for _ in range(3):
            time.sleep(0.1)
            interrupt()
        time.sleep(0.1)
        ended.set()

    with pytest.raises(KeyboardInterrupt):
        run_apart(work, stop=lambda: stops.append(1))
    assert ended.is_set()
    assert stops == [1]
