"""Where a service listens, and whether what it is told could be read on the way."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from provenance.errors import InvalidArgument

_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  # asked for by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a service listens.

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

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine reaches it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def require_safe(self, *, tokens: bool = True) -> None:
        """Let tokens travel by TLS, on this machine, or behind a proxy, and nowhere else.

        Raises:
            InvalidArgument: Tokens would, a file of TLS is missing, or nobody could find the
                service.
        """
        if (self.certificate is None) != (self.key is None):
            raise InvalidArgument(
                "TLS needs both a certificate and its key.", hint="Name both files, or neither."
            )
        if tokens and not (self.secure or self.plain_http or self.is_loopback):
            raise InvalidArgument(
                f"Plain http on {self.host} would show every token to the network.",
                hint="Give a TLS certificate and key, or say that a proxy in front does TLS.",
            )
        if self.host in _EVERYWHERE and not self.public_url:
            raise InvalidArgument(
                f"{self.host} is no address that an app can reach.",
                hint="Say under which address the service is reached: --public-url URL.",
            )

    def url(self, port: int) -> str:
        """Return the address at which it listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{port}"
