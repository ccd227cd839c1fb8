"""Sign frames in memory by the short way: nothing takes a frame apart, nothing is written to disk.

What a camera app's own encoder just made needs no look by an isolated reader, as long as no
native code parses it in this process. Here none does: the engine signs a digest of the frame,
and checks its own credentials in a picture that holds nothing else. The hash that they state has
to be that of the frame, and the room that it leaves out has to be theirs to the last byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.engine.containers import jpeg
from provenance.engine.formats.media_type import JPEG
from provenance.model.asset import Asset
from provenance.signing.acceptance import accept_frame
from provenance.signing.plan import Plan
from provenance.signing.survey import Surveyed

if TYPE_CHECKING:
    from provenance.engine.interface import Embedder
    from provenance.model.definition import SoftwareAgent, Thumbnail
    from provenance.signing.describe import Capture, Description
    from provenance.signing.statements import Statements

State = Callable[["Surveyed", "Description", "Thumbnail | None"], "Statements"]
"""Finds what is stated of a source beside its description."""

_MOST_SEGMENTS = 10_000  # of a JPEG; a progressive one of a camera has some dozens


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFrame:
    """A frame that was signed in memory and then verified.

    Attributes:
        manifest_label: Label of its manifest.
        notes: One sentence for each thing that the caller should know.
    """

    data: bytes
    manifest_label: str
    notes: tuple[str, ...] = ()


class FrameSigner:
    """Sign frames that a program made itself; threads may share one. Close it after use.

    Args:
        embedder: What makes credentials for frames; closed with this.
        generator: The program that makes the claim.
        state: Finds metadata and picture.
        notes: What is to be said of every frame.
    """

    def __init__(
        self,
        embedder: Embedder,
        generator: SoftwareAgent | None,
        state: State,
        notes: tuple[str, ...],
    ) -> None:
        self._embedder = embedder
        self._generator = generator
        self._state = state
        self._notes = notes

    def sign(
        self, frame: bytes, capture: Capture, *, title: str = "", preview: Thumbnail | None = None
    ) -> SignedFrame | None:
        """Return a signed copy of `frame`, or None when only the long way can make one.

        That is the case for everything but a JPEG without credentials that is whole
        (`jpeg.is_whole`).

        Raises:
            DescriptionError, InvalidArgument: It cannot be stated.
            SigningFailed: The result does not verify. What the key raised comes unchanged.
        """
        if capture.assets() or not frame.startswith(jpeg.START_OF_IMAGE):
            return None
        if not jpeg.is_whole(frame, most_segments=_MOST_SEGMENTS):
            return None
        source = Surveyed(asset=Asset.of(frame), media_type=JPEG)
        plan = Plan(
            description=capture,
            source=source,
            parent=source,
            others=(),
            stated=self._state(source, capture, preview),
            discard_history=False,
            notes=(),
        )
        room = self._embedder.room(plan.define(title, self._generator), frame)
        if room is None:
            return None
        with closing(room):
            sha256 = hashlib.sha256(frame).digest()
            credentials = room.sign(sha256)
            active = self._embedder.read(credentials)
            accept_frame(room, credentials, active, source, sha256=sha256)
            data = room.filled(credentials)
        return SignedFrame(
            data=data,
            manifest_label=active.label,
            notes=self._notes + plan.stated.notes,
        )

    def close(self) -> None:
        """Free what native code holds."""
        self._embedder.close()
