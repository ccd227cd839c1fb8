"""Tell what a file reveals of people, places and devices: in its own metadata and its credentials.

The file is read and looked at by the isolated engine. What the picture itself shows, and
what maker notes hold, nobody looks into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.errors import EngineError, NoCredentials, UnsupportedFormat
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.look import Look, Tells
from provenance.model.privacy import Exposure, PrivacyReport
from provenance.privacy import metadata, statements, thumbnails

if TYPE_CHECKING:
    from provenance.engine.interface import Engine, Reading
    from provenance.model.asset import AssetSource

__all__ = ["examine"]

_ORDER = {tells: number for number, tells in enumerate(Tells)}


def examine(source: AssetSource, engine: Engine, *, limits: Limits = Limits()) -> PrivacyReport:
    """Return what a file reveals, signed or not.

    Args:
        source: A path, bytes, a seekable stream, or an `Asset`.
        engine: Reads and looks; an isolated one for files of strangers.
        limits: What that may cost.

    Raises:
        InputNotFound: A path names no file.
        StorageError: The file could not be read to its end.
    """
    asset = Asset.of(source)
    look, unseen = _look(asset, engine)
    reading, unread = _read(asset, engine)
    found: list[Exposure] = list(metadata.exposures(look))
    if reading is not None:
        found.extend(statements.exposures(reading.store))
        found.extend(thumbnails.exposures(reading, look, engine, limits))
    found.sort(key=lambda each: _ORDER[each.tells])
    return PrivacyReport(
        file=asset.name,
        signed=reading is not None,
        exposures=tuple(dict.fromkeys(found)),
        notes=(*unseen, *unread),
    )


def _look(asset: Asset, engine: Engine) -> tuple[Look, tuple[str, ...]]:
    try:
        return engine.look(asset, picture=True), ()
    except EngineError as error:
        return Look(), (f"The file's own metadata could not be read: {error.message}",)


def _read(asset: Asset, engine: Engine) -> tuple[Reading | None, tuple[str, ...]]:
    try:
        return engine.read(asset), ()
    except NoCredentials:
        return None, ()
    except (EngineError, UnsupportedFormat) as error:
        return None, (f"No credentials could be read: {error.message}",)
