"""Where a signed file goes: a path, a stream, or memory; each gets it whole or not at all."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from provenance.errors import InvalidArgument, StorageError

if TYPE_CHECKING:
    import os

    from provenance.model.asset import Asset
    from provenance.signing.transaction import Transaction

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a signed file goes.

    Attributes:
        path: Its final name; for a stream or memory, a name beside which it may grow.
        stream: The stream that gets a copy, if any.
        is_path: Whether `path` is where it stays.
    """

    path: Path
    stream: BinaryIO | None = None
    is_path: bool = True

    @classmethod
    def of(cls, destination: str | os.PathLike[str] | BinaryIO | None, source: Asset) -> Self:
        """Tell a path, a writable stream and None apart.

        Raises:
            InvalidArgument: The stream cannot be written, or is the source.
        """
        if isinstance(destination, str) or hasattr(destination, "__fspath__"):
            return cls(path=Path(destination))  # type: ignore[arg-type]  # a path, as just asked
        beside = Path(tempfile.gettempdir()) / "signed"
        if destination is None:
            return cls(path=beside, is_path=False)
        stream: BinaryIO = destination
        if stream is source.stream:
            raise InvalidArgument("The source is also the destination.", hint="Give two streams.")
        if not (hasattr(stream, "write") and stream.writable()):
            raise InvalidArgument("The destination cannot be written.", hint="Open it with 'wb'.")
        return cls(path=beside, stream=stream, is_path=False)

    def deliver(self, transaction: Transaction) -> bytes | None:
        """Put the verified file where it belongs; return its bytes when that is memory.

        Raises:
            SigningFailed: The source changed meanwhile.
            StorageError: It cannot be written there.
        """
        if self.is_path:
            transaction.commit()
            return None
        transaction.check_source()
        if self.stream is None:
            return transaction.part.read_bytes()
        try:
            _copy(transaction.part, self.stream)
        except OSError as error:
            raise StorageError(
                f"The stream did not take the signed file: {error.strerror}.",
                hint="What it holds now is not whole.",
            ) from error
        return None


def _copy(part: Path, stream: BinaryIO) -> None:
    """Copy by blocks; a raw stream may take only some of a block at a time."""
    with part.open("rb") as content:
        while block := content.read(_BLOCK):
            rest = memoryview(block)
            while rest:
                rest = rest[stream.write(rest) :]
    stream.flush()
