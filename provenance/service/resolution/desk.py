"""What is told to anybody, apart from HTTP: kept manifests, and nothing that is private."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.durable.interface import EntryState, Repository
from provenance.durable.recovery.clues import Clues
from provenance.durable.resolution import wire
from provenance.engine.interface import Engine
from provenance.errors import InvalidArgument
from provenance.evidence.active import active_alone
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.soft_binding import BindingKind
from provenance.service.refusal import Refusal

if TYPE_CHECKING:
    from provenance.durable.interface import Match
    from provenance.model.soft_binding import SoftBinding

Gather = Callable[[Asset, Engine], Clues]
"""Looks for marks and likenesses of a file, which is decoded in isolated children."""

_PASSED_OVER = 50  # entries that wait for their files, and may be found besides


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Does what is asked for. Every method may block; threads may share one.

    Attributes:
        repository: Whose kept manifests are told.
        engine: Decodes files of strangers.
        gather: Looks for what leads from a file to manifests.
        known: Kind and name of the algorithms by which it looks.
        limits: What taking a manifest store apart may cost.
    """

    repository: Repository
    engine: Engine
    gather: Gather
    known: tuple[tuple[BindingKind, str], ...] = ()
    limits: Limits = Limits()

    def by_binding(self, binding: SoftBinding, most: int) -> wire.Answer:
        """Return what a binding leads to.

        Raises:
            InvalidArgument: The value is not one of its algorithm.
            StorageError: The repository cannot be read.
        """
        matches = self._public(binding, most, {})
        return wire.Answer(matches=tuple(wire.found(each) for each in matches))

    def by_content(
        self, asset: Asset, most: int, *, algorithm: str = "", hint: SoftBinding | None = None
    ) -> wire.Answer:
        """Return what a file leads to: by its marks, by what is told beside it, by its likeness.

        Args:
            asset: The file.
            most: How many manifests are told.
            algorithm: The only one that counts; "" for all.
            hint: A binding that the asker knows already.

        Raises:
            StorageError: The repository or the file cannot be read.
        """
        clues = self.gather(asset, self.engine)
        leads = [*clues.marks, *([hint] if hint else ()), *clues.likenesses, *clues.sounds]
        found: dict[str, Match] = {}
        seen: dict[str, bool] = {}
        for lead in leads:
            if algorithm in {"", lead.algorithm}:
                for match in self._lenient(lead, most, seen):
                    known = found.setdefault(match.manifest, match)
                    if known.score < match.score:
                        found[match.manifest] = match
        matches = sorted(found.values(), key=_nearness)[:most]
        return wire.Answer(
            matches=tuple(wire.found(each) for each in matches), problem=clues.problem
        )

    def store(self, label: str, *, alone: bool) -> bytes:
        """Return the manifest store of a manifest, or a store of that manifest alone.

        Raises:
            Refusal: It is none of a manifest that is kept for anybody.
            StorageError: The repository cannot be read.
        """
        if not wire.is_label(label):
            raise Refusal(400, "This is no identifier of a manifest.")
        store = self.repository.store(label) if self._is_public(label) else None
        if store is not None and alone:
            store = active_alone(store, self.limits)
        if not store:
            raise Refusal(404, "There is no such manifest.")
        return store

    def algorithms(self) -> dict[str, list[dict[str, object]]]:
        """Return the names of all algorithms by which manifests are found, by their kind.

        Raises:
            StorageError: The repository cannot be read.
        """
        pairs = {*((kind.value, name) for kind, name in self.known), *self.repository.algorithms()}
        named: dict[str, list[str]] = {
            kind: sorted(name for each, name in pairs if each == kind)
            for kind in (BindingKind.WATERMARK, BindingKind.FINGERPRINT)
        }
        return {
            # The published document demands, evidently by mistake, that each watermark also has a
            # member of this name or of "fingerprints": an empty one holds to its letter.
            "watermarks": [
                {"alg": name, "watermarks": []} for name in named[BindingKind.WATERMARK]
            ],
            "fingerprints": [{"alg": name} for name in named[BindingKind.FINGERPRINT]],
        }

    def _lenient(self, binding: SoftBinding, most: int, seen: dict[str, bool]) -> tuple[Match, ...]:
        try:
            return self._public(binding, most, seen)
        except InvalidArgument:  # a hint whose value is none of its algorithm
            return ()

    def _public(self, binding: SoftBinding, most: int, seen: dict[str, bool]) -> tuple[Match, ...]:
        """Return what may be told; `seen` remembers of which manifests that is known."""
        found = self.repository.find(binding, limit=most + _PASSED_OVER, private=False)
        told: list[Match] = []
        for match in found:
            if match.manifest not in seen:
                seen[match.manifest] = self._is_public(match.manifest)
            if seen[match.manifest]:
                told.append(match)
        return tuple(told[:most])

    def _is_public(self, label: str) -> bool:
        """Tell whether a manifest is kept, and not for the owner of the repository alone."""
        entry = self.repository.entry(label) if wire.is_label(label) else None
        if entry is None or entry.state is not EntryState.KEPT:
            return False
        return bool(entry.bindings or not entry.private)


def _nearness(match: Match) -> tuple[bool, float]:
    return match.binding.kind is not BindingKind.WATERMARK, -match.score
