"""Sign frames in memory by the short way: nothing takes a frame apart, nothing is written to disk.

What a camera app's own encoder just made needs no look by an isolated reader, as long as no
native code parses it in this process. Here none does: the engine signs a digest of the frame,
and checks its own credentials in a picture that holds nothing else. What is left to ask of a
frame, whether it is whole and whether that digest is right, is asked beside the signing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
        embedder: What puts credentials into frames; closed with this.
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
        self._beside = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="provenance-digest")

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
        plan = Plan(
            description=capture,
            source=source,
            parent=source,
            others=(),
            stated=self._state(source, capture, preview),
            discard_history=False,
            notes=(),
        )
        digest = self._beside.submit(_digest_of_whole, frame)
        try:
            embedded = self._embedder.embed(plan.define(title, self._generator), frame)
        finally:
            sha256 = digest.result()
        if embedded is None or sha256 is None:
            return None
        accept_frame(embedded, source, sha256=sha256)
        return SignedFrame(
            data=embedded.data,
            manifest_label=embedded.store.active.label,
            notes=self._notes + plan.stated.notes,
        )

    def close(self) -> None:
        """Free what native code holds."""
        self._beside.shutdown(wait=False)
        self._embedder.close()


def _digest_of_whole(frame: bytes) -> bytes | None:
    """Return the digest of a frame that is whole; other threads get their turn while it is made."""
    view, digest, done = memoryview(frame), hashlib.sha256(), 0

    def passed(at: int) -> None:
        nonlocal done
        digest.update(view[done:at])
        done = at

    if not jpeg.is_whole(frame, most_segments=_MOST_SEGMENTS, passed=passed):
        return None
    passed(len(frame))
    return digest.digest()
