"""The engine's JSON, both ways: crJSON becomes a manifest store, a definition becomes builder JSON."""

from __future__ import annotations

from provenance.engine.wire_read import decode
from provenance.engine.wire_write import encode

__all__ = ["decode", "encode"]
