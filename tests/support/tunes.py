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


def speech(number: int, *, seconds: int) -> np.ndarray:
    """Speak in syllables of a gliding voice with harmonics, as far from music as from noise."""
    chance = np.random.default_rng(number)
    samples = np.zeros((seconds + 1) * RATE)
    start = 0
    while start < seconds * RATE:
        length = int(RATE * chance.uniform(0.05, 0.3))
        time = np.arange(length) / RATE
        pitch, glide, formant = chance.uniform((90, -100, 300), (220, 100, 2500))
        phase = 2 * np.pi * (pitch * time + glide * time * time / 2)
        voice = sum(
            np.sin(number * phase) * np.exp(-(((number * pitch - formant) / 500) ** 2))
            for number in range(1, 20)
        )
        samples[start : start + length] += voice * np.hanning(length)
        start += length + int(RATE * chance.uniform(0, 0.2) * (chance.random() < 0.4))
    return np.rint(samples[: seconds * RATE] * 6000).astype(np.int16)
