"""The service as a process: its address, TLS, signals, and a stop that does not hang."""

from __future__ import annotations

import ipaddress
import signal
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument, ProvenanceError, StorageError
from provenance.pki.issuing.enrolment import Enrolment
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
class Place:
    """Where the service listens.

    Attributes:
        port: 0 takes any that is free.
        certificate: Chain for TLS in PEM, and its private key in `key`; None for plain http.
        public_url: How clients reach it; by default as it listens.
        plain_http: Whether plain http may leave this machine, because a proxy does TLS.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    certificate: Path | None = None
    key: Path | None = None
    public_url: str = ""
    plain_http: bool = False

    @property
    def secure(self) -> bool:
        """Tell whether TLS ends here."""
        return self.certificate is not None


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
    _require_safe(place)
    with listening(place.host, place.port) as listener:
        url = _url(place, listener.getsockname()[1])
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
    config = configured(
        build(desk, audit, limits, secure=place.secure),
        connections=limits.connections,
        silence_seconds=limits.silence_seconds,
        stop_seconds=limits.stop_seconds,
        certificate=place.certificate,
        key=place.key,
    )
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config


def _require_safe(place: Place) -> None:
    if (place.certificate is None) != (place.key is None):
        raise InvalidArgument(
            "TLS needs both a certificate and its key.", hint="Name both files, or neither."
        )
    if not (place.secure or place.plain_http or _is_loopback(place.host)):
        raise InvalidArgument(
            f"Plain http on {place.host} would show every token to the network.",
            hint="Give a TLS certificate and key, or say that a proxy in front does TLS.",
        )
    if place.host in {"0.0.0.0", "::"} and not place.public_url:  # noqa: S104  # asked for by name
        raise InvalidArgument(
            f"{place.host} is no address that an app can reach.",
            hint="Say under which address the service is reached (public URL).",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(place: Place, port: int) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{'https' if place.secure else 'http'}://{host}:{port}"
