"""The door for camera apps: frames, files and films are signed as they are taken."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from provenance.errors import Cancelled, InvalidArgument
from provenance.signing.describe import Capture
from provenance.signing.session.captured import Captured, Shot
from provenance.signing.session.crew import Crew
from provenance.signing.session.darkroom import Darkroom
from provenance.signing.session.encoding import Encoding, held
from provenance.signing.session.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from provenance.signing.describe import Device
    from provenance.signing.metadata import MetadataChoice, Privacy
    from provenance.signing.session.captured import Frame
    from provenance.signing.session.crew import Pending
    from provenance.signing.signer import Signer


class CaptureSession:
    """Sign what a camera app takes: at once, in parallel, and never at the cost of a picture.

    A frame in memory stays in memory. A whole JPEG of the app's own encoder takes a short way,
    on which no native code parses it; everything else is read by the isolated reader first.
    Each result is verified before it is handed out.

    Use it as a context manager, or `close()` it. Threads may share one session. Native code runs in the session's own threads: an interrupt
    ends neither the process nor a picture. Frames that wait or are worked on are bounded in
    number; each takes its own size while it waits, and three times that while it is signed.

    Args:
        signer: Whose credential signs; it stays open, and is closed by the caller.
        device: What captures: `Device(make=…, model=…, version=…)`, or its name; or a whole
            `Capture`, which also tells of the app (`software`), preferences and source type.
        privacy: Which metadata of a frame is stated beside it, while its own EXIF stays in it and
            is signed with it; or a profile, which takes out of the frame what may not be told.
            By default the signer's profile, or else none is stated, and a frame is not even
            looked at.
        thumbnails: Whether to draw a small picture, which means decoding the frame; a `preview`
            of the app's own costs nothing.
        encoding: How Pillow images are encoded.
        workers: How many frames are signed at once; by default one more than there are cores,
            for now and then one of them waits for the interpreter's lock.
        waiting: How many frames may wait for that; by default twice as many.
        isolation: "none" reads frames that take the long way in this process: faster, and for
            frames of one's own encoder only, for a crafted one could end the process.

    Raises:
        InvalidArgument: A number below its least value, or no such isolation.
        DescriptionError: The device cannot be stated.
    """

    def __init__(
        self,
        signer: Signer,
        *,
        device: Capture | Device | str | None = None,
        privacy: MetadataChoice | Privacy | str | None = None,
        thumbnails: bool = False,
        encoding: Encoding = Encoding(),
        workers: int | None = None,
        waiting: int | None = None,
        isolation: Literal["process", "none"] = "process",
    ) -> None:
        workers = (os.cpu_count() or 1) + 1 if workers is None else workers
        waiting = 2 * workers if waiting is None else waiting
        if workers < 1 or waiting < 0:
            raise InvalidArgument(
                "A session needs a worker, and no negative number of waiting frames.",
                hint="Leave workers and waiting out.",
            )
        self._capture = device if isinstance(device, Capture) else Capture(device=device)
        self._ahead = workers + waiting
        self._darkroom = Darkroom(
            signer.stating(privacy=privacy, thumbnails=thumbnails, isolation=isolation), encoding
        )
        self._crew = Crew(workers, waiting)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(cancel=kind is not None)

    def sign(
        self,
        frame: Frame,
        *,
        to: str | os.PathLike[str] | None = None,
        title: str = "",
        when: datetime | None = None,
        preview: bytes | None = None,
    ) -> Captured:
        """Sign one frame or file, and wait for it; `Shot` says what the arguments mean.

        Returns:
            What has `data` for a frame in memory, and `path` for a file.

        Raises:
            ProvenanceError: It was not signed, and nothing was written; what was handed in is
                as it was. What the credential raises comes unchanged.
        """
        pending = self.submit(Shot(frame=frame, to=to, title=title, when=when, preview=preview))
        captured = pending.result()
        if captured.error is not None:
            raise captured.error
        return captured

    def submit(self, frame: Frame | Shot) -> Pending:
        """Hand in a frame and go on; waits only while there is no place for it.

        A buffer may be used again at once, for it is copied; a Pillow image may not be drawn on
        before the result is there.

        Raises:
            InvalidArgument: The session is closed, or was opened before this process was forked.
        """
        pending = self._hand_in(frame, wait=True)
        assert pending is not None  # noqa: S101  # it waited for a place
        return pending

    def try_submit(self, frame: Frame | Shot) -> Pending | None:
        """Hand in a frame, or return None at once when there is no place for it.

        Raises:
            InvalidArgument: The session is closed.
        """
        return self._hand_in(frame, wait=False)

    def burst(self, frames: Iterable[Frame | Shot]) -> Iterator[Captured]:
        """Sign frames on all cores, and yield what became of them in their order.

        A failure is told in its own result and stops nothing. Frames are taken from `frames`
        as places become free, so that a long burst takes no more memory than a short one. What
        `frames` itself raises is raised after the results of what it gave before.
        """
        handed_in: deque[Pending] = deque()
        try:
            for frame in frames:
                if len(handed_in) >= self._ahead:
                    yield handed_in.popleft().result()
                handed_in.append(self.submit(frame))
        except Exception:  # of `frames`: what it gave before is not lost
            yield from (pending.result() for pending in handed_in)
            raise
        yield from (pending.result() for pending in handed_in)

    def video(self, path: str | os.PathLike[str]) -> Recording:
        """Open a film for writing, which is signed when it closes; see `Recording`.

        Raises:
            InvalidArgument: There is a file of that name already.
            StorageError: The file cannot be created.
        """
        return Recording(path, self._sign_in_place)

    def close(self, *, cancel: bool = False) -> None:
        """Take no more frames, and wait for those that were taken.

        A `with` block that ends by an exception cancels.

        Args:
            cancel: Whether to give up what was not begun. Its results say so, and carry the
                originals.
        """
        try:
            self._crew.close(cancel=cancel)
        finally:
            self._darkroom.close()

    def _sign_in_place(self, path: Path) -> Captured:
        now = datetime.now(UTC)
        return self.submit(Shot(frame=path, to=path, when=now)).result()

    def _hand_in(self, frame: Frame | Shot, *, wait: bool) -> Pending | None:
        shot = frame if isinstance(frame, Shot) else Shot(frame=frame)
        shot = replace(shot, frame=held(shot.frame))
        when = shot.when or self._capture.when
        if when is None and not isinstance(shot.frame, Path):
            when = datetime.now(UTC)
        capture = replace(self._capture, when=when)
        work = partial(self._darkroom.develop, shot, capture)
        return self._crew.hand_in(work, partial(self._never_begun, shot), wait=wait)

    def _never_begun(self, shot: Shot, error: Cancelled) -> Captured:
        return self._darkroom.kept(shot, error)
