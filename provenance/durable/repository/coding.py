"""The codes by which near fingerprints are found, made of the values of bindings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.durable.repository.index.interface import NO_CODE, Attached, Wanted
from provenance.errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.durable.interface import Fingerprint
    from provenance.durable.repository.index.interface import Found, Index
    from provenance.model.soft_binding import SoftBinding

_TOGETHER = 1000  # bindings that get their codes in one transaction


class Coder:
    """Know how to compare the values of these fingerprints; others are compared whole."""

    def __init__(self, fingerprints: Mapping[str, Fingerprint]) -> None:
        self._fingerprints = dict(fingerprints)

    def attached(self, binding: SoftBinding, *, private: bool) -> Attached:
        """Return a binding with its code.

        Raises:
            InvalidArgument: The value is not one of its algorithm.
        """
        known = self._fingerprints.get(binding.algorithm)
        code = known.code(binding.value) if known else None
        return Attached(binding=binding, private=private, code=code)

    def near(
        self, index: Index, binding: SoftBinding, *, limit: int, private: bool
    ) -> tuple[Found, ...] | None:
        """Return what is near a binding; None for one that is only found as it is."""
        known = self._fingerprints.get(binding.algorithm)
        if known is None:
            return None
        wanted = Wanted(
            algorithm=binding.algorithm,
            code=known.code(binding.value),
            family=known.family(binding.value),
            most=known.near_for(binding.value),
        )
        self.complete(index, known)
        return index.near(wanted, limit=limit, private=private)

    def score(self, found: Found) -> float:
        """Return 1.0 for no difference, 0.0 for as much as is still called near."""
        known = self._fingerprints.get(found.binding.algorithm)
        near = known.near_for(found.binding.value) if known else 0
        return 1.0 - found.distance / near if near else 1.0

    def complete(self, index: Index, fingerprint: Fingerprint) -> None:
        """Make the codes of bindings that were added by who did not know their algorithm."""
        while index.uncoded(fingerprint.algorithm, 1):
            with index.changing():
                missing = index.uncoded(fingerprint.algorithm, _TOGETHER)
                codes = {number: _code(fingerprint, value) for number, value in missing}
                index.keep_codes(fingerprint.algorithm, codes)


def _code(fingerprint: Fingerprint, value: bytes) -> bytes:
    try:
        return fingerprint.code(value)
    except InvalidArgument:
        return NO_CODE
