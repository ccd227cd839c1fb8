"""Addresses of PostgreSQL: what they may say, so that nobody but the named server is contacted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from provenance.errors import InvalidArgument, NetworkNotAllowed

if TYPE_CHECKING:
    from provenance.limits import Network

SCHEME = "postgresql"
BLOBS = "blobs"
_OPTIONS = frozenset({"connect_timeout", "passfile", "sslcert", "sslkey", "sslmode", "sslrootcert"})
"""Parameters of libpq that lead to no other server (PostgreSQL, "Parameter Key Words")."""
_FORM = "Write it as postgresql://USER@HOST/DATABASE?blobs=FOLDER."


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """Where a server is, and where the blobs are that its rows speak of.

    Attributes:
        parameters: Of libpq, by name.
        blobs: A folder, or an address of fsspec.
    """

    parameters: tuple[tuple[str, str], ...]
    blobs: str

    @property
    def name(self) -> str:
        """Return what people call it."""
        known = dict(self.parameters)
        return f"{known['dbname']} at {known['host']}"


def parse(address: str, network: Network) -> ServerAddress:
    """Take an address apart: `postgresql://USER@HOST:PORT/DATABASE?blobs=WHERE`.

    A folder of sockets stands in `?host=/run/postgresql`. A password belongs into the file that
    `?passfile=` names, or into the user's own `.pgpass`.

    Raises:
        InvalidArgument: It is incomplete, or says what it may not.
        NetworkNotAllowed: The host may not be contacted.
    """
    try:
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, strict_parsing=True))
        host, port = parts.hostname or query.pop("host", ""), parts.port or query.pop("port", "")
    except ValueError as error:
        raise InvalidArgument("The address of the repository is malformed.", hint=_FORM) from error
    blobs, database = query.pop(BLOBS, ""), unquote(parts.path.lstrip("/"))
    if parts.password is not None:
        raise InvalidArgument(
            "The address of the repository holds a password.",
            hint="Put it into a file as libpq reads it, and add passfile=FILE.",
        )
    if strange := sorted(set(query) - _OPTIONS):
        raise InvalidArgument(
            f"The address of the repository has the unknown parameter {strange[0]!a}.", hint=_FORM
        )
    if not blobs or not database or not host or "," in host:
        raise InvalidArgument(
            "The address of the repository has to name one host, a database, and the blobs.",
            hint=_FORM,
        )
    if not host.startswith("/") and not network.allows(host):
        raise NetworkNotAllowed(
            f"The repository lies at {host}, which may not be contacted.",
            hint=f"Allow it: --allow-host {host} (network=Network(hosts=…)).",
        )
    user = unquote(parts.username or "")
    named = {"host": host, "hostaddr": "", "port": str(port), "dbname": database, "user": user}
    kept = {name: value for name, value in named.items() if value or name == "hostaddr"}
    return ServerAddress(parameters=tuple((kept | query).items()), blobs=blobs)
