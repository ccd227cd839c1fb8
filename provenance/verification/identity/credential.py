"""A W3C Verifiable Credential in which a collector states identities (CAWG 1.2, with VC Data Model 2.0)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = frozenset({"VerifiableCredential", "IdentityClaimsAggregationCredential"})
MOST_CLAIMS = 16  # identities that a report repeats
LARGEST_BYTE = 255

Json = Any  # whatever a file holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a collector states, unchecked.

    Attributes:
        issuer: Decentralised identifier of the collector; "" when there is none.
        valid_from: None when absent or unreadable; likewise `valid_until` when absent.
        name: The first name that it states; "" for none.
        claims: Each identity in one line, in its own words.
        asset: What it speaks of: the signed payload, as JSON.
    """

    issuer: str
    valid_from: datetime | None
    valid_until: datetime | None
    name: str
    claims: tuple[str, ...]
    asset: Mapping[str, Json]


def read(payload: bytes) -> Credential | None:
    """Read a credential; None when it is none, or when a part that it needs is missing."""
    try:
        return _credential(json.loads(payload))
    except (ValueError, RecursionError):  # JSON that is none, or too deep; times that are none
        return None


def speaks_of(asset: Mapping[str, Json], payload: Mapping[Json, Json]) -> bool:
    """Tell whether the asset of a credential is the payload of the identity assertion.

    Hashes are base64 there and bytes here; some signers write the letters as numbers.
    """
    plain = all(asset.get(name) == payload.get(name) for name in ("sig_type", "role"))
    if set(payload) != set(asset) or not plain:
        return False
    there, here = asset.get("referenced_assertions"), payload.get("referenced_assertions")
    if not (isinstance(there, list) and isinstance(here, list)) or len(there) != len(here):
        return False
    return all(_same(*pair) for pair in zip(there, here, strict=True))


def _credential(value: Json) -> Credential | None:
    match value:
        case {
            "type": list(types),
            "credentialSubject": {"verifiedIdentities": list(stated), "c2paAsset": dict(asset)},
        }:
            known = {each for each in types if isinstance(each, str)}
        case _:
            return None
    if not known >= TYPES:
        return None
    identities = [each for each in stated[:MOST_CLAIMS] if isinstance(each, dict)]
    return Credential(
        issuer=_issuer(value.get("issuer")),
        valid_from=_time(value.get("validFrom")),
        valid_until=_time(value.get("validUntil")),
        name=next((name for each in identities if (name := _name(each))), ""),
        claims=tuple(_claim(each) for each in identities),
        asset=asset,
    )


def _issuer(value: Json) -> str:
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def _time(value: Json) -> datetime | None:
    """Read an XML Schema time.

    Raises:
        ValueError: There is a value, and it is not a time with a zone.
    """
    if value is None:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else None
    if found is None or found.tzinfo is None:
        raise ValueError("not a time with a zone")
    return found


def _claim(identity: Mapping[str, Json]) -> str:
    provider = identity.get("provider")
    by = _text(provider, "name") if isinstance(provider, dict) else ""
    parts = (_text(identity, "type"), _name(identity), f"by {by}" if by else "")
    return ", ".join(part for part in parts if part)


def _name(identity: Mapping[str, Json]) -> str:
    return _text(identity, "name") or _text(identity, "username")


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _same(there: Json, here: Json) -> bool:
    if not (isinstance(there, dict) and isinstance(here, Mapping)):
        return False
    named = there.get("url") == here.get("url")
    return named and here.get("hash") in set(_hashes(there.get("hash")))


def _hashes(value: Json) -> Iterator[bytes]:
    """Yield every way to read a hash in JSON; they differ in length, so none passes for another."""
    if isinstance(value, list):
        if not all(isinstance(each, int) and 0 <= each <= LARGEST_BYTE for each in value):
            return
        yield bytes(value)
        value = bytes(value).decode("latin-1")
    if isinstance(value, str):
        try:
            yield base64.b64decode(value, validate=True)
        except (ValueError, binascii.Error):
            return
