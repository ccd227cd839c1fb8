"""Repositories: where manifest stores are kept, and found by what leads to them."""

from __future__ import annotations

from provenance.durable.repository.opening import init_repository, open_repository
from provenance.durable.repository.stored import StoredRepository

__all__ = ["StoredRepository", "init_repository", "open_repository"]
