"""The service as a process: its address, its engine, and a stop that does not hang."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from provenance.durable import extra
from provenance.durable.interface import Repository
from provenance.engine import open_engine
from provenance.errors import InvalidArgument
from provenance.limits import Limits
from provenance.model.soft_binding import BindingKind
from provenance.service import tokens
from provenance.service.place import Place
from provenance.service.resolution.app import build
from provenance.service.resolution.limits import ResolutionLimits
from provenance.service.serving import Server, configured, listening, stopped_by_signals

with extra.needed():
    from provenance.durable import fingerprints
    from provenance.durable.recovery.clues import gather
    from provenance.durable.watermark import film, image
    from provenance.service.resolution.desk import Desk, Gather

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES = ("127.0.0.1", "localhost", "[::1]")
_KNOWN = (
    (BindingKind.WATERMARK, image.ALGORITHM),
    (BindingKind.WATERMARK, film.ALGORITHM),
    *((BindingKind.FINGERPRINT, each.algorithm) for each in fingerprints.ALL),
)
_FILE_LIMITS = Limits(wall_seconds=20.0, memory_bytes=4 << 30, film_pixels=1_000_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What is served.

    Attributes:
        repository: Whose kept manifests are told.
        place: Where to listen.
        tokens: Who may ask; none for anybody, which has to be said (`public`) beyond this machine.
        public: Whether anybody who reaches it may ask, on whatever machine.
        limits: What askers may cost.
        file_limits: What decoding one file of an asker may cost.
        gather: Looks for what leads from a file to manifests.
    """

    repository: Repository
    place: Place = Place()
    tokens: tuple[str, ...] = ()
    public: bool = False
    limits: ResolutionLimits = ResolutionLimits()
    file_limits: Limits = _FILE_LIMITS
    gather: Gather = gather


def serve(
    service: Resolution,
    ready: Callable[[str], None],
    *,
    tell: Callable[[str], None] = lambda _line: None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        service: What is served.
        ready: Called with the address once the service listens.
        tell: Called with one line when the repository fails.
        cancelled: Asked often; the service stops when it says yes.

    Raises:
        InvalidArgument: The address cannot be used, would show tokens to the network, or nobody
            said who may ask there.
        CredentialError: The certificate for TLS cannot be used.
    """
    place, limits = service.place, service.limits
    place.require_safe(tokens=bool(service.tokens))
    if not (service.tokens or service.public or place.is_loopback):
        raise InvalidArgument(
            f"Anybody who reaches {place.host} could ask the service.",
            hint="Give a token file, or say that it is public.",
        )
    with (
        listening(place.host, place.port) as listener,
        open_engine(limits=service.file_limits) as engine,
    ):
        port = listener.getsockname()[1]
        url = place.url(port)
        desk = Desk(
            repository=service.repository,
            engine=engine,
            gather=service.gather,
            known=_KNOWN,
            limits=service.file_limits,
        )
        config = configured(
            build(
                desk,
                limits,
                public_url=place.public_url.rstrip("/") or url,
                tell=tell,
                digests=[tokens.digest_of(each) for each in service.tokens],
                hosts=_hosts(service, port),
                secure=place.secure,
            ),
            connections=limits.connections,
            silence_seconds=limits.silence_seconds,
            stop_seconds=limits.stop_seconds,
            certificate=place.certificate,
            key=place.key,
        )
        server = Server(config, lambda: ready(url), cancelled)
        with stopped_by_signals(server):
            server.run(sockets=[listener])


def _hosts(service: Resolution, port: int) -> frozenset[str] | None:
    """Return the names under which this machine alone is asked, where no token keeps pages out."""
    place = service.place
    if service.tokens or service.public or not place.is_loopback:
        return None
    own = {urlsplit(place.public_url).netloc.lower()} if place.public_url else set()
    return frozenset({*own, *(f"{name}:{port}" for name in _NAMES), *_NAMES})
