"""A server as a process: where it listens, what a connection may cost, signals, and a stop that does not hang."""

from __future__ import annotations

import signal
import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from provenance.errors import CredentialError, InvalidArgument
from provenance.service.connections import bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

_HEADER_BYTES = 16 << 10
_LAST_PORT = 65535
_BACKLOG = 128


class Server(uvicorn.Server):
    """Uvicorn, told when it listens, and told to stop.

    Args:
        config: See `configured`.
        ready: Called once it listens.
        cancelled: Asked often; the server stops when it says yes.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        cancelled: Callable[[], bool] | None,
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._cancelled = cancelled or (lambda: False)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self.prepare()
        self._ready()

    def prepare(self) -> None:
        """Do what has to be done before anybody is told that the server listens."""

    async def on_tick(self, counter: int) -> bool:
        """Tell whether to stop."""
        return await super().on_tick(counter) or self._cancelled()


def configured(
    app: ASGIApp,
    *,
    connections: int,
    silence_seconds: float,
    stop_seconds: int,
    certificate: Path | None = None,
    key: Path | None = None,
) -> uvicorn.Config:
    """Return how an application is served.

    Args:
        app: Answers the requests.
        connections: Most connections at once; more are closed at once.
        silence_seconds: Longest time until the headers of a request are there.
        stop_seconds: Longest time that requests under way get when the server is stopped.
        certificate: Chain for TLS in PEM; None for plain http.
        key: Its private key in PEM, not encrypted.

    Raises:
        CredentialError: The certificate or its key cannot be used.
    """
    config = uvicorn.Config(
        app,
        http=bounded(connections, silence_seconds),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # faults are told by the application
        access_log=False,
        proxy_headers=False,  # a header must not say who asks
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=max(1, int(silence_seconds)),
        timeout_graceful_shutdown=stop_seconds,
        h11_max_incomplete_event_size=_HEADER_BYTES,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        ssl_keyfile_password="" if certificate else None,  # never asks on the terminal
    )
    try:
        config.load()
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise CredentialError(
            f"The TLS certificate {certificate} or its key cannot be used.",
            hint="Both must be PEM, belong together, and the key must not be encrypted.",
        ) from error
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take an address; port 0 is any that is free.

    Raises:
        InvalidArgument: It is no address of this machine, or is taken.
    """
    if not 0 <= port <= _LAST_PORT:  # the system would take the rest of a division
        raise InvalidArgument(
            f"{port} is no port.", hint=f"Name one up to {_LAST_PORT}; 0 takes any that is free."
        )
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except (OSError, OverflowError) as error:
        raise InvalidArgument(
            f"{host}:{port} is no address of this machine.", hint="Name another."
        ) from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except (OSError, OverflowError) as error:
            raise InvalidArgument(
                f"The service cannot listen on {host}:{port}:"
                f" {getattr(error, 'strerror', None) or error}.",
                hint="Choose another port; 0 takes any that is free.",
            ) from error
        yield listener


@contextmanager
def stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Make a stop an end like any other: uvicorn sends itself the signal once more afterwards."""
    if not is_main_thread():
        yield
        return

    def stop(*_: object) -> None:
        server.should_exit = True

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, how in before.items():
            signal.signal(each, how)


def is_main_thread() -> bool:
    """Tell whether signals may be handled here."""
    return threading.current_thread() is threading.main_thread()
