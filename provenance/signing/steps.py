"""Tell the caller how far a signing has come, and stop when the caller says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from provenance.engine.interface import Progress
from provenance.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Steps:
    """The phases of one signing: looking, signing, verifying, placing, done.

    Attributes:
        progress: Called with a phase and how much of it is done, 0.0 to 1.0.
        cancelled: Asked at the start of each phase, and by the engine while it signs.
    """

    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None

    def enter(self, phase: str, done: float = 0.0) -> None:
        """Begin a phase.

        Raises:
            Cancelled: The caller asked to stop.
        """
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("Signing was stopped; nothing was written.")
        self.report(phase, done)

    def report(self, phase: str, done: float) -> None:
        """Tell how much of a phase is done."""
        if self.progress is not None:
            self.progress(phase, done)
