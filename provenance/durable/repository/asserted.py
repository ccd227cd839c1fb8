"""The soft bindings that a manifest itself asserts (C2PA 2.4, "Soft Binding")."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.store import Json, Manifest

LABEL = "c2pa.soft-binding"
FINGERPRINTS = frozenset(
    {
        "com.adobe.icn.dense",
        "com.digicaps.fingerprint.1",
        "io.iscc.v0",
        "org.media-provenance.phash256.1",
    }
)
"""Algorithms that compute their value of the content; all others of the list write a mark into it
(C2PA Soft Binding Algorithm List)."""
_BYTES, _END = "b64'", "'"  # how crJSON marks byte strings


def soft_bindings(manifest: Manifest) -> tuple[SoftBinding, ...]:
    """Return what a manifest asserts, each once; what is malformed is passed over."""
    found = (
        binding
        for assertion in manifest.assertions
        if assertion.label.partition("__")[0] == LABEL
        for binding in _bindings(assertion.data)
    )
    return tuple(dict.fromkeys(found))


def kind_of(algorithm: str) -> BindingKind:
    """Return the kind of an algorithm by its name."""
    return BindingKind.FINGERPRINT if algorithm in FINGERPRINTS else BindingKind.WATERMARK


def _bindings(data: Json) -> Iterator[SoftBinding]:
    algorithm = data.get("alg") if isinstance(data, dict) else None
    blocks = data.get("blocks") if isinstance(data, dict) else None
    if not isinstance(algorithm, str) or not isinstance(blocks, list):
        return
    kind = kind_of(algorithm)
    for block in blocks:
        value = _value(block.get("value")) if isinstance(block, dict) else b""
        if value:
            yield SoftBinding(algorithm=algorithm, value=value, kind=kind)


def _value(value: Json) -> bytes:
    """Return text as UTF-8, and bytes as they are; b"" for anything else."""
    if isinstance(value, list):
        whole = all(type(each) is int and 0 <= each < 1 << 8 for each in value)
        return bytes(value) if whole else b""
    if not isinstance(value, str):
        return b""
    if value.startswith(_BYTES) and value.endswith(_END):
        try:
            return base64.b64decode(value[len(_BYTES) : -1], validate=True)
        except binascii.Error:
            return b""
    return value.encode(errors="replace")
