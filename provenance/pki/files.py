"""Writing keys and certificates: whole or not at all, and a secret never readable by others."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SECRET = 0o600
_PUBLIC = 0o644


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files into `folder`, all of them or none; names on `.key` are secrets.

    A folder that is made here is its owner's alone. Nothing that exists is overwritten.

    Raises:
        InvalidArgument: One of the files is there already.
        StorageError: They could not be written.
    """
    for name in files:
        if (folder / name).exists():
            raise _exists(folder / name)
    with _storage_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            for name, content in files.items():
                write_new(staging / name, content, secret=name.endswith(".key"))
            _move(staging, folder, tuple(files))
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def write_new(path: Path, content: bytes, *, secret: bool = False) -> None:
    """Create a file that did not exist, with its final permissions from the first moment on."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, _SECRET if secret else _PUBLIC), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def make_folder(path: Path) -> None:
    """Make a folder that is its owner's alone, unless it is there.

    Raises:
        StorageError: It could not be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be made: {error.strerror}.",
            hint="Check that you may write there.",
        ) from error


def replace(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another, or leave that one as it is.

    Raises:
        StorageError: It could not be written.
    """
    with _storage_errors(path):
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _move(staging: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Make the files appear in `folder`; linking, unlike renaming, never overwrites."""
    if not folder.exists():
        staging.rename(folder)
        return
    moved: list[Path] = []
    try:
        for name in names:
            (folder / name).hardlink_to(staging / name)
            moved.append(folder / name)
    except BaseException as error:
        for path in moved:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise _exists(folder / names[len(moved)]) from error
        raise


def _exists(path: Path) -> InvalidArgument:
    return InvalidArgument(
        f"{path} is there already and is never overwritten.",
        hint="Name another folder, or move the old files away first.",
    )


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path} could not be written: {error.strerror}.",
            hint="Check that the folder is yours and that the disk has room.",
        ) from error
