"""The engine's JSON, both ways: crJSON becomes a manifest store, a definition becomes builder JSON."""

from __future__ import annotations

from provenance.engine.wire.read import decode, decode_own
from provenance.engine.wire.shapes import BYTES_PREFIX
from provenance.engine.wire.write import Resource, encode, encode_ingredient, resources

__all__ = [
    "BYTES_PREFIX",
    "Resource",
    "decode",
    "decode_own",
    "encode",
    "encode_ingredient",
    "resources",
]
