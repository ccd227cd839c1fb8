"""How often somebody may ask: allowances that refill with time, for a bounded number of askers."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass

_MINUTE = 60.0
_MOST_ASKERS = 4096  # addresses that are remembered at once
_BURST_SECONDS = 6.0  # of allowance that may be used at once


@dataclass(slots=True)
class _Allowance:
    left: float
    since: float


class Rates:
    """Allowances by name; who was silent for long is forgotten, and has all of it again."""

    def __init__(self) -> None:
        self._allowances: OrderedDict[str, _Allowance] = OrderedDict()

    def take(self, name: str, per_minute: int) -> int:
        """Use one request of the allowance, or return the whole seconds until there is one."""
        now = time.monotonic()
        most = max(10.0, per_minute / _MINUTE * _BURST_SECONDS)
        found = self._allowances.pop(name, None) or _Allowance(most, now)
        found.left = min(most, found.left + (now - found.since) * per_minute / _MINUTE)
        found.since = now
        self._allowances[name] = found
        if len(self._allowances) > _MOST_ASKERS:
            self._allowances.popitem(last=False)
        if found.left >= 1:
            found.left -= 1
            return 0
        return max(1, math.ceil((1 - found.left) * _MINUTE / per_minute))
