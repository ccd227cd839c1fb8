"""The service as a process: its address, TLS, signals, and a stop that does not hang."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import ProvenanceError, StorageError
from provenance.pki.issuing.enrolment import Enrolment
from provenance.service.place import Place
from provenance.service.serving import (
    Server,
    configured,
    is_main_thread,
    listening,
    stopped_by_signals,
)
from provenance.service.signing.app import build
from provenance.service.signing.audit import AuditLog
from provenance.service.signing.clients import Clients
from provenance.service.signing.desk import Desk
from provenance.service.signing.limits import ServiceLimits

if TYPE_CHECKING:
    import asyncio

    import uvicorn


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is served.

    Attributes:
        open_clients: Opens whoever may ask; called again when the process gets SIGHUP.
        enrolment: Who issues certificates; None where nobody does.
        audit_log: None keeps none.
    """

    place: Place
    open_clients: Callable[[], Clients]
    enrolment: Enrolment | None = None
    audit_log: Path | None = None
    limits: ServiceLimits = ServiceLimits()


def serve(
    service: Service,
    ready: Callable[[str], None],
    *,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        service: What is served.
        ready: Called with the address once the service listens.
        cancelled: Asked often; the service stops when it says yes.

    Raises:
        InvalidArgument: The address cannot be used, or would show tokens to the network.
        CredentialError: A certificate or key cannot be used.
        StorageError: The audit log cannot be written.
    """
    place = service.place
    place.require_safe()
    with listening(place.host, place.port) as listener:
        url = place.url(listener.getsockname()[1])
        clients = service.open_clients()
        audit = AuditLog(service.audit_log)
        desk = Desk(
            clients=clients,
            enrolment=service.enrolment,
            public_url=place.public_url.rstrip("/") or url,
            claim_bytes=service.limits.claim_bytes,
        )
        try:
            server = _Server(service, desk, audit, lambda: ready(url), cancelled)
            audit.write("start", address=url, clients=clients.names)
            with stopped_by_signals(server):
                server.run(sockets=[listener])
            audit.write("stop", address=url)
        finally:
            desk.clients.close()
            audit.close()


class _Server(Server):
    """A server with a new roster on SIGHUP."""

    def __init__(
        self,
        service: Service,
        desk: Desk,
        audit: AuditLog,
        ready: Callable[[], None],
        cancelled: Callable[[], bool] | None,
    ) -> None:
        super().__init__(_config(service, desk, audit), ready, cancelled)
        self._service = service
        self._desk = desk
        self._audit = audit

    def prepare(self) -> None:
        if is_main_thread():
            loop = self.servers[0].get_loop()
            loop.add_signal_handler(signal.SIGHUP, self._reload, loop)

    def _reload(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let other clients in and out; when they cannot be read, the old ones stay."""
        try:
            fresh = self._service.open_clients()
        except ProvenanceError as error:
            self._tell("reload-failed", fault=str(error))
            return
        old, self._desk.clients = self._desk.clients, fresh
        loop.call_later(self._service.limits.work_seconds, old.close)  # some still sign
        self._tell("reload", clients=fresh.names)

    def _tell(self, event: str, **facts: object) -> None:
        with suppress(StorageError):  # what is asked next is refused for it
            self._audit.reopen()
            self._audit.write(event, **facts)


def _config(service: Service, desk: Desk, audit: AuditLog) -> uvicorn.Config:
    place, limits = service.place, service.limits
    return configured(
        build(desk, audit, limits, secure=place.secure),
        connections=limits.connections,
        silence_seconds=limits.silence_seconds,
        stop_seconds=limits.stop_seconds,
        certificate=place.certificate,
        key=place.key,
    )
