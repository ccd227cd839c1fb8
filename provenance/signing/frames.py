"""Sign frames in memory by the short way: nothing takes a frame apart, nothing is written to disk.

What a camera app's own encoder just made needs no look by an isolated reader, as long as no
native code parses it in this process. Here none does: the engine signs a digest of the frame,
and checks its own credentials in a picture that holds nothing else. That nothing but them was
put in is shown by a digest of the result, made anew from what will be handed out.

this thread     digest of the frame      sign         check the credentials
beside it       plan, find room          copy with room, digest of the copy
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from provenance.engine.containers import jpeg
from provenance.engine.formats.media_type import JPEG
from provenance.engine.interface import Room
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
        self._beside = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="provenance-frame")

    def sign(
        self, frame: bytes, capture: Capture, *, title: str = "", preview: Thumbnail | None = None
    ) -> SignedFrame | None:
        """Return a signed copy of `frame`, or None when only the long way can make one.

        That is the case for everything but one whole JPEG without credentials, and with
        nothing behind its end.

        Raises:
            DescriptionError, InvalidArgument: It cannot be stated.
            SigningFailed: The result does not verify. What the key raised comes unchanged.
        """
        if capture.assets() or not frame.startswith(jpeg.START_OF_IMAGE):
            return None
        source = Surveyed(asset=Asset.of(frame), media_type=JPEG)
        preparing = self._beside.submit(self._prepared, source, frame, capture, title, preview)
        sha256 = hashlib.sha256(frame).digest()
        prepared = preparing.result()
        if prepared is None:
            return None
        with closing(prepared.room) as room:
            copying = self._beside.submit(_Copy.of, frame, room)
            try:
                credentials = room.sign(sha256)
                store = self._embedder.read(credentials)
            finally:
                copy = copying.result()
            accept_frame(room, credentials, store, source, sha256=copy.sha256)
            data = copy.filled(room, credentials)
        return SignedFrame(
            data=data, manifest_label=store.active.label, notes=self._notes + prepared.notes
        )

    def close(self) -> None:
        """Free what native code holds."""
        self._beside.shutdown(wait=False)
        self._embedder.close()

    def _prepared(
        self,
        source: Surveyed,
        frame: bytes,
        capture: Capture,
        title: str,
        preview: Thumbnail | None,
    ) -> _Prepared | None:
        """Settle what is stated of a frame, and find room for it; None when that is not for here."""
        if not jpeg.is_whole(frame, most_segments=_MOST_SEGMENTS):
            return None
        stated = self._state(source, capture, preview)
        plan = Plan(
            description=capture,
            source=source,
            parent=source,
            others=(),
            stated=stated,
            discard_history=False,
            notes=(),
        )
        room = self._embedder.room(plan.define(title, self._generator), frame)
        return _Prepared(room, stated.notes) if room else None


@dataclass(frozen=True, slots=True)
class _Prepared:
    room: Room
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A frame with room in it, and the digest of all but the room."""

    content: BytesIO
    sha256: bytes

    @classmethod
    def of(cls, frame: bytes, room: Room) -> _Copy:
        view, content = memoryview(frame), BytesIO()
        content.write(view[: room.start])
        content.write(bytes(room.length))
        content.write(view[room.start :])
        with content.getbuffer() as written:
            digest = hashlib.sha256(written[: room.start])
            digest.update(written[room.start + room.length :])
        return cls(content, digest.digest())

    def filled(self, room: Room, credentials: bytes) -> bytes:
        """Return the copy with credentials in its room."""
        self.content.seek(room.start)
        self.content.write(credentials)
        return self.content.getvalue()
