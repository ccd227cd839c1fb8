"""Signed files whose signer states something else than an honest program would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cbor2
from support import surgery
from support.stores import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.authorities import Signer

    from provenance.model.definition import SignedAsset


def restated(
    signed: SignedAsset,
    signer: Signer,
    change: Callable[[surgery.Box], None],
    *,
    stamp: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """Return a signed file with `change` made to its last manifest, signed again.

    Args:
        stamp: Makes a time-stamp token of a message; it is put beside the new signature.
    """
    store = surgery.Box.read(signed.manifest_store)
    active = store.children[-1]
    change(active)
    surgery.seal(active, signer)
    if stamp:
        protected, _, _, signature = active.at("c2pa.signature").value.value
        message = cbor2.dumps(["CounterSignature", protected, b"", cbor2.dumps(signature)])
        token = {"sigTst2": {"tstTokens": [{"val": stamp(message)}]}}
        surgery.write_signature(active, protected, signature, token)
    return surgery.transplant(signed.data, signed.manifest_store, store)


def acting(**stated: object) -> Callable[[surgery.Box], None]:
    """Change fields of the first action; None takes one out."""

    def change(manifest: surgery.Box) -> None:
        box = manifest.at("c2pa.assertions", "c2pa.actions")
        value = box.value
        action = value["actions"][0] | stated
        value["actions"][0] = {k: v for k, v in action.items() if v is not None}
        box.value = value

    return change


def adding(*actions: dict[str, object]) -> Callable[[surgery.Box], None]:
    """State further actions."""

    def change(manifest: surgery.Box) -> None:
        box = manifest.at("c2pa.assertions", "c2pa.actions")
        box.value = box.value | {"actions": [*box.value["actions"], *actions]}

    return change


def asserting(label: str, data: object, *, as_json: bool = False) -> Callable[[surgery.Box], None]:
    """State one more assertion; metadata are JSON, most others CBOR."""

    def change(manifest: surgery.Box) -> None:
        kind = b"json" if as_json else b"cbor"
        payload = json.dumps(data).encode() if as_json else cbor2.dumps(data)
        description = kind + SUFFIX + b"\x03" + label.encode() + b"\0"
        content = surgery.Box(kind=kind, payload=payload)
        added = surgery.Box(kind=b"jumb", description=description, children=[content])
        manifest.at("c2pa.assertions").children.append(added)

    return change
