"""Sign media with C2PA Content Credentials, and tell in plain words where a file came from.

Two doors: `Signer` states what happened to a file and binds it by a signature;
`Verifier` walks the chain of such statements and judges it. Names are loaded when
they are first used, so importing this package costs almost nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.errors import ProvenanceError as ProvenanceError

_HOMES: dict[str, str] = {"ProvenanceError": "provenance.errors"}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name == "__version__":
        return _version("media-provenance")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'provenance' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
