"""Recordings made from scratch: each number is another tune, always the same."""

from __future__ import annotations

import random

import numpy as np

RATE = 11_025


def tune(number: int, *, seconds: int) -> np.ndarray:
    """Play three notes at a time, four times a second, one channel of 16 bits."""
    chance = random.Random(number)
    samples = np.zeros((seconds + 1) * RATE)
    time = np.arange(RATE // 2) / RATE
    for start in range(0, seconds * RATE, RATE // 4):
        for _ in range(3):
            hertz = 220 * 2 ** (chance.randrange(30) / 12)
            samples[start : start + len(time)] += np.sin(2 * np.pi * hertz * time) * np.exp(
                -3 * time
            )
    return np.rint(samples[: seconds * RATE] * 4000).astype(np.int16)
