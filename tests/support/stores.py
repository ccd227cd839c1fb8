"""Manifest stores built by hand: as typed values, and as JUMBF with real COSE signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from support.boxes import box
from support.certificates import Issued, signer

from provenance.evidence.store import SignatureEvidence
from provenance.model.status import StatusKind
from provenance.model.store import Ingredient, Manifest, ManifestStore, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUFFIX = bytes.fromhex("00110010800000aa00389b71")  # ends every C2PA type UUID


def status(code: str, label: str, *, kind: str = "failure", box: str = "c2pa.signature") -> Status:
    """Return a status about a box of the manifest `label`."""
    return Status(code=code, kind=StatusKind(kind), uri=f"self#jumbf=/c2pa/{label}/{box}")


def good(label: str) -> tuple[Status, ...]:
    """Return what the engine says of an intact active manifest."""
    return (
        status("claimSignature.validated", label, kind="success"),
        status("assertion.dataHash.match", label, kind="success", box="c2pa.hash.data"),
    )


def ingredient(
    target: str = "",
    *,
    relationship: str = "componentOf",
    recorded: Iterable[Status] = (),
    deltas: Iterable[Status] = (),
) -> Ingredient:
    """Return an ingredient that leads to the manifest `target`."""
    return Ingredient(
        label=f"c2pa.ingredient.v3.{target}",
        title=f"{target}.jpg" if target else "plain.jpg",
        relationship=relationship,
        manifest=target,
        recorded=tuple(recorded),
        deltas=tuple(deltas),
    )


def manifest(
    label: str,
    *ingredients: Ingredient,
    statuses: Iterable[Status] | None = None,
    is_update: bool = False,
    redactions: tuple[str, ...] = (),
) -> Manifest:
    """Return a manifest of which the engine says nothing bad, unless `statuses` says more."""
    return Manifest(
        label=label,
        title=f"{label}.jpg",
        ingredients=ingredients,
        statuses=good(label) if statuses is None else tuple(statuses),
        is_update=is_update,
        redactions=redactions,
    )


def store(*manifests: Manifest) -> ManifestStore:
    """Return a store; the first manifest is the active one."""
    return ManifestStore(manifests=manifests)


def evidence(
    found: ManifestStore, signers: Mapping[str, Issued] | None = None
) -> dict[str, SignatureEvidence]:
    """Return sealed evidence for each manifest, by the default signer unless named."""
    chosen = signers or {}
    return {
        each.label: SignatureEvidence(
            label=each.label, chain=((chosen.get(each.label) or signer()).der,), sealed=True
        )
        for each in found.manifests
    }


# --- as bytes ---------------------------------------------------------------------------------


def superbox(kind: bytes, label: str, *content: bytes) -> bytes:
    """Return a JUMBF superbox with a label (toggles: requestable, label present)."""
    description = kind + SUFFIX + b"\x03" + label.encode() + b"\0"
    return box(b"jumb", box(b"jumd", description) + b"".join(content))


def jumbf(*manifests: bytes) -> bytes:
    """Return a whole manifest store."""
    return superbox(b"c2pa", "c2pa", *manifests)


def signed_manifest(
    label: str,
    *,
    by: Issued | None = None,
    claim: bytes = b"\xa1\x61a\x01",
    covered: Mapping[Any, Any] | None = None,
    uncovered: Mapping[Any, Any] | None = None,
    assertions: Iterable[bytes] = (),
    extra: Iterable[bytes] = (),
    tagged: bool = True,
) -> bytes:
    """Return a manifest superbox with a real ES256 signature over its claim."""
    issued = by or signer()
    headers = {1: -7, 33: issued.der} if covered is None else dict(covered)
    protected = cbor2.dumps(headers)
    message = cbor2.dumps(["Signature1", protected, b"", claim])
    r, s = decode_dss_signature(issued.key.sign(message, ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32) + s.to_bytes(32)
    sign1: Any = [protected, dict(uncovered or {}), None, signature]
    sealed = cbor2.dumps(cbor2.CBORTag(18, sign1) if tagged else sign1)
    return superbox(
        b"c2ma",
        label,
        superbox(b"c2as", "c2pa.assertions", *assertions),
        superbox(b"c2cl", "c2pa.claim.v2", box(b"cbor", claim)),
        superbox(b"c2cs", "c2pa.signature", box(b"cbor", sealed)),
        *extra,
    )
