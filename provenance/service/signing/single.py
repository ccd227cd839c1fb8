"""The service with one token and an authority for trials, from a few options instead of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.pki.issuing import enrolment
from provenance.service import tokens
from provenance.service.signing.clients import Client, Clients
from provenance.service.signing.server import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.credentials import Credential
    from provenance.service.place import Place

NAME = "client"
"""What the audit log calls whoever knows the token."""


def service(
    place: Place,
    open_credential: Callable[[], Credential],
    read_token: Callable[[], str],
    *,
    timestamp_url: str = "",
) -> Service:
    """Serve one credential to one token.

    Args:
        place: Where to listen.
        open_credential: Opens what signs; called at the start, and again on SIGHUP.
        read_token: Likewise, for the token.
        timestamp_url: The time-stamp authority that apps are told to use.
    """

    def open_clients() -> Clients:
        digest = tokens.digest_of(read_token())
        credential = open_credential()
        one = Client(
            name=NAME, token_digest=digest, credential=credential, timestamp_url=timestamp_url
        )
        return Clients([one])

    return Service(place=place, open_clients=open_clients, enrolment=enrolment.for_development())
