"""Manifest stores taken apart and sewn up again, to state what no honest program would state.

store = surgery.Box.read(signed.manifest_store)
parent, active = store.children
active.at("c2pa.assertions", "c2pa.ingredient").value |= {"dc:title": "Another"}
surgery.seal(active, signer)
data = surgery.transplant(signed.data, signed.manifest_store, store)
"""

from __future__ import annotations

import hashlib
import struct
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import cbor2
from support.boxes import box

if TYPE_CHECKING:
    from support.authorities import Signer

LABEL_AT = 17  # behind the type and the toggles of a description box
HEADER = 8
PIECE = 255  # bytes of a sub-block of a GIF file


@dataclass(kw_only=True)
class Box:
    """A superbox with its `children`, or a content box with its `payload`."""

    kind: bytes
    payload: bytes = b""
    description: bytes = b""
    children: list[Box] = field(default_factory=list)

    @classmethod
    def read(cls, data: bytes) -> Self:
        (only,) = cls._read_all(data)
        return only

    @classmethod
    def _read_all(cls, data: bytes) -> list[Self]:
        found = []
        while data:
            size, kind = struct.unpack_from(">I4s", data)
            found.append(cls._of(kind, data[HEADER:size]))
            data = data[size:]
        return found

    @classmethod
    def _of(cls, kind: bytes, payload: bytes) -> Self:
        if kind != b"jumb":
            return cls(kind=kind, payload=payload)
        (size,) = struct.unpack_from(">I", payload)
        inside = cls._read_all(payload[size:])
        return cls(kind=kind, description=payload[HEADER:size], children=inside)

    @property
    def label(self) -> str:
        return self.description[LABEL_AT:].partition(b"\0")[0].decode()

    @property
    def value(self) -> Any:
        """What the CBOR box in this superbox says; may be set."""
        return cbor2.loads(self.children[0].payload)

    @value.setter
    def value(self, value: Any) -> None:
        self.children[0].payload = cbor2.dumps(value)

    @property
    def digest(self) -> bytes:
        """The hash of a hashed URI to this superbox (C2PA 2.4, "Hashing JUMBF Boxes")."""
        return hashlib.sha256(bytes(self)[HEADER:]).digest()

    def at(self, *labels: str) -> Box:
        """Return a superbox below this one by the beginnings of labels."""
        found = self
        for label in labels:
            found = next(each for each in found.children if each.label.startswith(label))
        return found

    def __bytes__(self) -> bytes:
        if self.kind != b"jumb":
            return box(self.kind, self.payload)
        inside = (box(b"jumd", self.description), *map(bytes, self.children))
        return box(b"jumb", b"".join(inside))


def seal(manifest: Box, signer: Signer) -> None:
    """Hash every assertion again, and sign the claim."""
    claim = manifest.at("c2pa.claim")
    listed = [
        {"url": f"self#jumbf=c2pa.assertions/{each.label}", "hash": each.digest}
        for each in manifest.at("c2pa.assertions").children
    ]
    claim.value = {**claim.value, "created_assertions": listed}
    sign(manifest, signer)


def sign(manifest: Box, signer: Signer) -> None:
    """Sign the claim as it stands."""
    protected = cbor2.dumps({1: -7, 33: list(signer.chain)})
    message = ["Signature1", protected, b"", manifest.at("c2pa.claim").children[0].payload]
    write_signature(manifest, protected, signer.sign(cbor2.dumps(message)), {})


def transplant(file: bytes, before: bytes, after: Box) -> bytes:
    """Put a store in the place of another, made as long as that."""
    fit(after, len(before))
    assert written(file, before) in file
    return file.replace(written(file, before), written(file, bytes(after)))


def written(file: bytes, store: bytes) -> bytes:
    """Return a store as a file of this kind holds it."""
    if file.startswith(b"GIF8"):
        parts = (store[start : start + PIECE] for start in range(0, len(store), PIECE))
        return b"".join(bytes([len(part)]) + part for part in parts)
    return b64encode(store) if file.lstrip().startswith(b"<") else store


def fit(store: Box, size: int) -> None:
    """Give a store this size by the unsigned padding of its active manifest."""
    manifest = store.children[-1]
    protected, uncovered, _, signature = manifest.at("c2pa.signature").value.value
    padding = len(uncovered.get("pad", b""))
    while spare := size - len(bytes(store)):  # a length of CBOR may grow with its padding
        padding += spare
        written = {**uncovered, "pad": bytes(padding)}
        write_signature(manifest, protected, signature, written)


def write_signature(
    manifest: Box, protected: bytes, signature: bytes, uncovered: dict[str, Any]
) -> None:
    """Write a COSE_Sign1 as it is given."""
    structure = [protected, uncovered, None, signature]
    manifest.at("c2pa.signature").value = cbor2.CBORTag(18, structure)
