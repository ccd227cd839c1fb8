"""Work runs in a thread of its own; an interrupt goes on only after the work has ended."""

from __future__ import annotations

import contextvars
import signal
import threading
import time

import pytest

from provenance.engine.native.apart import run_apart

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


def test_an_interrupt_in_the_start_waits_for_the_work_too(monkeypatch) -> None:
    begun, told, ended = threading.Event(), threading.Event(), threading.Event()
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        assert begun.wait(10)
        raise KeyboardInterrupt

    def work() -> None:
        begun.set()
        assert told.wait(10)
        time.sleep(0.05)
        ended.set()

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_apart(work, stop=told.set)
    assert ended.is_set()


def test_work_that_had_not_begun_at_an_interrupt_never_begins(monkeypatch) -> None:
    late = []

    def interrupted(thread: threading.Thread) -> None:
        late.append(thread)
        raise KeyboardInterrupt

    done = []
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_apart(lambda: done.append(1), stop=nothing)
    late[0].start()
    late[0].join(10)
    assert not done


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
