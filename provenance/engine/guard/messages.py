"""What the guard and its child say to each other: msgpack messages over a socket pair."""

from __future__ import annotations

import inspect
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec

from provenance import errors
from provenance.engine.extract import Extract
from provenance.engine.hearing import Hearing
from provenance.engine.sight import Sight
from provenance.errors import EngineError, ProvenanceError
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.frames import Showing
from provenance.model.look import Look
from provenance.model.sound import Sound

Trade = Literal["read", "look", "show"]
"""What a child does: read credentials, look at what lies beside them, or show the content itself, and let it be heard."""

LENGTH = struct.Struct(">Q")
PIECE = 1 << 20

Message = TypeVar("Message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The first words to a child."""

    trade: Trade
    limits: Limits
    end_with_parent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The child's first words, once it has given up all that it does not need."""

    version: str
    protections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to read, to look at, to show, or to hear; its descriptor comes with the message."""

    name: str
    processor_seconds: float
    manifest_data: bytes | None = None
    picture: bool = False
    sight: Sight | None = None
    hearing: Hearing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An error of `provenance.errors`, in a form that crosses a process border."""

    kind: str
    message: str
    hint: str
    details: dict[str, str]

    @classmethod
    def of(cls, error: ProvenanceError) -> Fault:
        """Describe `error`, with the attributes that only its class has."""
        details = {k: str(v) for k, v in vars(error).items() if k not in {"message", "hint"}}
        return cls(
            kind=type(error).__name__, message=error.message, hint=error.hint, details=details
        )

    def error(self) -> ProvenanceError:
        """Return the error again, of the same class and with the same attributes."""
        kind = getattr(errors, self.kind, None)
        if not (inspect.isclass(kind) and issubclass(kind, ProvenanceError)):
            return EngineError(self.message, hint=self.hint)
        try:
            return kind(self.message, hint=self.hint, **self.details)
        except TypeError:
            return EngineError(self.message, hint=self.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a request: one of the five."""

    extract: Extract | None = None
    look: Look | None = None
    showing: Showing | None = None
    sound: Sound | None = None
    fault: Fault | None = None


Work = Callable[[Asset, Request], Answer]
"""What answers one request."""


class Channel:
    """Send and receive whole messages, each at most `most` bytes, until a deadline."""

    def __init__(self, connection: socket.socket, *, most: int) -> None:
        self._connection = connection
        self._most = most

    def send(
        self, message: object, *, descriptor: int | None = None, until: float | None = None
    ) -> None:
        """Send a message, and with its first byte a file descriptor.

        Raises:
            TimeoutError: The other side did not take it before `until`.
            OSError: The other side is gone.
        """
        payload = msgspec.msgpack.encode(message)
        header = LENGTH.pack(len(payload))
        self._wait_at_most(until)
        if descriptor is None:
            self._connection.sendall(header)
        else:
            socket.send_fds(self._connection, [header], [descriptor])
        self._connection.sendall(payload)

    def receive(self, kind: type[Message], *, until: float | None = None) -> Message:
        """Return the next message.

        Raises:
            EOFError: The other side is gone, or what it says is no such message.
            TimeoutError: Nothing came before `until`.
        """
        return self._decoded(kind, self._exactly(LENGTH.size, until), until)

    def receive_with_descriptor(self, kind: type[Message]) -> tuple[Message, int]:
        """Return the next message and the file descriptor that came with it."""
        header, descriptors, _, _ = socket.recv_fds(self._connection, LENGTH.size, 1)
        if len(header) < LENGTH.size or len(descriptors) != 1:
            raise EOFError
        return self._decoded(kind, header, None), descriptors[0]

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _decoded(
        self, kind: type[Message], header: bytes | bytearray, until: float | None
    ) -> Message:
        (size,) = LENGTH.unpack(header)
        if size > self._most:
            raise EOFError
        try:
            return msgspec.msgpack.decode(self._exactly(size, until), type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EOFError from error

    def _exactly(self, size: int, until: float | None) -> bytearray:
        received = bytearray(size)
        left = memoryview(received)
        while left:
            self._wait_at_most(until)
            taken = self._connection.recv_into(left, min(len(left), PIECE))
            if not taken:
                raise EOFError
            left = left[taken:]
        return received

    def _wait_at_most(self, until: float | None) -> None:
        if until is None:
            self._connection.settimeout(None)
            return
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
