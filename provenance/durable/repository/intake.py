"""Take a signed file's credentials into a repository; the isolated engine reads the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.durable.repository import acceptance
from provenance.durable.repository.opening import known_fingerprints
from provenance.errors import InvalidArgument, NoCredentials
from provenance.model.soft_binding import asserted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.durable.interface import Entry, Repository
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset
    from provenance.model.soft_binding import SoftBinding


def take_in(repository: Repository, asset: Asset, engine: Engine) -> Entry:
    """Keep the manifest store of a signed file, found by what its own manifest asserts.

    Nothing is judged: whoever finds it judges it. Only what its signer asserts leads to it, so
    nobody else makes it answer for a picture; an update of credentials, which leaves the content
    as it is, is found by what those assert, too. A store is kept with as many of its bindings as
    are sound, up to `acceptance.MOST_BINDINGS`.

    Raises:
        NoCredentials, EngineError, UnsupportedFormat: The file cannot be read.
        InvalidArgument: It was deleted on request, or another store has its label.
        StorageError: It could not be kept.
    """
    try:
        reading = engine.read(asset)
    except NoCredentials as error:
        raise NoCredentials(
            f"{asset.name} carries no credentials, so there is nothing to keep.",
            hint="Name the signed file.",
        ) from error
    active = reading.store.active
    base = reading.store.base
    stated = asserted(active) + (asserted(base) if base else ())
    return repository.add(
        reading.jumbf,
        manifest=active.label,
        media_type=reading.media_type,
        bindings=tuple(_sound(tuple(dict.fromkeys(stated))))[: acceptance.MOST_BINDINGS],
        asset_sha256=reading.sha256 if reading.content_checked else "",
    )


def _sound(bindings: tuple[SoftBinding, ...]) -> Iterator[SoftBinding]:
    """Leave out what cannot be compared: an ISCC may be of a text, say, or of several units."""
    known = known_fingerprints()
    for binding in bindings:
        try:
            acceptance.check_binding(binding)
            if binding.algorithm in known:
                known[binding.algorithm].code(binding.value)
        except InvalidArgument:
            continue
        yield binding
