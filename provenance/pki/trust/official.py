"""The published official trust lists, and how they are fetched: over TLS, bounded, as asked."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from provenance.errors import NetworkNotAllowed, TrustListError
from provenance.pki.trust import MOST_BYTES, ListKind

if TYPE_CHECKING:
    from provenance.limits import Network

_SILENCE_SECONDS = 15.0
_WHOLE_SECONDS = 60.0
_PIECE_BYTES = 64 << 10
_REPOSITORY = "https://raw.githubusercontent.com/c2pa-org/conformance-public/refs/heads/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One list that an organization publishes."""

    name: str
    kind: ListKind
    address: str

    @property
    def host(self) -> str:
        """Return the host that must be allowed."""
        return urlsplit(self.address).hostname or ""


OFFICIAL: Final = (
    Published(
        name="C2PA trust list",
        kind="signer",
        address=f"{_REPOSITORY}/trust-list/C2PA-TRUST-LIST.pem",
    ),
    Published(
        name="C2PA time-stamping trust list",
        kind="time",
        address=f"{_REPOSITORY}/trust-list/C2PA-TSA-TRUST-LIST.pem",
    ),
)
"""The lists of the C2PA conformance programme, and the addresses that it publishes them at."""


def fetch(address: str, network: Network) -> bytes:
    """Fetch a list; no redirect is followed and no proxy is asked.

    Raises:
        NetworkNotAllowed: `network` does not allow the host, or the address is not https.
        TrustListError: The list could not be fetched.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https":
        raise NetworkNotAllowed(
            f"{address} is not an https address.", hint="Trust lists are only fetched over https."
        )
    if not network.allows(host):
        raise NetworkNotAllowed(
            f"{host} may not be contacted.", hint="Allow that host, or add the list from a file."
        )
    return read(address)


def read(address: str) -> bytes:
    """Read what lies at an address, within bounds of size and time.

    Raises:
        TrustListError: It could not be read, or is too large or too slow.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    deadline = time.monotonic() + _WHOLE_SECONDS
    content = bytearray()
    try:
        with opener.open(address, timeout=_SILENCE_SECONDS) as answer:
            while piece := answer.read1(_PIECE_BYTES):
                content += piece
                if len(content) > MOST_BYTES or time.monotonic() > deadline:
                    raise _failed(address, "the answer is too large or too slow")
            if answer.status != HTTPStatus.OK:
                raise _failed(address, f"the answer is {answer.status}")
    except urllib.error.HTTPError as error:
        error.close()
        raise _failed(address, f"the answer is {error.code}") from error
    except (OSError, ValueError, HTTPException) as error:
        raise _failed(address, _reason(error)) from error
    return bytes(content)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuse redirects: only the address that was allowed is contacted."""

    def redirect_request(self, *_: object) -> None:
        """Return no new request, which makes the redirect an error."""


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__


def _failed(address: str, reason: str) -> TrustListError:
    return TrustListError(
        f"{address} could not be fetched: {reason}.",
        hint="Check the connection, or fetch the file yourself and add it with "
        "`provenance trust add`.",
    )
