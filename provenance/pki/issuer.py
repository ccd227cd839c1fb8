"""The public keys of somebody whom a decentralised identifier names (W3C DID Core 1.0).

One that holds its own key (did:jwk) is opened here. One whose keys lie on a server (did:web) is
asked for them over https, where the caller's network allows that very host. What comes back
proves who holds the server, and that today; no list vouches for it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from provenance.errors import NetworkNotAllowed
from provenance.pki import jwk, transport
from provenance.pki.jwk import PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.limits import Network

WEB = "did:web:"
MOST_ASKED = 4  # hosts, for one file; real files name one
MOST_KEYS = 16
BOUNDS = transport.Bounds(most_bytes=64 << 10, silence_seconds=5.0, whole_seconds=10.0)
# The did:web method, section 3: no address of digits, and here no port, for hosts are allowed
# without one.
_HOST = r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}"
_SEGMENT = r"(?!\.{1,2}(?::|$))(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2}){1,200}"
_PLACE = re.compile(rf"({_HOST})((?::{_SEGMENT}){{0,16}})")
_TYPES = frozenset({"JsonWebKey2020", "JsonWebKey"})

Json = Any  # whatever a server says


class Silence(StrEnum):
    """Why there is no key.

    UNKNOWN: the identifier is of a kind that is not known here.
    NOT_ASKED: the network does not allow the host.
    UNAVAILABLE: nothing usable came back.
    UNREADABLE: what came back, or the identifier itself, holds no key that can be used.
    """

    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"
    UNAVAILABLE = "unavailable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """What is known of somebody whom an identifier names.

    Attributes:
        keys: Any of them may have signed; none when there is a reason for `silence`.
        host: Where the keys lie; "" when the identifier holds its own.
        reason: Of the silence, in a few words.
    """

    keys: tuple[PublicKey, ...] = ()
    host: str = ""
    silence: Silence | None = None
    reason: str = ""


class Issuers:
    """Find the keys of issuers, each once, and ask only hosts that `network` allows."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._found: dict[str, Issuer] = {}
        self._asked = 0

    def of(self, did: str) -> Issuer:
        """Return what is known of an issuer; never raises."""
        if did not in self._found:
            self._found[did] = self._find(did)
        return self._found[did]

    def _find(self, did: str) -> Issuer:
        if did.startswith(jwk.METHOD):
            key = jwk.of_did(did)
            return Issuer(keys=(key,)) if key else Issuer(silence=Silence.UNREADABLE)
        place = _PLACE.fullmatch(did.removeprefix(WEB)) if did.startswith(WEB) else None
        if place is None:
            return Issuer(silence=Silence.UNKNOWN)
        host, path = place[1], place[2].replace(":", "/")
        if not self._network.allows(host):
            return Issuer(host=host, silence=Silence.NOT_ASKED)
        return self._ask(did, host, path or "/.well-known")

    def _ask(self, did: str, host: str, path: str) -> Issuer:
        if self._asked >= MOST_ASKED:
            reason = "the file names too many issuers"
            return Issuer(host=host, silence=Silence.UNAVAILABLE, reason=reason)
        self._asked += 1
        question = transport.Question(address=f"https://{host}{path}/did.json")
        try:
            answer = transport.ask(question, self._network, BOUNDS)
        except (transport.Unanswered, NetworkNotAllowed) as error:
            reason = str(error).removesuffix(".")
            return Issuer(host=host, silence=Silence.UNAVAILABLE, reason=reason)
        keys = keys_of(answer, did)
        silence = None if keys else Silence.UNREADABLE
        return Issuer(keys=keys, host=host, silence=silence)


def keys_of(document: bytes, did: str) -> tuple[PublicKey, ...]:
    """Return the keys by which the one whom a DID document describes makes assertions.

    Nothing for a document that cannot be read, or that describes somebody else.
    """
    try:
        value = json.loads(document)
    except (ValueError, RecursionError):
        return ()
    match value:
        case {"id": str(described), "assertionMethod": list(methods)} if described == did:
            named = list(_methods(value, methods[:MOST_KEYS]))
        case _:
            return ()
    keys = (jwk.of_map(each.get("publicKeyJwk")) for each in named if each.get("type") in _TYPES)
    return tuple(key for key in keys if key)


def _methods(document: Json, listed: list[Json]) -> Iterator[dict[str, Json]]:
    """Yield verification methods: written where they are listed, or referred to by their ids."""
    known = document.get("verificationMethod")
    known = [each for each in known if isinstance(each, dict)] if isinstance(known, list) else []
    by_id = {each["id"]: each for each in known[:MOST_KEYS] if isinstance(each.get("id"), str)}
    for each in listed:
        if isinstance(each, dict):
            yield each
        elif isinstance(each, str):
            relative = each.removeprefix(document["id"])
            found = by_id.get(each) or by_id.get(relative) or by_id.get(document["id"] + each)
            if found:
                yield found
