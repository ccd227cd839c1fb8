"""Write a repository out: manifest stores as files, and a line of JSON for each.

    entries.jsonl        one line per entry, oldest first; values of bindings in base64
    stores/ab/cdef…      manifest stores, named by their SHA-256

Kept entries only, with published bindings only. The same repository gives the same bytes.
"""

from __future__ import annotations

import base64
import io
import json
import secrets
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from provenance.durable.interface import EntryState
from provenance.durable.repository.blobs.interface import place
from provenance.errors import InvalidArgument, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from provenance.durable.interface import Entry, Repository

    Write = Callable[[str, IO[bytes]], None]

ENTRIES, STORES = "entries.jsonl", "stores"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP archive can tell
_MODE = 0o644 << 16  # of a file in an archive
_SPOOLED = 8 << 20  # bytes of lines that wait in memory


def export(repository: Repository, destination: Path) -> int:
    """Write all kept entries to a new folder, or a new ZIP archive if it is named like one.

    Returns:
        How many were written.

    Raises:
        InvalidArgument: Something stands there already.
        StorageError: It could not be written, or a manifest store is missing or damaged;
            nothing is left there then.
    """
    if destination.exists():
        raise InvalidArgument(
            f"{destination} is there already and is never overwritten.", hint="Choose another name."
        )
    opened = _archive if destination.suffix.lower() == ".zip" else _folder
    aside = destination.with_name(f".{destination.name}.{secrets.token_hex(8)}")
    try:
        with opened(aside) as write:
            count = _write_all(repository, write)
        aside.rename(destination)
    except OSError as error:
        raise StorageError(
            f"{destination} cannot be written: {error.strerror}.",
            hint="Check that you may write there and that the disk has room.",
        ) from error
    finally:
        _remove(aside)
    return count


def _write_all(repository: Repository, write: Write) -> int:
    count = 0
    with tempfile.SpooledTemporaryFile(_SPOOLED) as lines:
        for entry in repository.entries():
            if entry.state is not EntryState.KEPT:
                continue
            store = repository.store(entry.manifest)
            if store is None:  # it was deleted just now
                continue
            write(f"{STORES}/{place(entry.store_sha256)}", io.BytesIO(store))
            lines.write(json.dumps(_described(entry)).encode() + b"\n")
            count += 1
        lines.seek(0)
        write(ENTRIES, lines)
    return count


def _described(entry: Entry) -> dict[str, object]:
    return {
        "manifest": entry.manifest,
        "store_sha256": entry.store_sha256,
        "media_type": entry.media_type,
        "asset_sha256": entry.asset_sha256,
        "added": entry.added.isoformat(),
        "bindings": [
            {
                "algorithm": binding.algorithm,
                "kind": binding.kind.value,
                "value": base64.b64encode(binding.value).decode(),
            }
            for binding in entry.bindings
        ],
    }


@contextmanager
def _folder(path: Path) -> Iterator[Write]:
    path.mkdir()

    def write(name: str, content: IO[bytes]) -> None:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        with (path / name).open("xb") as file:
            shutil.copyfileobj(content, file)

    yield write


@contextmanager
def _archive(path: Path) -> Iterator[Write]:
    with zipfile.ZipFile(path, "x") as archive:

        def write(name: str, content: IO[bytes]) -> None:
            member = zipfile.ZipInfo(name, _LONG_AGO)
            member.external_attr = _MODE
            with archive.open(member, "w", force_zip64=True) as file:
                shutil.copyfileobj(content, file)

        yield write


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
