"""Identity assertions (CAWG Identity Assertion 1.2) as they lie in the raw store, read but not judged.

Each comes with the digests of the assertions that it names, so that it can be compared with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import cbor2

from provenance.evidence import conditions, cose
from provenance.evidence.cose import Cbor
from provenance.evidence.jumbf import Budget, Malformed, Superbox, manifests_of
from provenance.evidence.opened import LABEL, MOST_STATEMENTS, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.limits import Limits

DEFAULT_HASH = "sha256"  # where neither the reference nor the claim names one
HARD_BINDINGS = frozenset(  # C2PA 2.4, "Hard Bindings to Content"
    {
        "c2pa.hash.data",
        "c2pa.hash.boxes",
        "c2pa.hash.collection.data",
        "c2pa.hash.bmff",
        "c2pa.hash.bmff.v2",
        "c2pa.hash.bmff.v3",
    }
)
MOST_REFERENCES = 64
MOST_ROLES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One assertion that an identity assertion names.

    Attributes:
        label: Of the assertion in the same manifest; "" when it lies elsewhere.
        stated: The hash that the identity assertion states.
        listed: The hash that the claim lists; None when it does not list the assertion.
        actual: The hash of the assertion's bytes; None when it is not there once.
    """

    label: str
    stated: bytes
    listed: bytes | None
    actual: bytes | None

    @property
    def matches(self) -> bool:
        """Tell whether the assertion is there, listed in the claim, and the one that was named."""
        return self.stated == self.listed == self.actual


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityEvidence:
    """One identity assertion.

    Attributes:
        label: Of the assertion, unique in its manifest.
        fault: Why it cannot be read, in words; "" when it can. Then the rest is empty.
        skipped: Whether it was left unread because the store holds too many.
        payload: What is signed (`signer_payload`), decoded.
        forms: The same as bytes, in each way that signers encode it: in the order of the
            file, and deterministically (RFC 8949 section 4.2.1).
        unmet: What is wrong with the rest of the manifest, in the words of status codes
            ("expected_partial_claim.mismatch"), where the signer put conditions on it.
        unknown_conditions: Names of conditions that are not known here (`expected_…`).
        padded: Whether the padding is nothing but zeros.
    """

    label: str
    fault: str = ""
    skipped: bool = False
    sig_type: str = ""
    payload: Mapping[Cbor, Cbor] = field(default_factory=dict)
    forms: tuple[bytes, ...] = ()
    roles: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    unknown_conditions: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    signature: bytes = b""
    padded: bool = True

    @property
    def bound(self) -> bool:
        """Tell whether it names a hash over the content."""
        return not HARD_BINDINGS.isdisjoint(
            each.label.partition("__")[0] for each in self.references
        )


def read(jumbf: bytes, limits: Limits) -> Mapping[str, tuple[IdentityEvidence, ...]]:
    """Read the identity assertions of every manifest in a raw store, keyed by manifest label.

    Never raises about the content: an assertion that cannot be read says so, and a
    manifest that cannot be opened yields nothing.
    """
    if LABEL.encode() not in jumbf:  # most stores have none, and need not be taken apart again
        return {}
    budget = Budget(limits.boxes)
    found: dict[str, tuple[IdentityEvidence, ...]] = {}
    left = MOST_STATEMENTS
    for manifest in manifests_of(jumbf, budget, limits):
        stated = tuple(_of_manifest(manifest, budget, left))
        left -= sum(not each.skipped for each in stated)
        if stated:
            found[manifest.label] = stated
    return found


def _of_manifest(manifest: Superbox, budget: Budget, most: int) -> Iterator[IdentityEvidence]:
    try:
        opened = Opened(manifest, budget)
    except Malformed:
        return
    boxes = [box for box in opened.assertions if box.label.partition("__")[0] == LABEL]
    for box in islice(boxes, most):
        try:
            yield _parse(box.label, box.only(b"cbor", budget), opened)
        except Malformed as fault:
            yield IdentityEvidence(label=box.label, fault=str(fault))
    for box in islice(boxes, most, None):
        yield IdentityEvidence(label=box.label, skipped=True)


def _parse(label: str, data: bytes, opened: Opened) -> IdentityEvidence:
    match cose.decode(data):
        case {
            "signer_payload": {
                "referenced_assertions": list(named),
                "sig_type": str(sig_type),
            } as payload,
            "signature": bytes(signature),
            "pad1": bytes(padding),
            **rest,
        }:
            more = rest.get("pad2", b"")
        case _:
            raise Malformed("It lacks a part that it needs.")
    if not isinstance(more, bytes) or len(named) > MOST_REFERENCES:
        raise Malformed("It is filled up wrongly, or names too many assertions.")
    return IdentityEvidence(
        label=label,
        sig_type=sig_type,
        payload=payload,
        forms=_forms(payload),
        roles=_roles(payload.get("role")),
        unmet=conditions.unmet(label, payload, opened),
        unknown_conditions=conditions.unknown(payload),
        references=tuple(_reference(each, opened) for each in named),
        signature=signature,
        padded=not any(padding) and not any(more),
    )


def _reference(entry: Cbor, opened: Opened) -> Reference:
    match entry:
        case {"url": str(url), "hash": bytes(stated), **rest}:
            label = opened.place(url)
        case _:
            raise Malformed("What it says about an assertion cannot be read.")
    algorithm = rest.get("alg") or opened.claim.get("alg") or DEFAULT_HASH
    return Reference(
        label=label,
        stated=stated,
        listed=opened.listed.get(label) if label else None,
        actual=opened.digest(label, algorithm) if isinstance(algorithm, str) else None,
    )


def _roles(value: Cbor) -> tuple[str, ...]:
    listed = [] if value is None else value
    well = isinstance(listed, list) and all(isinstance(each, str) for each in listed)
    if not well or len(listed) > MOST_ROLES:
        raise Malformed("What it says about roles cannot be read.")
    return tuple(listed)


def _forms(payload: Mapping[Cbor, Cbor]) -> tuple[bytes, ...]:
    try:
        return cbor2.dumps(payload), cbor2.dumps(payload, canonical=True)
    except Exception as error:  # a hostile value may raise anything
        raise Malformed("What it signs cannot be encoded.") from error
