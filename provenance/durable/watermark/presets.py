"""What is asked of a mark: how sure it is to be read after a platform, and how well it hides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What the closed loop looks for.

    Attributes:
        margin: How clearly the mark has to be read after the worst of the simulated platforms,
            over how clearly it has to be read at all.
        psnr: Decibels below which no picture is taken, even where the mark is then less sure.
    """

    margin: float
    psnr: float


class Preset(Enum):
    """A balance between a mark that is not seen and one that is not lost."""

    INVISIBLE = Demand(margin=1.0, psnr=46.0)
    BALANCED = Demand(margin=1.06, psnr=42.3)
    ROBUST = Demand(margin=1.9, psnr=38.0)
