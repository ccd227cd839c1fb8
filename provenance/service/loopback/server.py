"""An application behind the border, served to this machine alone until somebody stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.service.loopback.border import Border, new_secret
from provenance.service.serving import Server, configured, listening, stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

HERE = "127.0.0.1"
NAMES = (HERE, "localhost")
_CONNECTIONS = 64
_SILENCE_SECONDS = 20.0
_STOP_SECONDS = 10


def serve(
    app: ASGIApp,
    ready: Callable[[str], None],
    *,
    port: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        app: Answers requests; paths reach it without the secret.
        ready: Called with the address, secret and all, once the server listens.
        port: 0 takes any that is free.
        cancelled: Asked often; the server stops when it says yes.

    Raises:
        InvalidArgument: The port is taken.
    """
    with listening(HERE, port) as listener:
        taken = listener.getsockname()[1]
        secret = new_secret()
        border = Border(app, hosts=frozenset(f"{name}:{taken}" for name in NAMES), secret=secret)
        config = configured(
            border,
            connections=_CONNECTIONS,
            silence_seconds=_SILENCE_SECONDS,
            stop_seconds=_STOP_SECONDS,
        )
        server = Server(config, lambda: ready(f"http://{HERE}:{taken}/{secret}/"), cancelled)
        with stopped_by_signals(server):
            server.run(sockets=[listener])
