"""One long-lived ExifTool, driven by pyexiftool, that can neither hang nor starve its caller."""

from __future__ import annotations

import json
import os
import secrets
import selectors
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from exiftool import ExifTool
from exiftool.exceptions import ExifToolException

from provenance.errors import MetadataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.store import Json

_COMMON = (
    "-n",  # numbers as numbers
    "-struct",
    *("-api", "largefilesupport=1"),
)
_STATED = (
    "-G1",  # XMP-dc:Title, IFD0:Make
    "-fast",  # stop at the end of a JPEG
)
_EVERYTHING = (
    *("-a", "-G0:1:4"),  # tags that are there twice, numbered: EXIF:IFD0:Make
    "-ee3",  # in timed tracks and embedded pictures, too
)
_WRITING = ("-m", "-q", "-q")  # small faults of a file are no reason to leave its position in it
_GROUPS = ("-EXIF:all", "-IPTC:all", "-XMP:all", "-Keys:all", "-UserData:all", "-ItemList:all")
_MOST_BYTES = 16 << 20
# pyexiftool lets the process die with the thread that started it, which may end while
# another one waits. The second process is started by the thread that waits.
_ATTEMPTS = 2
_HINT = "Sign with --metadata none, or look at the file with ExifTool itself."


class ExifToolProcess:
    """Ask one ExifTool for the tags of one file after another; not for two threads at once."""

    def __init__(self, executable: str, *, seconds: float) -> None:
        self._exiftool = _BoundedExifTool(
            executable=executable, common_args=list(_COMMON), encoding="utf-8", config_file=""
        )
        self._exiftool.seconds = seconds

    def tags_of(self, path: Path) -> tuple[dict[str, Json], str]:
        """Return the tags of the file at `path`, by group and name, and ExifTool's version.

        Raises:
            MetadataError: ExifTool does not start, died, or took too long.
        """
        return self._read(path, *_STATED, *_GROUPS), str(self._exiftool.version)

    def all_tags_of(self, path: Path, *, seconds: float) -> dict[str, Json]:
        """Return every tag of the file, to its end, by its groups of families 0, 1 and 4.

        Raises:
            MetadataError: ExifTool does not start, died, or took too long.
        """
        with self._allowing(seconds):
            return self._read(path, *_EVERYTHING)

    def write(self, path: Path, target: Path, arguments: tuple[str, ...], *, seconds: float) -> str:
        """Write a changed copy of the file to `target`, and return what went wrong, or "".

        Raises:
            MetadataError: ExifTool does not start, died, or took too long.
        """
        order: tuple[str | bytes, ...] = (
            *_WRITING,
            "-o",
            os.fsencode(target),
            *arguments,
            os.fsencode(path),
        )
        with self._allowing(seconds):
            self._attempt(path, *order)
        if target.is_file():
            return ""
        return self._exiftool.complaint or "it wrote nothing"

    @contextmanager
    def _allowing(self, seconds: float) -> Iterator[None]:
        ordinary, self._exiftool.seconds = self._exiftool.seconds, seconds
        try:
            yield
        finally:
            self._exiftool.seconds = ordinary

    def _read(self, path: Path, *options: str) -> dict[str, Json]:
        answer = self._attempt(path, "-j", *options, os.fsencode(path))
        try:
            documents = json.loads(answer or b"[]")
        except ValueError as error:
            raise MetadataError(f"ExifTool could not read {path.name}.", hint=_HINT) from error
        return documents[0] if documents else {}

    def _attempt(self, path: Path, *order: str | bytes) -> bytes:
        for _ in range(_ATTEMPTS):
            try:
                self._exiftool.start()
                return bytes(self._exiftool.execute(*order, raw_bytes=True))
            except (ExifToolException, EOFError, OSError, ValueError, RuntimeError):
                self.close()
            except BaseException:
                self.close()
                raise
        raise MetadataError(f"ExifTool could not read {path.name}.", hint=_HINT)

    def close(self) -> None:
        """End the process, whatever state it is in."""
        self._exiftool.stop()


class _BoundedExifTool(ExifTool):  # type: ignore[misc]  # pyexiftool has no type information
    """Replace the one call of pyexiftool that waits for ever when the process dies."""

    seconds: float = 30.0
    complaint: str = ""
    _process: Any  # subprocess.Popen, or None

    def start(self) -> None:
        """Start the process unless it lives."""
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        if self._process is None:
            self.run()

    def stop(self) -> None:
        """Kill the process and close its pipes."""
        process, self._process = self._process, None
        self._flag_running_false()
        if process is not None:
            process.kill()
            process.communicate()

    def execute(self, *params: str | bytes, raw_bytes: bool = False) -> Any:  # noqa: ANN401  # as declared by pyexiftool
        """Run one command and return what it wrote to standard output.

        Raises:
            MetadataError: It took longer than `seconds`, or wrote without end.
            EOFError, OSError: It died.
        """
        token = 10**9 + secrets.randbelow(10**9)  # ExifTool takes a number here
        ready, done = f"{{ready{token}}}".encode(), f"done{token}".encode()
        lines = [part if isinstance(part, bytes) else part.encode() for part in params]
        lines += [b"-echo4", done, f"-execute{token}\n".encode()]
        self._process.stdin.write(b"\n".join(lines))
        self._process.stdin.flush()
        output, complaint = _read_until(self._process, ready, done, self.seconds)
        self.complaint = _first_line(complaint)
        output = output[: output.rindex(ready)].strip()
        return output if raw_bytes else output.decode(errors="replace")


def _read_until(process: Any, ready: bytes, done: bytes, seconds: float) -> tuple[bytes, bytes]:  # noqa: ANN401  # subprocess.Popen of pyexiftool
    """Read both pipes to the end of one answer, and return what came through each."""
    deadline = time.monotonic() + seconds
    texts = {process.stdout: bytearray(), process.stderr: bytearray()}
    ends = {process.stdout: ready, process.stderr: done}
    with selectors.DefaultSelector() as selector:
        for pipe in texts:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            events = selector.select(max(0.0, deadline - time.monotonic()))
            if not events:
                raise MetadataError(f"ExifTool took more than {seconds:g} seconds.", hint=_HINT)
            for key, _ in events:
                pipe = key.fileobj
                block = os.read(key.fd, 1 << 16)
                texts[pipe] += block
                if not block:
                    raise EOFError("ExifTool ended before it answered.")
                if len(texts[pipe]) > _MOST_BYTES:
                    raise MetadataError("ExifTool answers without end.", hint=_HINT)
                if ends[pipe] in texts[pipe][-len(block) - len(ends[pipe]) :]:
                    selector.unregister(pipe)
    return bytes(texts[process.stdout]), bytes(texts[process.stderr])


def _first_line(complaint: bytes) -> str:
    """Return the first error in words, without the name of the file behind it."""
    lines = complaint.decode(errors="replace").splitlines()
    errors = [line.removeprefix("Error: ") for line in lines if line.startswith("Error")]
    return errors[0].rpartition(" - ")[0].strip() or errors[0] if errors else ""
