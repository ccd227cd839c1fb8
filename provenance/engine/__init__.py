"""The only door to the native engine: read and sign assets, in a child process or in this one."""

from __future__ import annotations

from typing import Literal, Protocol, Self

from provenance.engine.interface import Engine
from provenance.errors import InvalidArgument
from provenance.limits import Limits

__all__ = ["OpenEngine", "open_engine"]


class OpenEngine(Engine, Protocol):
    """An engine that is closed when it is no longer needed."""

    def close(self) -> None:
        """Free what it holds: native memory, a child process."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def open_engine(
    *,
    limits: Limits = Limits(),
    isolation: Literal["process", "none"] = "process",
    looks: bool = False,
) -> OpenEngine:
    """Open an engine; use it in a `with` statement.

    Args:
        limits: What one untrusted file may cost.
        isolation: "process" reads in a child process, which a crafted file may kill in
            our place; "none" reads in this process. Signing always runs in this process,
            where the key is.
        looks: Whether `Engine.look` will be called, so that a child for it starts early.

    Raises:
        InvalidArgument: `isolation` is neither.
    """
    if isolation == "process":
        from provenance.engine.guard.engine import GuardedEngine  # noqa: PLC0415  # only when named

        return GuardedEngine(limits, looks=looks)
    if isolation == "none":
        from provenance.engine.native.engine import NativeEngine  # noqa: PLC0415  # heavy native code

        return NativeEngine(limits)
    raise InvalidArgument(
        f"There is no isolation {isolation!a}.", hint='Choose "process" or "none".'
    )
