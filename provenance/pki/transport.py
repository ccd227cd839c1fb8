"""Ask one named host one question: bounded in size and time, never redirected, never by a proxy.

The address is resolved once, looked at, and that very address is connected to: a name
that leads into the caller's own network is refused, unless the caller named that address.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from provenance.errors import NetworkNotAllowed

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from provenance.limits import Network

_PIECE_BYTES = 64 << 10
_PORTS = {"http": 80, "https": 443}
_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out for the public (RFC 4291)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # leads to an older address (RFC 6052)


class Unanswered(Exception):
    """Say in a few words why there is no answer; who asked turns it into one of our errors.

    Attributes:
        status: Of HTTP, where something else than 200 came back; else 0.
        retry_after: What that answer says of when to ask again; "" for nothing.
    """

    def __init__(self, why: str, *, status: int = 0, retry_after: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one answer may cost.

    Attributes:
        most_bytes: Largest answer.
        silence_seconds: Longest time without a byte.
        whole_seconds: Longest time from the connection to the last byte.
    """

    most_bytes: int
    silence_seconds: float = 15.0
    whole_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is sent: a GET, or a POST of this body.

    Attributes:
        bearer: A token that shows who asks; "" for none.
        authorities: Certificates in PEM that vouch for the host instead of the system's.
    """

    address: str
    body: bytes | None = None
    content_type: str = ""
    bearer: str = field(default="", repr=False)
    authorities: str = ""


def host_of(address: str) -> str:
    """Return the host that would be contacted; "" when the address is of no use here."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in _PORTS and not parts.username and parts.port != 0
    except ValueError:
        return ""
    return (parts.hostname or "") if usable else ""


def ask(question: Question, network: Network, bounds: Bounds) -> bytes:
    """Return the body of the answer.

    Raises:
        NetworkNotAllowed: `network` does not allow the host, or the address it leads to.
        Unanswered: Nothing usable came back.
    """
    host = host_of(question.address)
    if not network.allows(host):
        raise NetworkNotAllowed(
            f"{host or 'The host of that address'} may not be contacted.", hint="Allow that host."
        )
    try:
        return _exchange(question, network, bounds)
    except TimeoutError as error:
        raise Unanswered("the answer is too slow") from error
    except (OSError, ValueError) as error:
        raise Unanswered(str(error) or type(error).__name__) from error
    except HTTPException as error:  # its text is that of the answer, whatever it holds
        raise Unanswered("the answer is not HTTP as it should be") from error


def _exchange(question: Question, network: Network, bounds: Bounds) -> bytes:
    parts = urlsplit(question.address)
    connection = _Connection(parts, network, bounds, question.authorities)
    try:
        connection.connect()
        headers = {"Content-Type": question.content_type} if question.content_type else {}
        if question.bearer:
            headers["Authorization"] = f"Bearer {question.bearer}"
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        method = "GET" if question.body is None else "POST"
        connection.request(method, target, body=question.body, headers=headers)
        with connection.getresponse() as answer:
            if answer.status != HTTPStatus.OK:  # a redirect is one of these
                raise Unanswered(
                    f"the answer is {answer.status}",
                    status=answer.status,
                    retry_after=answer.headers.get("Retry-After", ""),
                )
            return _body(answer, connection, bounds)
    except (OSError, HTTPException) as error:
        if connection.is_late:
            raise Unanswered("the answer is too slow") from error
        raise
    finally:
        connection.end()


def _body(answer: HTTPResponse, connection: _Connection, bounds: Bounds) -> bytes:
    content = bytearray()
    while piece := answer.read1(_PIECE_BYTES):
        content += piece
        if len(content) > bounds.most_bytes:
            raise Unanswered("the answer is too large")
        if connection.is_late:
            raise Unanswered("the answer is too slow")
    if connection.is_late or answer.length:
        raise Unanswered("the answer is too slow, or was cut off")
    return bytes(content)


class _Connection(HTTPConnection):
    """A connection to an address that was looked at, cut off at its deadline."""

    def __init__(
        self, parts: SplitResult, network: Network, bounds: Bounds, authorities: str
    ) -> None:
        port = parts.port or _PORTS[parts.scheme]
        super().__init__(parts.hostname or "", port, timeout=bounds.silence_seconds)
        self._secure = parts.scheme == "https"
        self._network = network
        self._authorities = authorities
        self._deadline = time.monotonic() + bounds.whole_seconds
        self._alarm: threading.Timer | None = None

    @property
    def is_late(self) -> bool:
        """Tell whether the deadline has passed."""
        return time.monotonic() >= self._deadline

    def connect(self) -> None:
        """Connect to the first address of the host that answers, if all may be contacted."""
        found = _open(self.host, self.port, self._network, self.timeout or 0, self._deadline)
        self.sock = found
        if self._secure:
            context = (
                ssl.create_default_context(cadata=self._authorities)
                if self._authorities
                else ssl.create_default_context()
            )
            self.sock = context.wrap_socket(
                found, server_hostname=self.host, do_handshake_on_connect=False
            )
        # A byte now and then never is a silence: only the clock ends such an answer.
        self._alarm = threading.Timer(self._deadline - time.monotonic(), _cut, [self.sock])
        self._alarm.daemon = True
        self._alarm.start()
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def end(self) -> None:
        """Close the connection, and forget the deadline."""
        if self._alarm:
            self._alarm.cancel()
        self.close()


def _open(host: str, port: int, network: Network, timeout: float, deadline: float) -> socket.socket:
    """Return a connection.

    Raises:
        TimeoutError: The deadline passed; a name may lead to many addresses that are silent.
        NetworkNotAllowed: The name leads to an address inside a network of the caller's.
        OSError: No address answers.
    """
    failure: OSError = OSError("no address is known")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, protocol, _, address in found:
        _check_address(host, str(address[0]), network)
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(min(timeout, left))
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure


def _check_address(host: str, address: str, network: Network) -> None:
    reached = ipaddress.ip_address(address.partition("%")[0])
    if _is_public(reached):
        return
    if host == "localhost" or network.allows(str(reached)):
        return  # named by the caller as what it is
    raise NetworkNotAllowed(
        f"{host} leads to {reached}, which is no public address.",
        hint=f"If that is meant, allow {reached} too.",
    )


def _is_public(reached: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(reached, ipaddress.IPv4Address):
        return reached.is_global and not reached.is_multicast
    older = reached.ipv4_mapped or reached.sixtofour
    if reached in _TRANSLATED:
        older = ipaddress.IPv4Address(reached.packed[-4:])
    return _is_public(older) if older else reached.is_global and reached in _UNICAST


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
