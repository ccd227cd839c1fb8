"""One manifest of a raw store, opened as far as identity assertions speak of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import cbor2

from provenance.evidence import cose
from provenance.evidence.jumbf import Malformed
from provenance.evidence.store import MANIFESTS

if TYPE_CHECKING:
    from provenance.evidence.cose import Cbor
    from provenance.evidence.jumbf import Budget, Superbox

LABEL = "cawg.identity"
COUNTERSIGNERS = "expected_countersigners"
LISTS = ("created_assertions", "gathered_assertions", "assertions")  # of claims v2 and v1
HASHES = frozenset({"sha256", "sha384", "sha512"})  # C2PA 2.4, "Hashing"
MOST_STATEMENTS = 100  # of one store; each costs the check of a signature
_HERE = "self#jumbf="

Name = tuple[str, bytes]
"""An algorithm, and the hash by it."""
_PLACE = "c2pa.assertions/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An identity assertion as another one describes it; empty when it cannot be read.

    Attributes:
        partial: Digest of its payload without what that expects of countersigners.
        named: Every hash that names the certificate of its signature (`names_of`).
    """

    partial: bytes = b""
    named: frozenset[Name] = frozenset()


class Opened:
    """One manifest: its assertions, what its claim lists, and whose certificate signed it.

    Raises:
        Malformed: It cannot be opened.
    """

    def __init__(self, manifest: Superbox, budget: Budget) -> None:
        if manifest.type not in MANIFESTS:
            raise Malformed("The manifest cannot be opened.")
        boxes = manifest.children(budget)
        stores = [box for box in boxes if box.type == b"c2as"]
        self.label = manifest.label
        self.assertions = tuple(each for box in stores for each in box.children(budget))
        self._signatures = [box for box in boxes if box.type == b"c2cs"]
        self._budget = budget
        self._claims = [box.only(b"cbor", budget) for box in boxes if box.type == b"c2cl"]
        self._digests: dict[tuple[str, str], bytes] = {}

    @cached_property
    def signer(self) -> bytes:
        """Return the certificate of who signed the claim, in DER; nothing when it cannot be read."""
        try:
            (box,) = self._signatures
            return _first(box.only(b"cbor", self._budget))
        except (Malformed, ValueError):
            return b""

    @cached_property
    def signed_by(self) -> frozenset[Name]:
        """Return every hash that names who signed the claim; made once."""
        return names_of(self.signer)

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """Return its identity assertions as others describe them, by label; made once."""
        named = (box for box in self.assertions if box.label.partition("__")[0] == LABEL)
        return {box.label: self._statement(box) for box in islice(named, MOST_STATEMENTS)}

    def _statement(self, box: Superbox) -> Statement:
        try:
            match cose.decode(box.only(b"cbor", self._budget)):
                case {"signer_payload": Mapping() as payload, "signature": bytes(signature)}:
                    return Statement(partial=partial(payload), named=names_of(_first(signature)))
        except Malformed:
            pass
        return Statement()

    def place(self, url: str) -> str:
        """Return the label of the assertion that a URL names; "" for one outside of here."""
        path = url.removeprefix(_HERE).removeprefix(f"/c2pa/{self.label}/")
        local = url.startswith(_HERE) and path.startswith(_PLACE)
        return path.removeprefix(_PLACE) if local else ""

    @cached_property
    def claim(self) -> Mapping[Cbor, Cbor]:
        """Return the claim; nothing unless there is exactly one."""
        value = cose.decode(self._claims[0]) if len(self._claims) == 1 else {}
        return value if isinstance(value, Mapping) else {}

    @cached_property
    def listed(self) -> Mapping[str, bytes]:
        """Return the hashes in the claim, by the label of the assertion."""
        lists = (self.claim.get(name) for name in LISTS)
        entries = [each for found in lists if isinstance(found, list) for each in found]
        hashes = {}
        for each in entries:
            match each:
                case {"url": str(url), "hash": bytes(stated)}:
                    hashes[self.place(url)] = stated
        return hashes

    def digest(self, label: str, algorithm: str) -> bytes | None:
        """Return the hash of an assertion's bytes; each is made once, however often it is named."""
        found = [box for box in self.assertions if box.label == label]
        if len(found) != 1 or algorithm not in HASHES:
            return None
        if (label, algorithm) not in self._digests:
            self._digests[label, algorithm] = hashlib.new(algorithm, found[0].whole).digest()
        return self._digests[label, algorithm]


def partial(payload: Mapping[Cbor, Cbor]) -> bytes:
    """Return the digest of what an identity assertion signs, but for its countersigners.

    Raises:
        Malformed: It cannot be encoded.
    """
    kept = {name: each for name, each in payload.items() if name != COUNTERSIGNERS}
    return hashlib.sha256(encoded(kept)).digest()


def encoded(value: Cbor) -> bytes:
    """Encode what was decoded, deterministically (RFC 8949 section 4.2.1).

    Raises:
        Malformed: It cannot be encoded.
    """
    try:
        return cbor2.dumps(value, canonical=True)
    except Exception as error:  # a hostile value may raise anything
        raise Malformed("What is expected of the manifest cannot be encoded.") from error


def names_of(certificate: bytes) -> frozenset[Name]:
    """Return every hash that names a certificate: as CBOR, as the text asks, or as it is."""
    forms = (cbor2.dumps(certificate), certificate) if certificate else ()
    return frozenset((name, hashlib.new(name, form).digest()) for name in HASHES for form in forms)


def _first(signature: bytes) -> bytes:
    try:
        chain, _ = cose.chain(cose.parse(signature))
    except Malformed:
        return b""
    return chain[0] if chain else b""
