"""A film that is signed when its file closes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from provenance.errors import InvalidArgument, StorageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from types import TracebackType

    from provenance.signing.session.captured import Captured


class Recording:
    """Write a film to its file; on leaving the `with` block it is closed, signed and put in place.

    with session.video("clip.mp4") as film:      # a binary file, open for writing and reading
        muxer.write_to(film)                     # or give film.name to an encoder that wants a path

    What is recorded lies under its final name from the start. It is replaced, in one step, by
    the signed and verified file; until then, and whenever that fails, it stays as it is. When
    the block raises, the file is closed and stays, unsigned.

    Attributes:
        captured: What became of it; None before it is closed.

    Raises:
        InvalidArgument: There is a file of that name already.
        StorageError: The file cannot be created.
    """

    def __init__(self, path: str | os.PathLike[str], sign: Callable[[Path], Captured]) -> None:
        self.path = Path(path)
        self.captured: Captured | None = None
        self._sign = sign
        try:
            self._file: BinaryIO = self.path.open("xb+")
        except FileExistsError:
            raise InvalidArgument(
                f"{self.path} exists already.", hint="Record to a new name; nothing is overwritten."
            ) from None
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be created: {error.strerror}.",
                hint="Check the folder, and that you may write there.",
            ) from error

    def __enter__(self) -> BinaryIO:
        return self._file

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if kind is None:
            self.close()

    def close(self) -> Captured:
        """Close the file and sign it; a second time returns the same.

        Raises:
            ProvenanceError: It was not signed; the film is as it was recorded.
        """
        self._file.close()
        if self.captured is None:
            self.captured = self._sign(self.path)
        if self.captured.error is not None:
            raise self.captured.error
        return self.captured
