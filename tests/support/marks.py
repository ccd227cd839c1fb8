"""A watermark that is quickly written and read, for tests of what happens around one."""

from __future__ import annotations

import numpy as np

from provenance.durable.interface import Detection
from provenance.durable.watermark.embedding import Plan
from provenance.durable.watermark.quality import Quality
from provenance.model.soft_binding import BindingKind, SoftBinding

ALGORITHM = "org.example.mark.1"
BITS, SQUARE = 64, 2


class QuickMark:
    """Each of 64 bits moves the squares of two pixels that are its own, by signs that it knows.

    Read from pictures of the same size and orientation alone.
    """

    algorithm = ALGORITHM

    def __init__(self, strength: float = 6.0) -> None:
        self.strength = strength
        self.seen: list[np.ndarray] = []

    def plan(self, picture, payload, *, preset):
        assert picture.dtype == np.uint8
        owners, signs = pattern(*picture.shape[:2])
        bits = np.array([1 if payload >> bit & 1 else -1 for bit in range(BITS)])
        residual = (self.strength * signs * bits[owners]).astype(np.float32)
        return Plan(
            residual=residual,
            strength=self.strength,
            quality=Quality(psnr=0.0, ssim=0.0),
            margin=1.0,
        )

    def detect(self, picture, *, thorough=True):
        self.seen.append(picture)
        owners, signs = pattern(*picture.shape[:2])
        luma = picture.astype(np.float32) @ np.array((0.299, 0.587, 0.114), np.float32)
        rough = luma - smooth(luma)
        sums = np.bincount(owners.ravel(), (rough * signs).ravel(), BITS)
        means = sums / np.bincount(owners.ravel(), minlength=BITS)
        if np.median(np.abs(means)) < 1.0:
            return None
        payload = sum(1 << bit for bit in range(BITS) if means[bit] > 0)
        binding = SoftBinding(
            algorithm=ALGORITHM, value=payload.to_bytes(8), kind=BindingKind.WATERMARK
        )
        return Detection(binding=binding, confidence=0.9)


def pattern(rows, columns):
    random = np.random.default_rng(5)
    shape = (-(-rows // SQUARE), -(-columns // SQUARE))
    owners = random.permutation(shape[0] * shape[1]).reshape(shape) % BITS
    signs = random.choice((-1, 1), shape)
    return tuple(
        field.repeat(SQUARE, 0).repeat(SQUARE, 1)[:rows, :columns] for field in (owners, signs)
    )


def smooth(luma):
    padded = np.pad(luma, 2, mode="edge")
    rows, columns = luma.shape
    views = [padded[y : y + rows, x : x + columns] for y in range(5) for x in range(5)]
    return np.mean(views, axis=0)
