"""Signed files with other data beside the signature: what anyone can write there without a key.

sealed = unsigned.seal_again(signed, signer)              # by a signer of any kind
token = tsa.token(sealed.imprint, at=NOW)
file = sealed.with_headers(**unsigned.stamped(token))     # the bytes of the file
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cbor2
from support import surgery

if TYPE_CHECKING:
    from support.authorities import Signer

    from provenance.model.definition import SignedAsset

LISTED = ("created_assertions", "gathered_assertions", "redacted_assertions")
VERSION_1, VERSION_2 = "sigTst", "sigTst2"


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """The bytes of a signed file and the store that lies in it."""

    data: bytes
    manifest_store: bytes

    @property
    def active(self) -> surgery.Box:
        """The active manifest, taken apart."""
        return surgery.Box.read(self.manifest_store).children[-1]

    @property
    def imprint(self) -> bytes:
        """What a time-stamp beside the signature has to cover (C2PA 2.4, "Time-stamps")."""
        protected, _, _, signature = self.active.at("c2pa.signature").value.value
        if self.active.at("c2pa.claim").label == "c2pa.claim":
            covered = self.active.at("c2pa.claim").children[0].payload
        else:
            covered = cbor2.dumps(signature)
        return cbor2.dumps(["CounterSignature", protected, b"", covered])

    def with_headers(self, **headers: Any) -> bytes:
        """Return the file with these unprotected headers and no others but padding."""
        store = surgery.Box.read(self.manifest_store)
        active = store.children[-1]
        protected, _, _, signature = active.at("c2pa.signature").value.value
        surgery.write_signature(active, protected, signature, headers)
        return surgery.transplant(self.data, self.manifest_store, store)


def seal_again(signed: SignedAsset, signer: Signer) -> Sealed:
    """Return a file whose active manifest is signed by `signer` instead."""
    store = surgery.Box.read(signed.manifest_store)
    surgery.seal(store.children[-1], signer)
    return _placed(signed, store)


def with_claim_of_version_1(signed: SignedAsset, signer: Signer) -> Sealed:
    """Return the same with a claim of version 1, which the engine judges by older rules."""
    store = surgery.Box.read(signed.manifest_store)
    manifest = store.children[-1]
    claim = manifest.at("c2pa.claim")
    said = {name: value for name, value in claim.value.items() if name not in LISTED}
    generator = said.pop("claim_generator_info")
    claim.description = claim.description.replace(b"c2pa.claim.v2", b"c2pa.claim")
    claim.value = said | {
        "claim_generator": generator["name"],
        "claim_generator_info": [generator],
        "dc:format": "image/jpeg",
        "assertions": [
            {"url": f"self#jumbf=c2pa.assertions/{each.label}", "hash": each.digest}
            for each in manifest.at("c2pa.assertions").children
        ],
    }
    surgery.sign(manifest, signer)
    return _placed(signed, store)


def stamped(*tokens: bytes, header: str = VERSION_2) -> dict[str, Any]:
    """Return the header that carries these time-stamps."""
    return {header: {"tstTokens": [{"val": each} for each in tokens]}}


def _placed(signed: SignedAsset, store: surgery.Box) -> Sealed:
    data = surgery.transplant(signed.data, signed.manifest_store, store)
    return Sealed(data=data, manifest_store=bytes(store))
