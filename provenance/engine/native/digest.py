"""Digest a whole file, beside the engine's own work where that is possible."""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from provenance.engine import faults
from provenance.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.engine.native.streams import Watch
    from provenance.model.asset import Asset

PIECE = 1 << 20
SMALL = 1 << 18  # bytes in memory that are digested sooner than a thread starts


@contextmanager
def sha256_beside(asset: Asset, content: BinaryIO, watch: Watch) -> Iterator[Callable[[], str]]:
    """Digest `content`, opened from `asset`, while the body runs; yield what waits for the result.

    A file is read a second time through its open descriptor, so that no other file
    can take its place in between. A stream is read before the body runs, because
    two readers would disturb each other; so are a few bytes in memory.

    Raises:
        StorageError: From what is yielded, when the file could not be read.
    """
    outcome: Outcome[str] = Outcome()

    def body() -> None:
        digest = hashlib.sha256()
        try:
            for piece in _pieces(asset, content):
                watch.check_stop()
                digest.update(piece)
            outcome.succeed(digest.hexdigest())
        except OSError as error:
            outcome.fail(faults.storage(asset.name, error, "read"))
        except BaseException as error:  # noqa: BLE001  # raised again where the result is asked for
            outcome.fail(error)

    if asset.stream is not None or (asset.data is not None and len(asset.data) <= SMALL):
        body()
    else:
        threading.Thread(target=body, name="provenance-digest", daemon=True).start()
    try:
        yield outcome.result
    finally:
        outcome.wait()  # the descriptor has to stay open until then


def _pieces(asset: Asset, content: BinaryIO) -> Iterator[bytes | memoryview]:
    if asset.data is not None:
        view = memoryview(asset.data)
        yield from (view[at : at + PIECE] for at in range(0, len(view), PIECE))
    elif asset.stream is not None:
        content.seek(0)
        yield from iter(lambda: content.read(PIECE), b"")
    else:
        at = 0
        while piece := os.pread(content.fileno(), PIECE, at):
            at += len(piece)
            yield piece
