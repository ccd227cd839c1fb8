"""TIFF: new strips or tiles in the place of the old ones; every other byte stays where it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from provenance.durable.pictures import shading, tiff_blocks, tiff_directory, tiff_form
from provenance.durable.pictures.decoder import DAMAGED
from provenance.durable.pictures.sheet import Kept, Paper, Refused, Written
from provenance.durable.pictures.tiff_form import STRUCTURE, Form
from provenance.durable.pictures.upright import as_stored, upright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.interface import Pixels
    from provenance.durable.pictures.shading import Samples
    from provenance.durable.pictures.sheet import Residual

_CREDENTIALS = 0xCD41  # C2PA 2.4, "Embedding manifests into TIFF"
_Place = tuple[slice, slice, slice]


@dataclass(frozen=True)
class TiffSheet:
    """One TIFF file, without the entry of its credentials."""

    paper: Paper
    content: bytes
    form: Form
    media_type: ClassVar[str] = "image/tiff"

    @classmethod
    def open(cls, paper: Paper) -> TiffSheet:
        """Read the directory of the file.

        Raises:
            Refused: Its picture cannot be written again as it is.
        """
        content = tiff_directory.without(paper.content, _CREDENTIALS)
        return cls(paper, content, tiff_form.read(content, paper.limits))

    @cached_property
    def shown(self) -> Pixels:
        """Return what it shows."""
        return upright(shading.show(self._samples, self.form.shade), self.form.orientation)

    @property
    def kept(self) -> Kept:
        """Return the values of all tags that say nothing of how the picture is laid out."""
        return tiff_directory.values(self.content, self.form.directory, STRUCTURE)

    def plain(self) -> bytes:
        """Return the file without credentials."""
        return self.content

    def marked(self, residual: Residual) -> Written:
        """Return the file with marked pixels."""
        stored = as_stored(residual, self.form.orientation)
        samples = shading.add(self._samples, stored, self.form.shade)
        blocks = [self._packed(samples, place) for place in self._places()]
        content = bytearray(self.content)
        offsets = _lay(content, self.form, blocks)
        directory = self.form.directory
        tiff_directory.put_numbers(
            content, directory, self.form.counts_tag, [len(each) for each in blocks]
        )
        tiff_directory.put_numbers(content, directory, self.form.offsets_tag, offsets)
        return Written(content=bytes(content))

    @cached_property
    def _samples(self) -> Samples:
        form = self.form
        samples = np.empty((form.height, form.width, form.channels), form.kind.newbyteorder("="))
        for place, (start, size) in zip(self._places(), form.blocks, strict=True):
            part = samples[place]
            shape = (self._rows(part), form.across, part.shape[2])
            octets = tiff_blocks.unpack(
                self.content[start : start + size], form.compression, shape=shape, kind=form.kind
            )
            block = np.frombuffer(octets, form.kind).reshape(shape).astype(samples.dtype)
            block = tiff_blocks.restored(block) if form.differences else block
            part[...] = block[: part.shape[0], : part.shape[1]]
        return samples

    def _rows(self, part: Samples) -> int:
        """Return the rows of a block: a tile has all of them, the last strip only those left."""
        return self.form.down if self.form.tiled else part.shape[0]

    def _places(self) -> Iterator[_Place]:
        """Yield which pixels the blocks hold, in their order."""
        form = self.form
        planes = [slice(n, n + 1) for n in range(form.channels)] if form.planar else [slice(None)]
        for plane in planes:
            for top in range(0, form.height, form.down):
                for left in range(0, form.width, form.across):
                    yield slice(top, top + form.down), slice(left, left + form.across), plane

    def _packed(self, samples: Samples, place: _Place) -> bytes:
        part = samples[place]
        rows = self._rows(part)
        missing = ((0, rows - part.shape[0]), (0, self.form.across - part.shape[1]), (0, 0))
        block = np.pad(part, missing, mode="edge")
        block = tiff_blocks.differences(block) if self.form.differences else block
        octets = block.astype(self.form.kind).tobytes()
        return tiff_blocks.pack(octets, self.form.compression, rows=rows)


def _lay(content: bytearray, form: Form, blocks: list[bytes]) -> list[int]:
    """Write the blocks where the old ones were, and behind the end what finds no room there.

    Nothing of the old picture is left.
    """
    rooms = _rooms(form)
    for start, end in rooms:
        content[start:end] = bytes(end - start)
    offsets = []
    for block in blocks:
        while rooms and rooms[0][1] - rooms[0][0] < len(block):
            rooms.pop(0)
        if rooms:
            start, end = rooms[0]
            rooms[0] = (start + len(block) + len(block) % 2, end)
        else:
            content += bytes(len(content) % 2)
            start = len(content)
            content += bytes(len(block))
        content[start : start + len(block)] = block
        offsets.append(start)
    return offsets


def _rooms(form: Form) -> list[tuple[int, int]]:
    """Return the stretches of the file that the old blocks take up, neighbours as one."""
    rooms: list[tuple[int, int]] = []
    for start, size in sorted(form.blocks):
        if rooms and start < rooms[-1][1]:
            raise Refused("parts of its picture lie over each other", DAMAGED)
        if (
            rooms and start - rooms[-1][1] <= 1
        ):  # a byte may stand between them, to keep places even
            rooms[-1] = (rooms[-1][0], start + size)
        else:
            rooms.append((start, start + size))
    return rooms
