"""Read the metadata of a source: with ExifTool where it is installed, else with Pillow."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from shutil import copyfileobj, which
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from provenance.errors import MetadataError, StorageError
from provenance.limits import Limits
from provenance.signing.metadata.cleaning import Tools, clean
from provenance.signing.metadata.properties import PROPERTIES
from provenance.signing.metadata.selection import SourceMetadata
from provenance.signing.metadata.values import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provenance.engine.formats import MediaType
    from provenance.model.asset import Asset
    from provenance.model.store import Json
    from provenance.signing.metadata.cleaning import Cleaning
    from provenance.signing.metadata.exiftool_process import ExifToolProcess
    from provenance.signing.metadata.profiles import Privacy

_NO_EXIFTOOL = (
    "ExifTool is not installed: only EXIF was read, no IPTC and no XMP. "
    "Install it from https://exiftool.org to have all of it."
)
_INSTALL = (
    "Install it from https://exiftool.org, or sign the file with all that it tells "
    "(--keep-file-metadata, Privacy.leaving_the_file)."
)


class MetadataReader:
    """Read EXIF, IPTC and XMP with one ExifTool process that lives as long as this reader.

    Threads may share one reader; they take turns. The process starts at the first read.
    """

    def __init__(self, *, executable: str = "exiftool", limits: Limits = Limits()) -> None:
        self._executable = executable
        self._limits = limits
        self._process: ExifToolProcess | None = None
        self._turn = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the ExifTool process; a later read starts a new one."""
        with self._turn:
            if self._process is not None:
                self._process.close()
                self._process = None

    def read(self, asset: Asset) -> SourceMetadata:
        """Read what `asset` says about itself.

        Raises:
            MetadataError: ExifTool died or took too long.
            StorageError: The asset cannot be read.
        """
        found = which(self._executable)
        if found is None:
            return self._read_without_exiftool(asset)
        with self._turn, _on_disk(asset) as path:
            tags, version = self._started(found).tags_of(path)
        return SourceMetadata(properties=_properties(tags), reader=f"ExifTool {version}")

    def clean(
        self, asset: Asset, media_type: MediaType, target: Path, privacy: Privacy
    ) -> Cleaning:
        """Write a copy of `asset` to `target` that tells no more than `privacy` states.

        Raises:
            MetadataError: ExifTool is not there, or the copy would tell more.
            StorageError: The asset cannot be read.
        """
        found = which(self._executable)
        if found is None:
            raise MetadataError(
                f"ExifTool is not installed, and nothing else takes out what {asset.name} tells.",
                hint=_INSTALL,
            )
        seconds = self._limits.read_seconds(asset.size())
        with self._turn, _on_disk(asset) as path:
            process = self._started(found)
            tools = Tools(
                source=path,
                read=partial(process.all_tags_of, seconds=seconds),
                write=partial(process.write, path, seconds=seconds),
            )
            return clean(asset, media_type, target, privacy, tools)

    def all_tags(self, asset: Asset) -> Mapping[str, Json]:
        """Return every tag that ExifTool finds in `asset`, by its groups of families 0, 1 and 4.

        Raises:
            MetadataError: ExifTool is not there, died or took too long.
            StorageError: The asset cannot be read.
        """
        found = which(self._executable)
        if found is None:
            raise MetadataError("ExifTool is not installed.", hint=_INSTALL)
        seconds = self._limits.read_seconds(asset.size())
        with self._turn, _on_disk(asset) as path:
            return self._started(found).all_tags_of(path, seconds=seconds)

    def _started(self, found: str) -> ExifToolProcess:
        if self._process is None:
            from provenance.signing.metadata.exiftool_process import (  # noqa: PLC0415  # costs 30 ms, needed only here
                ExifToolProcess,
            )

            self._process = ExifToolProcess(found, seconds=self._limits.wall_seconds)
        return self._process

    @staticmethod
    def _read_without_exiftool(asset: Asset) -> SourceMetadata:
        from provenance.signing.metadata.exif_by_pillow import (  # noqa: PLC0415  # Pillow loads slowly
            tags_of,
        )

        return SourceMetadata(
            properties=_properties(tags_of(asset)), reader="Pillow", notes=(_NO_EXIFTOOL,)
        )


def _properties(tags: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return what can be stated, by XMP name; the first tag that says something wins."""
    properties: dict[str, Json] = {}
    for row in PROPERTIES:
        for tag in row.tags:
            value = write(row, tag, tags) if tag in tags else None
            if value is not None:
                properties[row.name] = value
                break
    return MappingProxyType(properties)


@contextmanager
def _on_disk(asset: Asset) -> Iterator[Path]:
    """Give a path that ExifTool's line-by-line protocol can carry, whatever the file is called."""
    with ExitStack() as stack:
        if asset.path is not None and _is_plain(str(asset.path.absolute())):
            yield asset.path.absolute()
            return
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="provenance-"))
        stand_in = Path(folder) / "source"
        try:
            if asset.path is not None:
                stand_in.symlink_to(asset.path.absolute())
            else:
                with asset.open() as content, stand_in.open("wb") as copy:
                    copyfileobj(content, copy, 1 << 20)
        except OSError as error:
            raise StorageError(
                f"{asset.name} cannot be copied to read its metadata: {error.strerror}.",
                hint="Free space in the temporary folder, or sign without metadata.",
            ) from error
        yield stand_in


def _is_plain(path: str) -> bool:
    """Tell whether `path` survives a line of an ExifTool argument file as it is."""
    return path.isprintable() and path == path.strip()
