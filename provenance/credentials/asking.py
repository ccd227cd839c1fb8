"""Asking a signing service: where the token may go, and what went wrong in one line."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from provenance.errors import CredentialError, InvalidArgument
from provenance.pki import transport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.limits import Network

ASK_OWNER = "Ask whoever runs the service."
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_MOST_WAIT_DIGITS = 6


class Asking:
    """Who is asked, and how: holds the token, and shows it to nobody else."""

    __slots__ = ("_authorities", "_bounds", "_http_on_loopback", "_network", "_token")

    def __init__(
        self,
        *,
        network: Network,
        token: str,
        authorities: str,
        http_on_loopback: bool,
        bounds: transport.Bounds,
    ) -> None:
        """Hold what `provenance.credentials.remote.open_remote` takes."""
        self._network = network
        self._token = token
        self._authorities = authorities
        self._http_on_loopback = http_on_loopback
        self._bounds = bounds

    @staticmethod
    def host(address: str) -> str:
        """Return the host of an address."""
        return transport.host_of(address)

    def without_token(self) -> Asking:
        """Return the same with nothing secret in it."""
        return Asking(
            network=self._network,
            token="",
            authorities=self._authorities,
            http_on_loopback=self._http_on_loopback,
            bounds=self._bounds,
        )

    def require_usable(
        self, address: str, refused: type[CredentialError | InvalidArgument]
    ) -> None:
        """Refuse an address to which the token may not be sent."""
        host = self.host(address)
        encrypted = host and urlsplit(address).scheme == "https"
        near = self._http_on_loopback and host in _LOOPBACK
        plain = address.isascii() and address.isprintable() and " " not in address
        if not ((encrypted or near) and plain):
            raise refused(
                "A signing service is asked over https alone, and the token goes nowhere else.",
                hint="Name it as https://sign.example.com",
            )

    def ask(self, address: str, order: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the JSON object that is answered.

        Raises:
            CredentialError: There is none.
        """
        question = transport.Question(
            address=address,
            body=None if order is None else json.dumps(order).encode("ascii"),
            content_type="" if order is None else "application/json",
            bearer=self._token,
            authorities=self._authorities,
        )
        try:
            answer = json.loads(transport.ask(question, self._network, self._bounds))
        except transport.Unanswered as error:
            raise _unanswered(self.host(address), error) from None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise _useless(self.host(address), "is no JSON object")
        return answer


def text_of(answer: Mapping[str, Any], field: str, host: str) -> str:
    """Return a text of an answer.

    Raises:
        CredentialError: It is not there.
    """
    value = answer.get(field)
    if not isinstance(value, str):
        raise _useless(host, f"has no {field}")
    return value


def decoded(answer: Mapping[str, Any], field: str, host: str) -> bytes:
    """Return the bytes that an answer holds in base64.

    Raises:
        CredentialError: They are not there.
    """
    try:
        return base64.b64decode(text_of(answer, field, host), validate=True)
    except (ValueError, binascii.Error):
        raise _useless(host, f"has no base64 as its {field}") from None


def _useless(host: str, why: str) -> CredentialError:
    return CredentialError(
        f"The answer of {host} {why}.", hint="Is that the address of a signing service?"
    )


def _unanswered(host: str, error: transport.Unanswered) -> CredentialError:
    """Say what came instead of an answer, and what to do about it."""
    wait = error.retry_after if error.retry_after.isdigit() else ""
    soon = f"Try again in {wait} seconds." if 0 < len(wait) <= _MOST_WAIT_DIGITS else "Try later."
    told = {
        401: ("does not know the token, or has revoked it", "Ask for a new token."),
        403: ("does not permit this to the token", ASK_OWNER),
        404: ("has no signing service at that address", "Check the address."),
        413: ("takes no claim of that size", ASK_OWNER),
        429: ("is asked too often", soon),
        503: ("cannot sign now", soon),
    }
    if error.status in told:
        why, hint = told[error.status]
        return CredentialError(f"The signing service {host} {why}.", hint=hint)
    if error.status:
        return CredentialError(f"The signing service {host} fails: {error}.", hint=ASK_OWNER)
    return CredentialError(
        f"The signing service {host} gives no answer: {error}.",
        hint="Check the address and the network, and try again.",
    )
