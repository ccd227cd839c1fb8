"""Identity assertions (CAWG 1.2) made by hand, good ones and every wrong one that a test needs.

file = identities.with_identity(signed, identities.by_certificate(actor), claim_signer)
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ed25519
from support import surgery
from support.stores import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from support.authorities import Signer

    from provenance.model.definition import SignedAsset

LABEL = "cawg.identity"
X509, AGGREGATION = "cawg.x509.cose", "cawg.identity_claims_aggregation"
Payload = dict[str, Any]
if TYPE_CHECKING:
    Make = Callable[[surgery.Box], Payload]


def with_identity(signed: SignedAsset, make: Make, signer: Signer, *, label: str = LABEL) -> bytes:
    """Return a signed file with one more assertion, its claim signed again by `signer`."""
    return _with(signed, {label: make}, signer)


def with_identities(signed: SignedAsset, makers: Sequence[Make], signer: Signer) -> bytes:
    """Return a signed file with several, labelled in their order as the specification asks."""
    ends = ("", *(f"__{number}" for number in range(1, len(makers))))
    return _with(signed, dict(zip((f"{LABEL}{end}" for end in ends), makers, strict=True)), signer)


def _with(signed: SignedAsset, makers: Mapping[str, Make], signer: Signer) -> bytes:
    store = surgery.Box.read(signed.manifest_store)
    active = store.children[-1]
    made = {label: cbor2.dumps(make(active)) for label, make in makers.items()}
    for label, payload in made.items():
        description = b"cbor" + SUFFIX + b"\x03" + label.encode() + b"\0"
        content = surgery.Box(kind=b"cbor", payload=payload)
        added = surgery.Box(kind=b"jumb", description=description, children=[content])
        active.at("c2pa.assertions").children.append(added)
    surgery.seal(active, signer)
    return surgery.transplant(signed.data, signed.manifest_store, store)


def payload(manifest: surgery.Box, sig_type: str, *labels: str) -> Payload:
    """Return what an identity signs: the hard binding, and the assertions of these labels."""
    named = [manifest.at("c2pa.assertions", each) for each in ("c2pa.hash.data", *labels)]
    return {
        "referenced_assertions": [
            {"url": f"self#jumbf=c2pa.assertions/{each.label}", "hash": each.digest}
            for each in named
        ],
        "sig_type": sig_type,
        "role": ["cawg.creator"],
    }


def by_certificate(
    actor: Signer,
    *labels: str,
    changed: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    around: Mapping[str, Any] | None = None,
    canonical: bool = False,
    stamp: Callable[[bytes], bytes] | None = None,
    algorithm: int = -7,
) -> Callable[[surgery.Box], Payload]:
    """Make an assertion that `actor` signs.

    Args:
        changed: Fields of the payload before it is signed; `after`, when it is signed.
        around: Fields beside the payload.
        stamp: Makes a time-stamp token of a message.
    """

    def make(manifest: surgery.Box) -> Payload:
        signing = payload(manifest, X509, *labels) | dict(changed or {})
        protected = cbor2.dumps({1: algorithm, 33: list(actor.chain)})
        encoded = cbor2.dumps(signing, canonical=canonical)
        signature = actor.sign(cbor2.dumps(["Signature1", protected, b"", encoded]))
        uncovered = {}
        if stamp:
            counter = cbor2.dumps(["CounterSignature", protected, b"", cbor2.dumps(signature)])
            uncovered = {"sigTst2": {"tstTokens": [{"val": stamp(counter)}]}}
        sign1 = cbor2.CBORTag(18, [protected, uncovered, None, signature])
        return _assertion(signing | dict(after or {}), sign1, around)

    return make


def collected(
    *,
    credential: Mapping[str, Any] | None = None,
    asset: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    content_type: str = "application/vc",
    algorithm: int = -8,
    key: ed25519.Ed25519PrivateKey | None = None,
    other_key: bool = False,
    stamp: bytes = b"",
) -> Callable[[surgery.Box], Payload]:
    """Make an assertion that a collector of claims signs, by default with a key in its name."""
    key = key or ed25519.Ed25519PrivateKey.generate()

    def make(manifest: surgery.Box) -> Payload:
        stated = payload(manifest, AGGREGATION)
        body = json.dumps(_credential(stated, _did(key), asset) | dict(credential or {})).encode()
        protected = cbor2.dumps({1: algorithm, 3: content_type})
        signing = ed25519.Ed25519PrivateKey.generate() if other_key else key
        signature = signing.sign(cbor2.dumps(["Signature1", protected, b"", body]))
        uncovered = {"sigTst2": {"tstTokens": [{"val": stamp}]}} if stamp else {}
        sign1 = cbor2.CBORTag(18, [protected, uncovered, body, signature])
        return _assertion(stated | dict(after or {}), sign1, None)

    return make


def _assertion(stated: Payload, sign1: object, around: Mapping[str, Any] | None) -> Payload:
    signature = cbor2.dumps(sign1)
    return {"signer_payload": stated, "signature": signature, "pad1": bytes(8)} | dict(around or {})


def _credential(stated: Payload, issuer: str, asset: Mapping[str, Any] | None) -> Payload:
    references = [
        {**each, "hash": base64.b64encode(each["hash"]).decode()}
        for each in stated["referenced_assertions"]
    ]
    person = {
        "type": "cawg.social_media",
        "username": "cats",
        "uri": "https://network.example/cats",
        "verifiedAt": "2020-01-01T00:00:00Z",
        "provider": {"id": "https://network.example", "name": "A network"},
    }
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://cawg.io/identity/1.1/ica/context/",
        ],
        "type": ["VerifiableCredential", "IdentityClaimsAggregationCredential"],
        "issuer": issuer,
        "validFrom": "2020-01-01T00:00:00Z",
        "credentialSubject": {
            "verifiedIdentities": [person],
            "c2paAsset": {**stated, "referenced_assertions": references, **(asset or {})},
        },
    }


def jwk(key: ed25519.Ed25519PrivateKey) -> dict[str, str]:
    """Return the public half of a key as JSON."""
    x = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x}


def _did(key: ed25519.Ed25519PrivateKey) -> str:
    encoded = base64.urlsafe_b64encode(json.dumps(jwk(key)).encode())
    return "did:jwk:" + encoded.rstrip(b"=").decode()
