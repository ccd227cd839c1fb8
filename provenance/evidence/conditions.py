"""What the signer of an identity assertion expects of the manifest around it (CAWG 1.2, `expected_…`).

CAWG 1.3 took these fields out again, and tells validators to ignore them. They are compared all
the same: who wrote one did not want to stand behind any other manifest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from provenance.evidence.jumbf import Malformed
from provenance.evidence.opened import COUNTERSIGNERS, HASHES, LISTS, encoded, partial

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.evidence.cose import Cbor
    from provenance.evidence.opened import Name, Opened

CLAIM, GENERATOR = "expected_partial_claim", "expected_claim_generator"
MOST_COUNTERSIGNERS = 100
_PREFIX = "expected_"


def unknown(payload: Mapping[Cbor, Cbor]) -> tuple[str, ...]:
    """Return the names of conditions that no version of the specification knows."""
    names = (name for name in payload if isinstance(name, str) and name.startswith(_PREFIX))
    return tuple(name for name in names if name not in {CLAIM, GENERATOR, COUNTERSIGNERS})


def unmet(label: str, payload: Mapping[Cbor, Cbor], opened: Opened) -> tuple[str, ...]:
    """Return the conditions that do not hold, each in the words of its status code.

    Args:
        label: Of the identity assertion that sets the conditions.
        payload: What its signer signed.
        opened: The manifest that it lies in.

    Raises:
        Malformed: A condition cannot be read.
    """
    expected = _countersigners(payload.get(COUNTERSIGNERS))
    found = _Others(label, opened)
    said = []
    if CLAIM in payload:
        zeroed = {label, *found.with_credentials_of(expected)}
        algorithm, stated = _name(payload[CLAIM])
        claim = _partial_claim(opened, zeroed)
        if algorithm not in HASHES or hashlib.new(algorithm, claim).digest() != stated:
            said.append(f"{CLAIM}.mismatch")
    if GENERATOR in payload and _name(payload[GENERATOR]) not in opened.signed_by:
        said.append(f"{GENERATOR}.mismatch")
    if COUNTERSIGNERS in payload:
        said += found.faults(expected)
    return tuple(said)


class _Others:
    """The other identity assertions of a manifest, as countersigners are described."""

    def __init__(self, label: str, opened: Opened) -> None:
        self._stated = {name: each for name, each in opened.statements.items() if name != label}

    def faults(self, expected: Sequence[Mapping[Cbor, Cbor]]) -> Iterator[str]:
        """Yield what is wrong; after the first wrong countersigner nothing more is said."""
        described = {partial(each["partial_signer_payload"]): each for each in expected}
        missing = set(described)
        for stated in self._stated.values():
            if stated.partial not in described:
                yield "unexpected_countersigner"
                return
            missing.discard(stated.partial)
            credentials = described[stated.partial].get("expected_credentials")
            if credentials is not None and _name(credentials) not in stated.named:
                yield "expected_countersigner.mismatch"
                return
        if missing:
            yield "expected_countersigner.missing"

    def with_credentials_of(self, expected: Sequence[Mapping[Cbor, Cbor]]) -> Iterator[str]:
        """Yield the labels of those whose credentials are described."""
        named = {_name(each["expected_credentials"]) for each in expected if _has_credentials(each)}
        for name, stated in self._stated.items():
            if not named.isdisjoint(stated.named):
                yield name


def _countersigners(value: Cbor) -> tuple[Mapping[Cbor, Cbor], ...]:
    listed = [] if value is None else value
    if not isinstance(listed, list) or len(listed) > MOST_COUNTERSIGNERS:
        raise Malformed("What it says about other signers cannot be read.")
    for each in listed:
        match each:
            case {"partial_signer_payload": Mapping()}:
                continue
        raise Malformed("What it says about other signers cannot be read.")
    return tuple(listed)


def _has_credentials(entry: Mapping[Cbor, Cbor]) -> bool:
    return entry.get("expected_credentials") is not None


def _partial_claim(opened: Opened, zeroed: set[str]) -> bytes:
    """Return the claim, encoded, with zeros for the hashes of these assertions."""
    claim = dict(opened.claim)
    for name in LISTS:
        if isinstance(claim.get(name), list):
            claim[name] = [_with_zeros(each, opened, zeroed) for each in claim[name]]
    return encoded(claim)


def _with_zeros(entry: Cbor, opened: Opened, zeroed: set[str]) -> Cbor:
    match entry:
        case {"url": str(url), "hash": bytes(stated)} if opened.place(url) in zeroed:
            return {**entry, "hash": bytes(len(stated))}
    return entry


def _name(expected: Cbor) -> Name:
    """Return the algorithm and the hash by which something is expected.

    Raises:
        Malformed: It is neither.
    """
    match expected:
        case {"alg": str(algorithm), "hash": bytes(stated)}:
            return algorithm, stated
    raise Malformed("What it expects of the rest cannot be read.")
