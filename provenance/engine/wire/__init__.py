"""The engine's JSON, both ways: crJSON becomes a manifest store, a definition becomes builder JSON."""

from __future__ import annotations

from provenance.engine.wire.read import decode
from provenance.engine.wire.write import encode, encode_ingredient, resources

__all__ = ["decode", "encode", "encode_ingredient", "resources"]
