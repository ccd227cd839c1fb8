"""Who may ask, for what and how often; tokens are kept and compared as digests."""

from __future__ import annotations

import hmac
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography import x509

from provenance.credentials import Credential
from provenance.errors import CredentialError, InvalidArgument
from provenance.pki import profile
from provenance.service import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One who knows a token.

    Attributes:
        name: What the audit log calls it.
        token_digest: SHA-256 of its token.
        credential: What signs for it.
        timestamp_url: The time-stamp authority that it is told to use; "" for none.
        may_enrol: Whether it gets certificates for keys of its own.
        requests_per_minute: How much it may ask for in the long run.
        parallel: How many of its requests may be under way at once.
    """

    name: str
    token_digest: bytes = field(repr=False)
    credential: Credential
    timestamp_url: str = ""
    may_enrol: bool = True
    requests_per_minute: int = 6000
    parallel: int = 32

    @property
    def certificate(self) -> x509.Certificate:
        """Return the certificate that signs."""
        return x509.load_pem_x509_certificate(self.credential.chain_pem)


class Clients:
    """All who may ask, at one time; closing it closes their credentials.

    Raises:
        InvalidArgument: There is none, or two share a name or a token.
        CertificateRejected: A chain cannot sign.
    """

    def __init__(self, clients: Iterable[Client]) -> None:
        self._all = tuple(clients)
        self._open = ExitStack()
        for client in self._all:
            self._open.callback(client.credential.close)
        try:
            _require_distinct(self._all)
            for client in self._all:
                _require_fit(client)
        except BaseException:
            self._open.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name of each."""
        return tuple(client.name for client in self._all)

    def admit(self, token: str) -> Client | None:
        """Find who knows this token, in a time that does not depend on whose it nearly is."""
        digest = tokens.digest_of(token)
        found = None
        for client in self._all:
            if hmac.compare_digest(client.token_digest, digest):
                found = client
        return found

    def close(self) -> None:
        """Let go of the keys."""
        self._open.close()


def _require_distinct(clients: tuple[Client, ...]) -> None:
    if not clients:
        raise InvalidArgument("Nobody may ask the service: no token is known.", hint="Add one.")
    for what in ("name", "token_digest"):
        if len({getattr(client, what) for client in clients}) < len(clients):
            said = "token" if what == "token_digest" else what
            raise InvalidArgument(
                f"Two clients share a {said}.", hint="Give each client one of its own."
            )


def _require_fit(client: Client) -> None:
    faults = profile.check(client.credential.chain_pem)
    errors = [fault.sentence() for fault in faults if fault.severity == "error"]
    if errors:
        raise CredentialError(
            f"The certificate chain for {client.name} cannot sign: {errors[0].removesuffix('.')}.",
            hint="See all of it with `provenance keys check`.",
        )
