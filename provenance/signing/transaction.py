"""Put a finished file in its place in one step, or leave no trace of the attempt.

The new file grows in a private folder beside its destination, which only its owner may
enter. Nothing appears under the final name before the caller commits, and commit is one
rename.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from provenance.errors import InvalidArgument, SigningFailed, StorageError
from provenance.signing.private_folder import MARKED, PART, WORKING, PrivateFolder

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.model.asset import Asset


class Transaction:
    """Write one file beside its destination, then put it there at once.

    Use it as a context manager: write to `part`, check what was written, `commit()`.
    Leaving without a commit, for whatever reason, removes everything that was written.

    Args:
        destination: The final name. A symbolic link is followed: the file that it leads
            to is replaced, the link stays. May be the source itself.
        source: What the new file is made from; it must be unchanged at the commit.

    Raises:
        InvalidArgument: The folder does not exist, or something that is no regular
            file stands under the final name.
        StorageError: The folder cannot be written to.
    """

    def __init__(self, destination: Path, *, source: Asset) -> None:
        self.destination = _real(destination)
        self._source = source
        self._before = _Fingerprint.of(source)
        self._folder: PrivateFolder | None = None
        self._mode = 0o600

    @property
    def part(self) -> Path:
        """Return where the new file is to be written; nothing stands there yet."""
        assert self._folder is not None, "enter the transaction first"  # noqa: S101  # misuse
        return self._folder.path / PART

    @property
    def working(self) -> Path:
        """Return where a working copy of the source may be written; it never leaves the folder."""
        return self.part.with_name(WORKING)

    @property
    def marked(self) -> Path:
        """Return where a marked copy of the source may be written; likewise."""
        return self.part.with_name(MARKED)

    def __enter__(self) -> Self:
        try:
            self._folder = PrivateFolder.make(self.destination)
            self._mode = _mode_of_a_new_file(self.part)
        except BaseException as error:
            self.__exit__()
            if isinstance(error, OSError):
                raise _storage_error(self.destination, error) from error
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            self._folder.remove()

    def check_source(self) -> None:
        """Make sure that the source is what it was when the transaction began.

        Raises:
            SigningFailed: It changed.
        """
        if _Fingerprint.of(self._source) != self._before:
            raise SigningFailed(
                f"{self._source.name} changed while it was being signed; nothing was written.",
                hint="Sign it again when nothing else writes to it.",
            )

    def commit(self) -> None:
        """Put the written file in its place, durably.

        Raises:
            SigningFailed: The source changed since the transaction began.
            StorageError: The file cannot be flushed or renamed.
        """
        try:
            self._dress()
            _flush(self.part)
            self.check_source()
            self.part.replace(self.destination)
        except OSError as error:
            raise _storage_error(self.destination, error) from error
        with suppress(OSError):  # the file is in place; some file systems flush no folders
            _flush(self.destination.parent)

    def _dress(self) -> None:
        """Give the new file what the file that it replaces had: owner, mode, attributes.

        A new name gets what any new file gets, and no more than the source allows.
        """
        if not self.destination.exists():
            path = self._source.path
            self.part.chmod(self._mode & (path.stat().st_mode | 0o600 if path else 0o666))
            return
        status = self.destination.stat()
        _copy_attributes(self.destination, self.part)
        self.part.chmod(status.st_mode & (0o777 if _give(self.part, status) else 0o707))


@dataclass(frozen=True, slots=True)
class _Fingerprint:
    """What tells that a file on disk is still the same, without reading it."""

    device: int = 0
    inode: int = 0
    size: int = 0
    modified: int = 0

    @classmethod
    def of(cls, asset: Asset) -> _Fingerprint:
        if asset.path is None:
            return cls()
        try:
            status = asset.path.stat()
        except OSError as error:
            raise StorageError(
                f"{asset.path} cannot be read: {error.strerror}.", hint="Check that it is there."
            ) from error
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _real(destination: Path) -> Path:
    """Follow links, and refuse what cannot become a regular file."""
    try:
        real = destination.resolve()
    except (OSError, RuntimeError) as error:  # a loop of links
        raise InvalidArgument(
            f"{destination} leads nowhere.", hint="Name a file, not a loop of links."
        ) from error
    if not real.parent.is_dir():
        raise InvalidArgument(f"The folder {real.parent} does not exist.", hint="Create it first.")
    if real.exists() and not real.is_file():
        what = "a folder" if real.is_dir() else "no regular file"
        raise InvalidArgument(f"{destination} is {what}.", hint="Name a file to write.")
    if real.exists() and not os.access(real, os.W_OK):
        raise InvalidArgument(f"{destination} is write-protected.", hint="Choose another name.")
    return real


def _mode_of_a_new_file(probe: Path) -> int:
    """Learn what umask and inherited rules give, without touching the process-wide umask."""
    handle = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        return os.fstat(handle).st_mode & 0o666
    finally:
        os.close(handle)
        probe.unlink()


def _give(path: Path, status: os.stat_result) -> bool:
    """Give `path` the owner and group in `status`; tell whether it has that group now.

    Only root may give files away, and a group only to its members. What a group may do
    is not passed on to another group.
    """
    for owner in (status.st_uid, -1):
        with suppress(OSError):
            os.chown(path, owner, status.st_gid)
            break
    return path.stat().st_gid == status.st_gid


def _copy_attributes(old: Path, new: Path) -> None:
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(old):
            with suppress(OSError):  # some belong to the system
                os.setxattr(new, name, os.getxattr(old, name))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _storage_error(destination: Path, error: OSError) -> StorageError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        hint = "Free some space, or choose another place."
    else:
        hint = "Check that you may write there."
    return StorageError(
        f"{destination} cannot be written: {error.strerror}; nothing was changed.", hint=hint
    )
