"""The isolated reader: the child process that looks at files of strangers, one at a time.

It is handed each file as an open descriptor, gives back plain bytes, and ends with
the process that started it.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine.guard import sandbox
from provenance.engine.guard.messages import Answer, Channel, Fault, Hello, Request, Setup
from provenance.errors import EngineError, LimitReached, ProvenanceError
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.guard.messages import Work

LARGEST_REQUEST = 1 << 32  # bytes; it comes from our own process

NO_MEMORY = "The file asks for too much memory."


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedAsset(Asset):
    """A file that another process opened."""

    descriptor: int

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the content for reading from its start."""
        with os.fdopen(self.descriptor, "rb", closefd=False) as content:
            content.seek(0)
            yield content


def main(connection: int, lifeline: int) -> None:
    """Answer requests until the other side hangs up.

    Args:
        connection: Descriptor of our end of the socket pair.
        lifeline: Descriptor of a pipe that closes when the other process ends.
    """
    channel = Channel(socket.socket(fileno=connection), most=LARGEST_REQUEST)
    with suppress(EOFError, OSError):
        setup = channel.receive(Setup)
        work, hello = _prepare(setup, lifeline)
        channel.send(hello)
        while True:
            request, descriptor = channel.receive_with_descriptor(Request)
            try:
                channel.send(_answer(work, request, descriptor))
            finally:
                os.close(descriptor)


def _prepare(setup: Setup, lifeline: int) -> tuple[Work, Hello]:
    """Load what the trade needs, then close the doors: threads must come after namespaces."""
    protections = sandbox.limit(setup.limits)
    if setup.end_with_parent:
        protections += sandbox.end_with_parent()
    # Its modules are loaded first, under the limits; its threads start after leaving.
    trade = import_module(f"provenance.engine.guard.trades.{setup.trade}")
    protections += sandbox.leave_network()
    work, version = trade.begin(setup.limits)
    protections += sandbox.close_files()
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    return work, Hello(version=version, protections=protections)


def _end_with(lifeline: int) -> None:
    """End this process, whatever it is doing, when the other one is no more."""
    os.read(lifeline, 1)
    os._exit(0)


def _answer(work: Work, request: Request, descriptor: int) -> Answer:
    sandbox.allow_processor_time(request.processor_seconds)
    asset = HandedAsset(name=request.name, descriptor=descriptor)
    try:
        return work(asset, request)
    except ProvenanceError as error:
        return Answer(fault=Fault.of(error))
    except MemoryError:
        return Answer(fault=Fault.of(LimitReached(NO_MEMORY, limit="memory_bytes")))
    except Exception as error:  # noqa: BLE001  # nothing foreign leaves this process
        name = type(error).__name__
        return Answer(fault=Fault.of(EngineError(f"The isolated reader failed ({name}).")))
