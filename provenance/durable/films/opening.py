"""Open films with PyAV, which is loaded on use, and turn its errors into ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from provenance.errors import InvalidArgument, UnsupportedFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer


@contextmanager
def opened(content: BinaryIO, name: str) -> Iterator[InputContainer]:
    """Open an MP4 or MOV file for reading.

    Raises:
        InvalidArgument: PyAV is not installed.
        UnsupportedFormat: It is no such file, or it cannot be read to its end.
    """
    try:
        import av  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise InvalidArgument(
            "PyAV is not installed, without which no film can be marked.",
            hint='Install it: pip install "media-provenance[durable,video]".',
        ) from error
    try:
        # The one demuxer of these films: no playlist can make it open another file.
        with av.open(content, "r", format="mov", metadata_errors="replace") as container:
            yield container
    except av.FFmpegError as error:
        raise UnsupportedFormat(
            f"{name} cannot be read or written as an MP4 or MOV film: {error.strerror}.",
            hint="Check that it plays from start to end.",
        ) from error
