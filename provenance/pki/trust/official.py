"""The published official trust lists, and how they are fetched: over TLS, bounded, as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from provenance.errors import NetworkNotAllowed, TrustListError
from provenance.pki import transport
from provenance.pki.trust import MOST_BYTES, ListKind

if TYPE_CHECKING:
    from provenance.limits import Network

_WHOLE_SECONDS = 60.0
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
    if urlsplit(address).scheme != "https":
        raise NetworkNotAllowed(
            f"{address} is not an https address.", hint="Trust lists are only fetched over https."
        )
    host = transport.host_of(address)
    if not network.allows(host):
        raise NetworkNotAllowed(
            f"{host} may not be contacted.", hint="Allow that host, or add the list from a file."
        )
    return read(address, network)


def read(address: str, network: Network) -> bytes:
    """Read what lies at an address, within bounds of size and time.

    Raises:
        NetworkNotAllowed: `network` does not allow the host, or the address it leads to.
        TrustListError: It could not be read, or is too large or too slow.
    """
    bounds = transport.Bounds(most_bytes=MOST_BYTES, whole_seconds=_WHOLE_SECONDS)
    try:
        return transport.ask(transport.Question(address=address), network, bounds)
    except transport.Unanswered as error:
        raise TrustListError(
            f"{address} could not be fetched: {error}.",
            hint="Check the connection, or fetch the file yourself and add it with "
            "`provenance trust add`.",
        ) from error
